import type { Clock } from "./clock.ts";
import { DurableWaits } from "./durable-waits.ts";
import { NotYet } from "./errors.ts";
import type { ReadOptions } from "./ports.ts";

const READ_TIMEOUT_MS = 2_000;

/** What a read must know of the sequencer whose machine it looks at. */
export interface ReadSource<M> {
  readonly clock: Clock;
  readonly machine: () => M;
  readonly durableSequence: () => number;
  /** While the machine is being made again: resolves when that may be over. Null: there is one to read. */
  readonly untilReadable: () => Promise<void> | null;
  /** Why there is no machine to read, or null. */
  readonly refusal: () => Error | null;
}

/** Reads of the live machine. Each answer leaves only when the sequence that it saw is durable. */
export class Reads<M extends { readonly sequence: number }> {
  readonly #source: ReadSource<M>;
  readonly #waits = new DurableWaits();

  constructor(source: ReadSource<M>) {
    this.#source = source;
  }

  /** See `Sequencer.read`. */
  async read<T>(
    view: (machine: M) => T,
    options: ReadOptions = {},
  ): Promise<{ sequence: number; value: T }> {
    const { minSequence = 0, timeoutMs = READ_TIMEOUT_MS } = options;
    const source = this.#source;
    if (minSequence > source.durableSequence()) await this.#awaitSequence(minSequence, timeoutMs);
    for (let rebuilt = source.untilReadable(); rebuilt !== null; rebuilt = source.untilReadable())
      await rebuilt;
    const refusal = source.refusal();
    if (refusal !== null) throw refusal;
    const machine = source.machine();
    const { sequence } = machine;
    const value = view(machine);
    if (sequence > source.durableSequence()) await this.#waits.until(sequence).promise;
    return { sequence, value };
  }

  /** Everything up to `durable` is durable now. */
  release(durable: number): void {
    this.#waits.release(durable);
  }

  /** Nothing more will be durable. */
  fail(error: Error): void {
    this.#waits.fail(error);
  }

  async #awaitSequence(sequence: number, timeoutMs: number): Promise<void> {
    const refusal = this.#source.refusal();
    if (refusal !== null) throw refusal;
    const { promise, giveUp } = this.#waits.until(sequence);
    const cancel = this.#source.clock.after(timeoutMs, () =>
      giveUp(new NotYet(sequence, this.#source.durableSequence())),
    );
    try {
      await promise;
    } finally {
      cancel();
    }
  }
}
