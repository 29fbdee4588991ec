/** Checks of signatures in threads of their own: a check takes longer than the way there and back. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { assert } from "@probity/core";
import { ClobError } from "../clob-errors.ts";
import type { OrderCheck, SignatureChecks, SignedOrder } from "../ports.ts";
import type { CheckAnswer, CheckQuestion, CheckSetup } from "./check-worker.ts";
import type { AuthClaim, SigningChain } from "./checks.ts";
import { contractsOf } from "./contracts.ts";

export interface SignatureChecksOptions {
  /** Tried in this order. */
  readonly chains: readonly SigningChain[];
  /** How many threads; one of two cores, two of more. */
  readonly threads?: number;
  /** How many questions may wait or be under way; some 0.2 s of work for the addon. */
  readonly maxWaiting?: number;
  /** Never the addon: to compare, and for whoever trusts no binaries. */
  readonly isPlain?: boolean;
  /** What a thread runs; another in tests. */
  readonly thread?: URL;
}

const THREAD = new URL("./check-worker.ts", import.meta.url);
/** The most that a thread is asked at once; what comes meanwhile waits for the next batch. */
const BATCH = 32;
/** One is worked on while the next is on its way. */
const BATCHES_UNDER_WAY = 2;
/** A question that ended so many threads is not asked again. */
const MAX_TRIES = 3;
const RESTART_MS = { first: 20, most: 5_000 };

/** Chains with the contracts that official clients have built in. */
export function signingChains(chainIds: readonly number[]): readonly SigningChain[] {
  return chainIds.map((chainId) => ({ chainId, contracts: contractsOf(chainId) }));
}

/** Starts the threads; questions may be asked at once. */
export function openSignatureChecks(options: SignatureChecksOptions): SignatureChecks {
  return new Pool(options);
}

interface Pending {
  readonly question: CheckQuestion;
  readonly resolve: (answer: boolean | OrderCheck) => void;
  readonly reject: (error: Error) => void;
  tries: number;
}

class Pool implements SignatureChecks {
  readonly #queue: Pending[] = [];
  /** What threads died of, perhaps. */
  readonly #suspects: Pending[] = [];
  readonly #seats: Seat[];
  readonly #maxWaiting: number;
  /** Asked and not answered. */
  #open = 0;
  #isPumped = false;
  #isClosed = false;

  constructor(options: SignatureChecksOptions) {
    const { chains, isPlain = false, maxWaiting = 4_096, thread = THREAD } = options;
    const threads = options.threads ?? (availableParallelism() > 2 ? 2 : 1);
    assert(threads >= 1, "somebody checks");
    this.#maxWaiting = maxWaiting;
    const setup: CheckSetup = { chains, isPlain };
    const onFree = (): void => this.#pump();
    const onLost: OnLost = (dyingOf, behind) => this.#askAgain(dyingOf, behind);
    this.#seats = Array.from({ length: threads }, () => new Seat(thread, setup, onFree, onLost));
  }

  authenticates(claim: AuthClaim): Promise<boolean> {
    return this.#ask({ kind: "auth", claim }) as Promise<boolean>;
  }

