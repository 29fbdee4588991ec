import { Book, NO_SLOT } from "@probity/core";
import type { Samples } from "../statistics.ts";
import { ADD, BUY, FIELDS, ID, LOTS, OP_TYPE, PRICE, SIDE } from "../workload/operations.ts";
import type { Ops } from "../workload/operations.ts";
import type { Digest } from "../workload/reference-book.ts";
import { serveRuns } from "./serve-runs.ts";
import type { Run } from "./serve-runs.ts";

/** Operations of one call, so that the loop is compiled between calls and not replaced while it runs. */
const CHUNK = 4_096;

/** Our book alone, without ledger: ids come with the slot hint that placing gave. */
class Session {
  private readonly book: Book;
  private readonly ops: Ops;
  private readonly slots: Int32Array;
  private trades = 0;
  private lots = 0;
  private value = 0;
  private hash = 0;

  constructor(ops: Ops, ticks: number, count: number) {
    this.ops = ops;
    this.book = new Book(ticks);
    this.slots = new Int32Array(count + 1).fill(NO_SLOT);
  }

  get digest(): Digest {
    const { trades, lots, value, hash, book } = this;
    return { trades, lots, value, hash, resting: book.size };
  }

  apply(first: number, end: number): void {
    const { book, ops, slots } = this;
    const { fills } = book;
    let { trades, lots, value, hash } = this;
    for (let at = first * FIELDS; at < end * FIELDS; at += FIELDS) {
      const id = ops[at + ID]!;
      if (ops[at + OP_TYPE] !== ADD) {
        book.cancel(id, slots[id]!);
        continue;
      }
      const isBid = ops[at + SIDE] === BUY;
      // Every order has an owner of its own, so the self-trade check runs and never strikes.
      slots[id] = book.place(id, id, isBid, ops[at + PRICE]!, ops[at + LOTS]!, 0, false, 0);
      for (let index = 0, filled = fills.length; index < filled; index++) {
        const fillLots = fills.lotsAt(index);
        const level = fills.levelAt(index);
        trades++;
        lots += fillLots;
        value += fillLots * level;
        hash = (Math.imul(hash, 31) + fills.idAt(index)) | 0;
        hash = (Math.imul(hash, 31) + fillLots) | 0;
        hash = (Math.imul(hash, 31) + level) | 0;
      }
    }
    this.trades = trades;
    this.lots = lots;
    this.value = value;
    this.hash = hash;
  }
}

function run(ops: Ops, ticks: number, count: number, samples: Samples | null): Run {
  const session = new Session(ops, ticks, count);
  const started = performance.now();
  const step = samples === null ? CHUNK : 1;
  for (let first = 0; first < count; first += step) {
    const before = samples === null ? 0 : performance.now();
    session.apply(first, Math.min(count, first + step));
    if (samples !== null) samples.add((performance.now() - before) * 1e6);
  }
  return { seconds: (performance.now() - started) / 1_000, digest: session.digest };
}

serveRuns(run);
