import { Worker } from "node:worker_threads";
import type { Parameter, RawRow } from "../database/database.ts";
import type { DeadLetter, DeadLetterId } from "../projector/dead-letters.ts";
import type { Call, Message, Method, RunnerPort } from "./calls.ts";
import type { Progress, RunnerOptions } from "./progress.ts";

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const RESTART_MS = 1_000;
/** A batch's rows live for one transaction: in a small nursery they would be moved before they die. */
const YOUNG_MB = 64;

/** How long a stop waits for the batch under way. */
const CLOSE_MS = 1_000;

/** A runner in a thread of its own; a thread that dies is started again. */
export class RunnerThread implements RunnerPort {
  readonly #options: RunnerOptions;
  readonly #onProgress: (progress: Progress) => void;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker;
  #lastId = 0;
  #isClosed = false;
  #restart: NodeJS.Timeout | null = null;

  constructor(options: RunnerOptions, onProgress: (progress: Progress) => void) {
    this.#options = options;
    this.#onProgress = onProgress;
    this.#worker = this.#start();
  }

  wake(): void {
    if (!this.#isClosed) void this.#call("wake", []).catch(() => {});
  }

  run(sql: string, parameters: readonly Parameter[]): Promise<RawRow[]> {
    return this.#call("run", [sql, parameters]) as Promise<RawRow[]>;
  }

  deadLetters(): Promise<DeadLetter[]> {
    return this.#call("deadLetters", []) as Promise<DeadLetter[]>;
  }

  deadLetter(id: DeadLetterId): Promise<DeadLetter | null> {
    return this.#call("deadLetter", [id]) as Promise<DeadLetter | null>;
  }

  retry(id: DeadLetterId): Promise<DeadLetter | null> {
    return this.#call("retry", [id]) as Promise<DeadLetter | null>;
  }

  /** Lets the batch under way finish, then ends the thread. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#restart !== null) clearTimeout(this.#restart);
    // A batch under way may take long, and loses nothing by being broken off.
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS);
    });
    await Promise.race([this.#call("close", []).catch(() => {}), patience]);
    clearTimeout(timer);
    await this.#worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: this.#options,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    let problem = "the thread of the read side ended";
    worker.on("message", (message: Message) => this.#hear(message));
    worker.on("error", (error) => {
      problem = `the thread of the read side broke: ${error.message}`;
    });
    worker.on("exit", () => this.#mourn(problem));
    return worker;
  }

  #mourn(problem: string): void {
    for (const { reject } of this.#pending.values()) reject(new Error(problem));
    this.#pending.clear();
    if (this.#isClosed) return;
    const at = Date.now();
    this.#onProgress({ state: "waiting", problem, sequence: 0, time: 0, at, deadLetters: 0 });
    this.#restart = setTimeout(() => {
      this.#worker = this.#start();
    }, RESTART_MS);
  }

  #hear(message: Message): void {
    if (message.kind === "progress") {
      this.#onProgress(message.progress);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === "answer") pending?.resolve(message.value);
    else pending?.reject(Object.assign(new Error(message.message), { code: message.code }));
  }

  #call(method: Method, parameters: readonly unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, parameters } satisfies Call);
    });
  }
}
