import { ADD, BUY, FIELDS, ID, LOTS, OP_TYPE, PRICE, SIDE } from "../workload/operations.ts";
import type { Ops } from "../workload/operations.ts";
import { serveRuns } from "./serve-runs.ts";
import type { Run } from "./serve-runs.ts";

/** What the order books of npm have in common: the second is the first under its former name. */
interface NpmBook {
  limit(order: { side: "buy" | "sell"; id: string; size: number; price: number }): {
    done: readonly unknown[];
  };
  cancel(id: string): unknown;
  snapshot(): { bids: readonly NpmLevel[]; asks: readonly NpmLevel[] };
}

interface NpmLevel {
  readonly orders: readonly unknown[];
}

const name = process.env["NPM_BOOK"] ?? "";
const library = (await import(name)) as { readonly OrderBook: new () => NpmBook };

/** They tell no maker's share of a trade, so only what is left in the book is compared. */
function run(ops: Ops, _ticks: number, count: number): Run {
  const book = new library.OrderBook();
  const started = performance.now();
  for (let at = 0, end = count * FIELDS; at < end; at += FIELDS) {
    const id = String(ops[at + ID]);
    if (ops[at + OP_TYPE] === ADD) {
      const side = ops[at + SIDE] === BUY ? "buy" : "sell";
      book.limit({ side, id, size: ops[at + LOTS]!, price: ops[at + PRICE]! });
    } else {
      book.cancel(id);
    }
  }
  const seconds = (performance.now() - started) / 1_000;
  const { bids, asks } = book.snapshot();
  const resting = [...bids, ...asks].reduce((sum, { orders }) => sum + orders.length, 0);
  return { seconds, digest: { trades: 0, lots: 0, value: 0, hash: 0, resting } };
}

serveRuns(run);
