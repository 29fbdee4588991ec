import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROBITY = fileURLToPath(new URL("../../../../bin/probity.mjs", import.meta.url));
const READY_MS = 120_000;

export const OPERATOR = { email: "operator@example.org", password: "a long sentence" };

/** A venue of its own: a process that can be killed, on a folder and a port that stay. */
export class VenueProcess {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, string>>;
  #process: ChildProcess | null = null;

  private constructor(port: number, folder: string, settings: Readonly<Record<string, string>>) {
    this.#port = port;
    this.#folder = folder;
    this.#settings = settings;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param settings besides the tests' own: no limits, an operator whose password is known. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<VenueProcess> {
    const folder = await mkdtemp(join(tmpdir(), "probity-web-"));
    const venue = new VenueProcess(await freePort(), folder, settings);
    await venue.start();
    return venue;
  }

  /** Starts it, for the first time or again, and waits until it answers. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [PROBITY, "start"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        NODE_ENV: "development",
        HOST: "127.0.0.1",
        PORT: String(this.#port),
        PROBITY_DATA: this.#folder,
        PROBITY_ADMIN_EMAIL: OPERATOR.email,
        PROBITY_ADMIN_PASSWORD: OPERATOR.password,
        POST_ONLY_AFTER_START_MS: "0",
        RATE_LIMIT_PER_MINUTE: "0",
        SIGN_IN_LIMIT_PER_MINUTE: "0",
        LIVE_CONNECTIONS_PER_MINUTE: "0",
        LOG_LEVEL: "warn",
        ...this.#settings,
      },
    });
    this.#process = child;
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (printed += text));
    }
    const giveUpAt = Date.now() + READY_MS;
    while (!(await this.isReady())) {
      if (child.exitCode !== null || Date.now() > giveUpAt) {
        throw new Error(`the venue did not start; it printed:\n${printed}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Whether it trades, and its history can be asked. */
  async isReady(): Promise<boolean> {
    try {
      const answers = [
        await fetch(`${this.url}/ready`),
        await fetch(`${this.url}/api/v1/categories`),
      ];
      return answers.every(({ ok }) => ok);
    } catch {
      return false; // Nobody listens there.
    }
  }

  /** As a power failure would end it. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ends it and takes its folder away. */
  async remove(): Promise<void> {
    await this.#end("SIGTERM");
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
