/**
 * Everything a venue can be told, by the environment or by a file. One table: what it parses with,
 * what it means; the reference page and `.env.example` are made from it. `read-config.ts` reads it.
 */
import { z } from "zod";
import { wholeNumber, yesOrNo } from "./config-rows.ts";
import type { VariableRow } from "./config-rows.ts";
import { POLYMARKET_VARIABLES } from "./polymarket-config.ts";

/** `example` is what to type; a variable with `usual` undefined may be left out as well. */
export const VARIABLES = {
  HOST: {
    schema: z.string().min(1).default("localhost"),
    meaning: "Address to listen on; 0.0.0.0 for all.",
    example: "0.0.0.0",
    section: "server",
  },
  PORT: {
    schema: wholeNumber(0, 65_535).default(8080),
    meaning: "Port to listen on; 0 takes a free one.",
    example: "8080",
    section: "server",
  },
  PROBITY_DATA: {
    schema: z.string().min(1).default("./.probity"),
    meaning: "Folder that holds everything the venue must not lose.",
    example: "./.probity",
    section: "data",
  },
  PROBITY_ADMIN_EMAIL: {
    schema: z.email("an e-mail address is expected").default("admin@probity.local"),
    meaning: "Address of the first superadmin, made at the first start.",
    example: "ada@example.org",
    section: "people",
  },
  PROBITY_ADMIN_PASSWORD: {
    schema: z.string().min(8, "at least 8 characters are expected").max(200).optional(),
    meaning: "Their password, at least 8 characters; without it one is made up and shown once.",
    example: "a-long-sentence",
    section: "people",
    isSecret: true,
  },
  JWT_SECRET: {
    schema: z.string().min(32, "at least 32 characters are expected").optional(),
    meaning:
      "Signs access tokens, at least 32 characters; without it one is kept in the data folder.",
    example: "$(openssl rand -hex 32)",
    section: "people",
    isSecret: true,
  },
  JWT_REFRESH_SECRET: {
    schema: z.string().min(32, "at least 32 characters are expected").optional(),
    meaning: "Signs refresh tokens, as `JWT_SECRET` signs access tokens; another one.",
    example: "$(openssl rand -hex 32)",
    section: "people",
    isSecret: true,
  },
  KEY_CLOCK_SKEW_MS: {
    schema: wholeNumber(1_000, 300_000).default(30_000),
    meaning:
      "How far the clocks of programs that sign requests may be off; as long a request can be repeated.",
    example: "5000",
    section: "people",
  },
  DEVELOPMENT_HEADERS: {
    schema: yesOrNo.default("false").transform((value) => value === "true"),
    meaning:
      "Whether X-Test-Address and X-Test-Role are believed; production does not start with it.",
    example: "true",
    section: "people",
    inProduction: (value) =>
      value === true ? "in production these headers open every door" : null,
  },
  IDP_ISSUER: {
    schema: z.string().min(1).max(200).optional(),
    meaning: "Identity provider whose tokens sign people in, as its tokens name it.",
    example: "https://id.example.org",
    section: "identity_provider",
  },
  IDP_AUDIENCE: {
    schema: z.string().min(1).max(200).optional(),
    meaning: "Whom its tokens must be made for: this venue, as the provider knows it.",
    example: "probity",
    section: "identity_provider",
  },
  IDP_PUBLIC_KEY: {
    schema: z.string().min(1).optional(),
    meaning: "Its public key in PEM, line ends as \\n.",
    example: "-----BEGIN PUBLIC KEY-----\\n…\\n-----END PUBLIC KEY-----",
    section: "identity_provider",
  },
  IDP_JWKS_URL: {
    schema: z.url("an address is expected").optional(),
    meaning: "Where its keys are listed, instead of one key.",
    example: "https://id.example.org/.well-known/jwks.json",
    section: "identity_provider",
  },
  PUBLIC_URL: {
    schema: z
      .url({ protocol: /^https?$/, error: "an address with http or https is expected" })
      .optional(),
    meaning:
      "Where people find the venue, for letters and wallets; without it, this machine and PORT.",
    example: "https://venue.example.org",
    section: "server",
  },
  SMTP_URL: {
    schema: z.url({ protocol: /^smtps?$/, error: "smtp://… or smtps://… is expected" }).optional(),
    meaning: "Server that takes letters to people; without any way to send, they are in the log.",
    example: "smtps://name:password@mail.example.org:465",
    section: "mail",
    isSecret: true,
  },
  RESEND_API_KEY: {
    schema: z.string().min(8, "at least 8 characters are expected").optional(),
    meaning: "Key of Resend, which sends letters where there is no SMTP_URL.",
    example: "re_0123456789",
    section: "mail",
    isSecret: true,
  },
  MAIL_FOLDER: {
    schema: z.string().min(1).optional(),
    meaning: "Folder that letters are written to instead of being sent.",
    example: "./letters",
    section: "mail",
  },
  MAIL_FROM: {
    schema: z.string().min(3).max(254).default("Probity <probity@localhost>"),
    meaning: "Who letters are from.",
    example: "Probity <venue@example.org>",
    section: "mail",
  },
  CORS_ORIGIN: {
    schema: z.string().optional(),
    meaning: "Origins whose pages may call the venue, separated by commas; * for any.",
    example: "https://example.org",
    section: "server",
    inProduction: (value) => (value === "*" ? "in production name the origins" : null),
  },
  LOG_LEVEL: {
    schema: z
      .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
        error: "fatal, error, warn, info, debug, trace or silent is expected",
      })
      .default("info"),
    meaning: "How much is written to the log; debug has a line for each request.",
    example: "debug",
    section: "log",
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
    meaning:
      "Whether people may deposit and withdraw play money by themselves. A data folder that was once run without it is refused with it.",
    example: "false",
  },
  TRUST_PROXY: {
    schema: z
      .string()
      .regex(/^(?:true|false|[0-9])$/, "a number from 0 to 9 is expected; true is 1, false is 0")
      .default("0")
      .transform((value) => (value === "true" ? 1 : Number(value === "false" ? 0 : value))),
    meaning:
      "How many addresses the proxies before the venue add to the end of X-Forwarded-For: the first of them is the client's. 0: it is not looked at.",
    example: "1",
    section: "server",
  },
  RATE_LIMIT_PER_MINUTE: {
    schema: wholeNumber(0, 100_000_000).default(100),
    meaning: "Requests a minute from one address by those who are not signed in; 0 is no limit.",
    example: "600",
    section: "limits",
  },
  SIGN_IN_LIMIT_PER_MINUTE: {
    schema: wholeNumber(0, 100_000_000).default(120),
    meaning: "Attempts a minute to sign in, and to register, from one address; 0 is no limit.",
    example: "10",
    section: "limits",
  },
  KEY_REQUESTS_PER_SECOND: {
    schema: wholeNumber(0, 1_000_000).default(1_000),
    section: "limits",
    meaning: "Requests a second, in the long run, of somebody signed in; 0 is no limit.",
    example: "50",
  },
  KEY_BURST: {
    schema: wholeNumber(1, 10_000_000).default(5_000),
    section: "limits",
    meaning: "How many requests somebody signed in may make at once, before the rate counts.",
    example: "100",
  },
  LIVE_TICK_MS: {
    schema: wholeNumber(0, 10_000).default(10),
    meaning:
      "For how long changes of books and trades are gathered into one live message; 0 is not at all.",
    example: "50",
    section: "live",
  },
  SLOW_READER_BYTES: {
    schema: wholeNumber(65_536, 1_073_741_824).default(8_388_608),
    meaning: "Bytes that may wait for a reader of the live socket before it is let go.",
    example: "8388608",
    section: "live",
  },
  LIVE_CONNECTIONS: {
    schema: wholeNumber(0, 10_000_000).default(20_000),
    meaning: "Live connections of all protocols; 0 is no limit.",
    example: "20000",
    section: "live",
  },
  LIVE_CONNECTIONS_PER_ADDRESS: {
    schema: wholeNumber(0, 10_000_000).default(1_000),
    meaning: "Live connections of one address; 0 is no limit.",
    example: "20",
    section: "live",
  },
  LIVE_CONNECTIONS_PER_MINUTE: {
    schema: wholeNumber(0, 100_000_000).default(10),
    meaning: "New live connections a minute from one address; 0 is no limit.",
    example: "10",
    section: "live",
  },
  LIVE_CHANNELS: {
    schema: wholeNumber(1, 1_000_000).default(1_000),
    meaning: "Channels, books or markets that one live connection may follow.",
    example: "200",
    section: "live",
  },
  LIVE_HEARTBEAT_MS: {
    schema: wholeNumber(1_000, 3_600_000).default(15_000),
    meaning: "Between two heartbeats of a live connection; who is silent for two is let go.",
    example: "15000",
    section: "live",
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
    section: "data",
  },
  SEGMENT_BYTES: {
    schema: wholeNumber(65_536, 1_073_741_824).default(67_108_864),
    meaning: "Size of a journal file.",
    example: "67108864",
    section: "data",
  },
  DATABASE_URL: {
    schema: z.string().min(1).optional(),
    section: "database",
    meaning: "PostgreSQL for history and statistics; without it one is kept in the data folder.",
    example: "postgres://probity:secret@localhost:5432/probity",
    isSecret: true,
  },
  DATABASE_READ_URL: {
    schema: z.string().min(1).optional(),
    section: "database",
    meaning: "Where to read history from, if not where it is written.",
    example: "postgres://probity:secret@replica:5432/probity",
    isSecret: true,
  },
  DIRECT_URL: {
    schema: z.string().min(1).optional(),
    section: "database",
    meaning: "The same database without a pooler between, for migrations.",
    example: "postgres://probity:secret@localhost:5432/probity",
    isSecret: true,
  },
  REDIS_URL: {
    schema: z
      .string()
      .regex(/^rediss?:\/\//, "redis://… is expected")
      .optional(),
    section: "redis",
    meaning: "Redis for the cache and the limits, shared by several processes; without it memory.",
    example: "redis://localhost:6379",
    isSecret: true,
  },
  REDIS_NAMESPACE: {
    schema: z.string().max(64).default("probity:"),
    section: "redis",
    meaning: "Begins every key in Redis, so that venues can share one.",
    example: "paper-venue:",
  },
  LOG_FORMAT: {
    schema: z
      .enum(["auto", "json", "pretty"], { error: "auto, json or pretty is expected" })
      .default("auto"),
    section: "log",
    meaning: "json for machines, pretty for people; auto is pretty in a terminal.",
    example: "json",
  },
  METRICS_TOKEN: {
    schema: z.string().min(16, "at least 16 characters are expected").optional(),
    section: "metrics",
    meaning: "Bearer token that /metrics asks for; without it only this machine may read it.",
    example: "$(openssl rand -hex 16)",
    isSecret: true,
  },
  METRICS_ALIASES: {
    schema: yesOrNo.default("false").transform((value) => value === "true"),
    section: "metrics",
    meaning:
      "Whether /metrics also has the names of older dashboards, as websocket_messages_total.",
    example: "true",
  },
  METRICS_MARKETS: {
    schema: wholeNumber(0, 10_000).default(50),
    section: "metrics",
    meaning: "Markets, the busiest first, that have series of their own in /metrics.",
    example: "200",
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: z.url("an address is expected").optional(),
    section: "tracing",
    meaning: "Collector that traces of requests are sent to, as OTLP over HTTP; without it none.",
    example: "http://localhost:4318",
  },
  OTEL_SERVICE_NAME: {
    schema: z.string().min(1).max(100).default("probity"),
    section: "tracing",
    meaning: "The name under which traces appear.",
    example: "probity-staging",
  },
  OTEL_TRACES_SAMPLER_ARG: {
    schema: z.coerce
      .number({ error: "a number from 0 to 1 is expected" })
      .min(0, "a number from 0 to 1 is expected")
      .max(1, "a number from 0 to 1 is expected")
      .default(1),
    section: "tracing",
    meaning: "Which part of the traces that begin here is kept, 0 to 1.",
    example: "0.1",
  },
  SENTRY_DSN: {
    schema: z.url("the address of a Sentry project is expected").optional(),
    section: "errors",
    meaning: "Sentry project that our own faults are reported to; without it none.",
    example: "https://key@sentry.example.org/1",
    isSecret: true,
  },
  ...POLYMARKET_VARIABLES,
} as const satisfies Readonly<Record<string, VariableRow>>;

export type Variable = keyof typeof VARIABLES;
export type Config = {
  readonly [V in Variable]: z.output<(typeof VARIABLES)[V]["schema"]>;
};
