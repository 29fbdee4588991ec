import { Book, NO_SLOT } from "@probity/core";
import type { Samples } from "../statistics.ts";
import { ADD, BUY, FIELDS, ID, LOTS, OP_TYPE, PRICE, SIDE } from "../workload/operations.ts";
import type { Ops } from "../workload/operations.ts";
import { serveRuns } from "./serve-runs.ts";
import type { Run } from "./serve-runs.ts";

/** Our book alone, without ledger: ids come with the slot hint that placing gave. */
function run(ops: Ops, ticks: number, count: number, samples: Samples | null): Run {
  const book = new Book(ticks);
  const { fills } = book;
  const slots = new Int32Array(count + 1).fill(NO_SLOT);
  let trades = 0;
  let lots = 0;
  let value = 0;
  let hash = 0;
  const started = performance.now();
  for (let at = 0, end = count * FIELDS; at < end; at += FIELDS) {
    const before = samples === null ? 0 : performance.now();
    const id = ops[at + ID]!;
    if (ops[at + OP_TYPE] === ADD) {
      // Every order has an owner of its own, so the self-trade check runs and never strikes.
      slots[id] = book.place(
        id,
        id,
        ops[at + SIDE] === BUY,
        ops[at + PRICE]!,
        ops[at + LOTS]!,
        0,
        false,
        0,
      );
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
    } else {
      book.cancel(id, slots[id]!);
    }
    if (samples !== null) samples.add((performance.now() - before) * 1e6);
  }
  const seconds = (performance.now() - started) / 1_000;
  return { seconds, digest: { trades, lots, value, hash, resting: book.size } };
}

serveRuns(run);
