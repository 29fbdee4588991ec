import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROBITY = fileURLToPath(new URL("../../../../bin/probity.mjs", import.meta.url));
const READY_MS = 60_000;

/** Who runs the venue of a benchmark. */
export const OPERATOR = { email: "operator@example.org", password: "bench-bench-bench" };

const alive = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/** A real venue in a process of its own, as `npm start` would start it, with its limits for strangers off. */
export class VenueProcess {
  readonly port: number;
  readonly folder: string;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, port: number, folder: string) {
    this.child = child;
    this.port = port;
    this.folder = folder;
  }

  /** @param profileFolder where the venue leaves a CPU profile when it stops; null: it keeps none. */
  static async start(folder: string, profileFolder: string | null = null): Promise<VenueProcess> {
    mkdirSync(folder, { recursive: true });
    const profiling =
      profileFolder === null
        ? {}
        : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileFolder} --cpu-prof-interval=500` };
    const child = spawn(process.execPath, [PROBITY, "start"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        ...profiling,
        HOST: "127.0.0.1",
        PORT: "0",
        PROBITY_DATA: folder,
        PROBITY_ADMIN_EMAIL: OPERATOR.email,
        PROBITY_ADMIN_PASSWORD: OPERATOR.password,
        POST_ONLY_AFTER_START_MS: "0",
        RATE_LIMIT_PER_MINUTE: "0",
        KEY_REQUESTS_PER_SECOND: "0",
        SIGN_IN_LIMIT_PER_MINUTE: "0",
        LIVE_CONNECTIONS_PER_ADDRESS: "0",
        LIVE_CONNECTIONS_PER_MINUTE: "0",
        // A client that counts answers expects nothing else.
        LIVE_HEARTBEAT_MS: "3600000",
        LOG_LEVEL: "error",
      },
    });
    alive.add(child);
    child.once("exit", () => alive.delete(child));
    return new VenueProcess(child, await portOf(child), folder);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** `kill -9`: nothing in the process can react. */
  async kill(): Promise<void> {
    const exited = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exited;
  }

  /** Stops it as Ctrl-C would. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null) throw new Error("the venue ended by itself");
    const exited = once(this.child, "exit");
    this.child.kill("SIGTERM");
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw new Error(`the venue ended with ${String(code)} when asked to stop`);
  }

  /** `probity verify` on the folder of a stopped venue. @returns what it said, null when it was content. */
  static async verify(folder: string): Promise<string | null> {
    const child = spawn(process.execPath, [PROBITY, "verify", folder], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const [code] = (await once(child, "close")) as [number | null];
    return code === 0 ? null : output;
  }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error("the venue did not start in time"));
    }, READY_MS);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`the venue ended with ${String(code)} at start`));
    });
    if (child.stdout === null) throw new Error("the venue has no standard output");
    createInterface({ input: child.stdout }).on("line", (line) => {
      const port = /https?:\/\/[\w.]+:(\d+)/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}
