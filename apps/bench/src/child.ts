import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

const alive = new Set<ChildProcessByStdio<Writable, Readable, null>>();

/** Leaves no process behind, however we end. */
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself, for our own scripts. */
  readonly node?: readonly string[];
}

/** A process of ours that answers each line on its standard input with one line of JSON. */
export class LineChild {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly waiting: {
    readonly resolve: (line: string) => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  private readonly early: string[] = [];
  private ended: Error | null = null;

  constructor(command: string, args: readonly string[], options: ChildOptions = {}) {
    const env = { ...process.env, ...options.env };
    this.child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env });
    alive.add(this.child);
    this.child.stdin.on("error", () => {});
    createInterface({ input: this.child.stdout }).on("line", (line) => {
      const next = this.waiting.shift();
      if (next === undefined) this.early.push(line);
      else next.resolve(line);
    });
    const end = (error: Error): void => {
      alive.delete(this.child);
      this.ended ??= error;
      for (const { reject } of this.waiting.splice(0)) reject(this.ended);
    };
    this.child.once("error", end);
    this.child.once("close", (code) => end(new Error(`${command} ended with ${String(code)}`)));
  }

  /** One of our own scripts, by its path below `src`. */
  static script(path: string, args: readonly string[], options: ChildOptions = {}): LineChild {
    const file = fileURLToPath(new URL(path, import.meta.url));
    return new LineChild(process.execPath, [...(options.node ?? []), file, ...args], options);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Says a line and waits for the answer. */
  async ask<Answer>(line: string): Promise<Answer> {
    this.child.stdin.write(`${line}\n`);
    return JSON.parse(await this.next()) as Answer;
  }

  /** The next line it says, without being asked. */
  next(): Promise<string> {
    const early = this.early.shift();
    if (early !== undefined) return Promise.resolve(early);
    if (this.ended !== null) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  /** Ends it by ending its input, and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.ended !== null) return;
    const closed = new Promise<void>((resolve) => this.child.once("close", () => resolve()));
    this.child.stdin.end();
    await closed;
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }
}
