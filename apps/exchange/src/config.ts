/**
 * Everything a venue can be told, read from the environment. One table: what it
 * parses with, what it means; the reference page is made from it.
 */
import { z } from "zod";

const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number({ error: `a whole number from ${least} to ${most} is expected` })
    .int(`a whole number from ${least} to ${most} is expected`)
    .min(least, `a whole number from ${least} to ${most} is expected`)
    .max(most, `a whole number from ${least} to ${most} is expected`);
const yesOrNo = z.enum(["true", "false"], { error: "true or false is expected" });

/** `example` is what to type; a variable with `usual` undefined may be left out as well. */
const VARIABLES = {
  HOST: {
    schema: z.string().min(1).default("localhost"),
    meaning: "Address to listen on; 0.0.0.0 for all.",
    example: "0.0.0.0",
  },
  PORT: {
    schema: wholeNumber(0, 65_535).default(8080),
    meaning: "Port to listen on; 0 takes a free one.",
    example: "8080",
  },
  PROBITY_DATA: {
    schema: z.string().min(1).default("./.probity"),
    meaning: "Folder that holds everything the venue must not lose.",
    example: "./.probity",
  },
  PROBITY_ADMIN_EMAIL: {
    schema: z.email("an e-mail address is expected").default("admin@probity.local"),
    meaning: "Address of the first superadmin, made at the first start.",
    example: "ada@example.org",
  },
  PROBITY_ADMIN_PASSWORD: {
    schema: z.string().min(8, "at least 8 characters are expected").max(200).optional(),
    meaning: "Their password, at least 8 characters; without it one is made up and shown once.",
    example: "a-long-sentence",
  },
  JWT_SECRET: {
    schema: z.string().min(32, "at least 32 characters are expected").optional(),
    meaning:
      "Signs access tokens, at least 32 characters; without it one is kept in the data folder.",
    example: "$(openssl rand -hex 32)",
  },
  JWT_REFRESH_SECRET: {
    schema: z.string().min(32, "at least 32 characters are expected").optional(),
    meaning: "Signs refresh tokens, as `JWT_SECRET` signs access tokens; another one.",
    example: "$(openssl rand -hex 32)",
  },
  CORS_ORIGIN: {
    schema: z.string().optional(),
    meaning: "Origins whose pages may call the venue, separated by commas; * for any.",
    example: "https://example.org",
  },
  LOG_LEVEL: {
    schema: z
      .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
        error: "fatal, error, warn, info, debug, trace or silent is expected",
      })
      .default("info"),
    meaning: "How much is written to the log; debug has a line for each request.",
    example: "debug",
  },
  NODE_ENV: {
    schema: z
      .enum(["development", "production", "test"], {
        error: "development, production or test is expected",
      })
      .default("development"),
    meaning: "production refuses secrets that stand in these examples.",
    example: "production",
  },
  PLAY_MONEY: {
    schema: yesOrNo.default("true").transform((value) => value === "true"),
    meaning: "Whether people may deposit and withdraw play money by themselves.",
    example: "false",
  },
  TRUST_PROXY: {
    schema: yesOrNo.default("false").transform((value) => value === "true"),
    meaning: "Whether X-Forwarded-For tells the client's address.",
    example: "true",
  },
  RATE_LIMIT_PER_MINUTE: {
    schema: wholeNumber(0, 100_000_000).default(60_000),
    meaning: "Requests a minute from one address; 0 is no limit.",
    example: "600",
  },
  SIGN_IN_LIMIT_PER_MINUTE: {
    schema: wholeNumber(0, 100_000_000).default(120),
    meaning: "Attempts a minute to sign in, and to register, from one address; 0 is no limit.",
    example: "10",
  },
  LIVE_TICK_MS: {
    schema: wholeNumber(0, 10_000).default(10),
    meaning:
      "For how long changes of books and trades are gathered into one live message; 0 is not at all.",
    example: "50",
  },
  SLOW_READER_BYTES: {
    schema: wholeNumber(65_536, 1_073_741_824).default(8_388_608),
    meaning: "Bytes that may wait for a reader of the live socket before it is let go.",
    example: "8388608",
  },
  POST_ONLY_AFTER_START_MS: {
    schema: wholeNumber(0, 86_400_000).default(2_000),
    meaning: "After a restart, for how long only post-only orders are taken.",
    example: "5000",
  },
  GRACE_AFTER_START_MS: {
    schema: wholeNumber(0, 86_400_000).default(10_000),
    meaning: "After a restart, for how long no dead man's switch acts.",
    example: "10000",
  },
  SNAPSHOT_EVERY: {
    schema: wholeNumber(0, 1_000_000_000).default(1_000_000),
    meaning: "Commands between snapshots of the exchange; 0 makes none.",
    example: "1000000",
  },
  SEGMENT_BYTES: {
    schema: wholeNumber(65_536, 1_073_741_824).default(67_108_864),
    meaning: "Size of a journal file.",
    example: "67108864",
  },
} as const;

type Variable = keyof typeof VARIABLES;
export type Config = {
  readonly [V in Variable]: z.output<(typeof VARIABLES)[V]["schema"]>;
};

/** A variable of the environment is not usable; the message says which, and what to type. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads the configuration. Empty variables count as left out.
 *
 * @throws ConfigError naming the first variable that is not usable.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const config: Partial<Record<Variable, unknown>> = {};
  for (const [name, { schema, example }] of Object.entries(VARIABLES)) {
    const text = environment[name]?.trim();
    const parsed = schema.safeParse(text === "" ? undefined : text);
    if (!parsed.success) {
      const problem = parsed.error.issues[0]?.message ?? "it is not usable";
      throw new ConfigError(
        `${name} is not usable: ${problem}. Type for example ${name}=${example}`,
      );
    }
    config[name as Variable] = parsed.data;
  }
  refuseKnownSecrets(config as Config);
  return config as Config;
}

/** What everybody can read here is no secret. */
function refuseKnownSecrets(config: Config): void {
  if (config.NODE_ENV !== "production") return;
  for (const name of ["PROBITY_ADMIN_PASSWORD", "JWT_SECRET", "JWT_REFRESH_SECRET"] as const) {
    if (config[name] !== VARIABLES[name].example) continue;
    throw new ConfigError(`${name} is not usable: it is the example of the documentation`);
  }
}

/** One line of Markdown for each variable: name, what is usual, meaning. */
export function configReference(): string {
  const lines = Object.entries(VARIABLES).map(([name, { schema, meaning }]) => {
    const usual = schema.safeParse(undefined);
    const text = usual.success && usual.data !== undefined ? `\`${usual.data}\`` : "";
    return `| \`${name}\` | ${text} | ${meaning} |`;
  });
  return ["| Variable | Usual | Meaning |", "| --- | --- | --- |", ...lines].join("\n");
}
