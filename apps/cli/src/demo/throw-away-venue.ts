import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROBITY = fileURLToPath(new URL("../../../../bin/probity.mjs", import.meta.url));
const START_MS = 60_000;
const STOP_MS = 20_000;

export interface Operator {
  readonly email: string;
  readonly password: string;
}

/**
 * A venue in a process of its own, on a free port and a temporary data folder: what
 * `probity start` starts, so that nothing but its public API can be used.
 */
export class ThrowAwayVenue {
  readonly url: string;
  readonly folder: string;
  readonly operator: Operator;
  private readonly child: ChildProcess;
  /** Whatever ends this process must not leave a venue behind. */
  private readonly atExit = (): void => {
    this.child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  };

  private constructor(url: string, folder: string, operator: Operator, child: ChildProcess) {
    this.url = url;
    this.folder = folder;
    this.operator = operator;
    this.child = child;
    process.once("exit", this.atExit);
  }

  static async start(): Promise<ThrowAwayVenue> {
    const folder = mkdtempSync(join(tmpdir(), "probity-demo-"));
    const operator = { email: "operator@demo.example", password: "the operator of the demo" };
    const child = spawn(process.execPath, [PROBITY, "start"], {
      env: {
        ...process.env,
        HOST: "localhost",
        PORT: "0",
        PROBITY_DATA: folder,
        PROBITY_ADMIN_EMAIL: operator.email,
        PROBITY_ADMIN_PASSWORD: operator.password,
        PLAY_MONEY: "true",
        RATE_LIMIT_PER_MINUTE: "0",
        KEY_REQUESTS_PER_SECOND: "0",
        SOCKETS_PER_MINUTE: "0",
        LOG_LEVEL: "warn",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      return new ThrowAwayVenue(await addressOf(child), folder, operator, child);
    } catch (error) {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Resolves with the exit code when the venue has stopped of its own accord or was stopped. */
  async stop(): Promise<number | null> {
    const { exitCode, signalCode } = this.child;
    if (exitCode !== null || signalCode !== null) return exitCode;
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), STOP_MS);
    const [code] = (await once(this.child, "close")) as [number | null];
    clearTimeout(timer);
    return code;
  }

  /** Runs another command of `probity` in a new process. @returns what it printed. */
  async probity(
    ...args: readonly string[]
  ): Promise<{ readonly code: number; readonly output: string }> {
    const child = spawn(process.execPath, [PROBITY, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    const [code] = (await once(child, "close")) as [number | null];
    return { code: code ?? 1, output };
  }

  /** Ends the process, however it takes that, and removes the data folder. */
  async destroy(): Promise<void> {
    await this.stop();
    process.off("exit", this.atExit);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits for the line that says where the venue is. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const giveUp = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`the venue did not start (${why})\n${output}`));
    };
    const timer = setTimeout(() => giveUp(`nothing for ${START_MS} ms`), START_MS);
    child.once("error", (error) => giveUp(error.message));
    const ended = (code: number | null, signal: string | null): void => {
      giveUp(`it ended: ${code ?? signal}`);
    };
    child.once("close", ended);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const url = /Probity is at (http:\S+)/.exec(output)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      child.off("close", ended);
      resolve(url);
    });
  });
}