  checkOrder(order: SignedOrder, isNegRisk: boolean): Promise<OrderCheck> {
    return this.#ask({ kind: "order", order, isNegRisk }) as Promise<OrderCheck>;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const left = [...this.#suspects.splice(0), ...this.#queue.splice(0)];
    for (const seat of this.#seats) left.push(...seat.close());
    for (const pending of left) pending.reject(restarting());
    await Promise.all(this.#seats.map((seat) => seat.ended()));
  }

  #ask(question: CheckQuestion): Promise<boolean | OrderCheck> {
    if (this.#isClosed) return Promise.reject(restarting());
    if (this.#open >= this.#maxWaiting) return Promise.reject(tooMany());
    this.#open++;
    const { promise, resolve, reject } = Promise.withResolvers<boolean | OrderCheck>();
    this.#queue.push({ question, resolve, reject, tries: 0 });
    if (!this.#isPumped) {
      this.#isPumped = true;
      // Whatever is asked in the same turn, such as a batch of orders, goes as one.
      queueMicrotask(() => this.#pump());
    }
    return promise.finally(() => this.#open--);
  }

  /** Suspects go alone, one by one; what else waits is spread over the threads that have room, in equal parts. */
  #pump(): void {
    this.#isPumped = false;
    while (this.#suspects.length > 0) {
      const idle = this.#seats.find((seat) => seat.isIdle());
      if (idle === undefined) break;
      idle.ask(this.#suspects.splice(0, 1), true);
    }
    let free = this.#seats.filter((seat) => seat.hasRoom());
    while (this.#queue.length > 0 && free.length > 0) {
      const share = Math.min(BATCH, Math.ceil(this.#queue.length / free.length));
      free[0]!.ask(this.#queue.splice(0, share));
      free = free.slice(1);
      if (free.length === 0) free = this.#seats.filter((seat) => seat.hasRoom());
    }
  }

  /** Any of the questions a thread died of may be to blame, and none of those that waited behind them. */
  #askAgain(dyingOf: readonly Pending[], behind: readonly Pending[]): void {
    for (const pending of dyingOf) {
      pending.tries++;
      if (pending.tries < MAX_TRIES) this.#suspects.push(pending);
      else pending.reject(restarting());
    }
    this.#queue.unshift(...behind);
    this.#pump();
  }
}

function settle({ resolve, reject }: Pending, answer: CheckAnswer): void {
  if (typeof answer === "object" && answer.kind === "broken") reject(new Error(answer.message));
  else resolve(answer);
}

/** As Polymarket turns away whoever asks too much. */
function tooMany(): ClobError {
  return new ClobError(429, "Too Many Requests", {}, { "retry-after": "1" });
}

/** As it does while its engine restarts: nothing has happened, and it may be tried again. */
function restarting(): ClobError {
  return new ClobError(425, "engine restarting, try again", {}, { "retry-after": "1" });
}

/** Hears of the questions a thread was busy with when it died, and of those that waited for it. */
type OnLost = (dyingOf: readonly Pending[], behind: readonly Pending[]) => void;

/** A thread, and whoever takes its place when it dies. */
class Seat {
  readonly #thread: URL;
  readonly #setup: CheckSetup;
  readonly #onFree: () => void;
  readonly #onLost: OnLost;
  #worker: Worker | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  /** The oldest batch first: answers come in the order of the questions. */
  #underWay: (readonly Pending[])[] = [];
  /** Whether what it is busy with is to have it alone. */
  #isAlone = false;
  #restartMs = RESTART_MS.first;
  #restart: NodeJS.Timeout | null = null;

  constructor(thread: URL, setup: CheckSetup, onFree: () => void, onLost: OnLost) {
    this.#thread = thread;
    this.#setup = setup;
    this.#onFree = onFree;
    this.#onLost = onLost;
    this.#start();
  }

  hasRoom(): boolean {
    return this.#worker !== null && this.#underWay.length < BATCHES_UNDER_WAY && !this.#isAlone;
  }

  isIdle(): boolean {
    return this.#worker !== null && this.#underWay.length === 0;
  }

  /** @param isAlone nothing else is asked of it until these are answered. */
  ask(batch: readonly Pending[], isAlone = false): void {
    this.#isAlone = isAlone;
    this.#underWay.push(batch);
    this.#worker!.postMessage(batch.map(({ question }) => question));
  }

  /** @returns what nobody will answer any more. */
  close(): Pending[] {
    if (this.#restart !== null) clearTimeout(this.#restart);
    const worker = this.#worker;
    this.#worker = null;
    if (worker !== null) this.#ended = worker.terminate();
    return this.#underWay.splice(0).flat();
  }

  async ended(): Promise<void> {
    await this.#ended;
  }

  #start(): void {
    const worker = new Worker(this.#thread, { workerData: this.#setup });
    worker.on("message", (answers: readonly CheckAnswer[]) => {
      // `node --watch` has every thread tell what it imports, by the same way.
      if (!Array.isArray(answers)) return;
      this.#restartMs = RESTART_MS.first;
      const batch = this.#underWay.shift();
      this.#isAlone = false;
      assert(batch?.length === answers.length, "each question has its answer");
      for (const [index, pending] of batch.entries()) settle(pending, answers[index]!);
      this.#onFree();
    });
    // "exit" follows, and says that it is gone.
    worker.on("error", () => {});
    worker.on("exit", () => this.#mourn(worker));
    this.#worker = worker;
  }

  #mourn(worker: Worker): void {
    // Not of its own accord, but closed.
    if (this.#worker !== worker) return;
    this.#worker = null;
    const [dyingOf = [], ...behind] = this.#underWay.splice(0);
    this.#isAlone = false;
    this.#startSoon();
    this.#onLost(dyingOf, behind.flat());
  }

  #startSoon(): void {
    this.#restart = setTimeout(() => {
      this.#restart = null;
      try {
        this.#start();
      } catch {
        // No memory or no handles just now: there may be some later.
        return this.#startSoon();
      }
      this.#onFree();
    }, this.#restartMs);
    this.#restartMs = Math.min(RESTART_MS.most, this.#restartMs * 2);
  }
}
