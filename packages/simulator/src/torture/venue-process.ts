import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROBITY = fileURLToPath(new URL("../../../../bin/probity.mjs", import.meta.url));
const READY_MS = 30_000;

/** Who the operator of the tortured venue is. */
export const OPERATOR = { email: "operator@example.org", password: "torture-torture" };

/** A real venue in a process of its own, which can be killed like by a power cut of the process. */
export class VenueProcess {
  private static readonly alive = new Set<ChildProcess>();
  readonly url: string;
  private readonly child: ChildProcess;
  private readonly output: string[];

  private constructor(child: ChildProcess, url: string, output: string[]) {
    this.child = child;
    this.url = url;
    this.output = output;
  }

  /** Starts the venue over `folder` as `npm start` would, and waits until it takes orders. */
  static async start(folder: string): Promise<VenueProcess> {
    const child = spawn(process.execPath, [PROBITY, "start"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        HOST: "127.0.0.1",
        PORT: "0",
        PROBITY_DATA: folder,
        PROBITY_ADMIN_EMAIL: OPERATOR.email,
        PROBITY_ADMIN_PASSWORD: OPERATOR.password,
        // Small bounds, so that a short life sees many snapshots and segments.
        SNAPSHOT_EVERY: "500",
        SEGMENT_BYTES: "262144",
        POST_ONLY_AFTER_START_MS: "0",
        RATE_LIMIT_PER_MINUTE: "0",
        KEY_REQUESTS_PER_SECOND: "0",
        SOCKETS_PER_MINUTE: "0",
        LOG_LEVEL: "error",
      },
    });
    VenueProcess.alive.add(child);
    child.once("exit", () => VenueProcess.alive.delete(child));
    const output: string[] = [];
    const url = await readyUrl(child, output);
    return new VenueProcess(child, url, output);
  }

  /** Leaves no process behind. */
  static killAll(): void {
    for (const child of VenueProcess.alive) child.kill("SIGKILL");
  }

  /** `kill -9`: nothing in the process can react. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null) {
      throw new Error(`the venue died by itself:\n${this.output.join("\n")}`);
    }
    const exited = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exited;
  }

  /** Stops it as Ctrl-C would. @returns its exit code. */
  async stop(): Promise<number | null> {
    const exited = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await exited;
    return this.child.exitCode;
  }
}

function readyUrl(child: ChildProcess, output: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`${why}\n${output.join("\n")}`));
    };
    const timer = setTimeout(() => fail("the venue did not start in time"), READY_MS);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`the venue ended with ${code} at start\n${output.join("\n")}`));
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on("line", (line) => {
        if (output.length < 200) output.push(line);
        const url = /https?:\/\/[\w.]+:\d+/.exec(line)?.[0];
        if (url === undefined || stream !== child.stdout) return;
        clearTimeout(timer);
        resolve(url);
      });
    }
  });
}
