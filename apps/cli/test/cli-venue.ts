/** A venue of a test, and the command line as somebody at a terminal of their own uses it. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig, startVenue } from "@probity/exchange";

const probity = fileURLToPath(new URL("../../../bin/probity.mjs", import.meta.url));
/** One for all terminals, as people have after their first command. */
const CACHE = fileURLToPath(new URL("../../../node_modules/.cache", import.meta.url));

export const OPERATOR = { email: "operator@example.org", password: "a long sentence" };

export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

export interface CliVenue {
  readonly url: string;
  readonly folder: string;
  close(): Promise<void>;
}

export async function startCliVenue(): Promise<CliVenue> {
  const folder = await mkdtemp(join(tmpdir(), "probity-cli-venue-"));
  const config = readConfig({
    PORT: "0",
    LOG_LEVEL: "silent",
    SEGMENT_BYTES: "1048576",
    POST_ONLY_AFTER_START_MS: "0",
    SIGN_IN_LIMIT_PER_MINUTE: "0",
    RATE_LIMIT_PER_MINUTE: "0",
    PROBITY_DATA: folder,
    PROBITY_ADMIN_EMAIL: OPERATOR.email,
    PROBITY_ADMIN_PASSWORD: OPERATOR.password,
  });
  const venue = await startVenue(config, () => {});
  return {
    url: venue.url,
    folder,
    close: async () => {
      await venue.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Somebody's terminal: a home of their own, and every command a process. */
export class Terminal {
  readonly home: string;

  private constructor(home: string) {
    this.home = home;
  }

  static async open(): Promise<Terminal> {
    return new Terminal(await mkdtemp(join(tmpdir(), "probity-home-")));
  }

  /** @param typed what is piped into the command. */
  run(
    args: readonly string[],
    { typed = "", env = {} }: { typed?: string; env?: Record<string, string> } = {},
  ): Promise<Outcome> {
    return new Promise((resolve) => {
      const { PATH = "" } = process.env;
      const child = execFile(
        process.execPath,
        [probity, ...args],
        {
          env: {
            PATH,
            HOME: this.home,
            XDG_CONFIG_HOME: this.home,
            XDG_CACHE_HOME: CACHE,
            ...env,
          },
          timeout: 15_000,
        },
        (error, output, errors) => {
          resolve({ code: typeof error?.code === "number" ? error.code : 0, output, errors });
        },
      );
      // A command that reads nothing may be gone by then.
      child.stdin?.on("error", () => {});
      child.stdin?.end(typed);
    });
  }

  /** Runs a command line that must go well. @returns what it printed. */
  async must(line: string | readonly string[], typed = ""): Promise<string> {
    const args = typeof line === "string" ? line.split(" ") : line;
    const { code, output, errors } = await this.run(args, { typed });
    if (code !== 0) throw new Error(`probity ${args.join(" ")} ended with ${code}: ${errors}`);
    return output;
  }

  /** The same with `--json`, read. */
  // The tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  async answer(line: string | readonly string[]): Promise<any> {
    const args = typeof line === "string" ? line.split(" ") : line;
    return JSON.parse(await this.must([...args, "--json"]));
  }

  close(): Promise<void> {
    return rm(this.home, { recursive: true, force: true });
  }
}
