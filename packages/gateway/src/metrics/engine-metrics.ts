import { notional } from "@probity/core";
import type { CancelReason, EventOf, MarketId, MatchKind, OrderSpec } from "@probity/core";
import type { FoldEntry } from "@probity/market-data";
import type { Registry } from "prom-client";
import { VolumeOfDay } from "./volume-of-day.ts";
import { Counts, register } from "./series.ts";

const AMOUNT_ONE = 1_000_000;

/** S1 calls a match between buyer and seller of one share "normal". */
const MATCH_TYPES: Readonly<Record<MatchKind, string>> = {
  complementary: "normal",
  mint: "mint",
  merge: "merge",
};

/** What the engine did, folded from its events (S1.61). Counts begin at the start of the process. */
export class EngineMetrics {
  /** Lots and money of the last day by market. */
  readonly volumes = new VolumeOfDay();
  /** Markets that take orders. */
  readonly open = new Set<MarketId>();
  readonly #submitted = new Counts();
  readonly #rejected = new Counts();
  readonly #matched = new Counts();
  readonly #cancelled = new Counts();
  readonly #trades = new Counts();
  readonly #volume = new Counts();
  readonly #submittedBy = new Map<string, { value: number }>();
  readonly #cancelledBy = new Map<CancelReason, { value: number }>();
  readonly #byKind: Readonly<Record<MatchKind, KindCells>>;

  constructor(registry: Registry) {
    this.#byKind = {
      complementary: this.#cells("complementary"),
      mint: this.#cells("mint"),
      merge: this.#cells("merge"),
    };
    const counter = (name: string, help: string, counts: Counts): void =>
      register(registry, { name, help, kind: "counter" }, () => counts.samples());
    counter("orders_submitted_total", "Orders accepted, by side and type.", this.#submitted);
    counter("orders_rejected_total", "Orders the machine rejected, by reason.", this.#rejected);
    counter(
      "orders_matched_total",
      "Orders that traded when they came in, by the kind of their first match.",
      this.#matched,
    );
    counter("orders_cancelled_total", "Orders that ended unfilled, by reason.", this.#cancelled);
    counter("trades_executed_total", "Matches, by kind.", this.#trades);
    counter(
      "trade_volume_usdc",
      "Value of all matches at YES prices, in dollars, by kind.",
      this.#volume,
    );
    const operations = (name: string, help: string, kind: MatchKind): void =>
      register(registry, { name, help, kind: "counter" }, () => [
        { labels: {}, value: this.#byKind[kind].trades.value },
      ]);
    operations("mint_operations_total", "Matches that made full sets.", "mint");
    operations("merge_operations_total", "Matches that ended full sets.", "merge");
  }

  /** Takes in a command's events; of history, `isLive` false, only what still holds. */
  apply({ events, time }: FoldEntry, isLive: boolean): void {
    let first: MatchKind | null = null;
    for (const event of events) {
      switch (event.type) {
        case "OrderAccepted":
          first = null;
          if (isLive) this.#submittedCell(event.spec).value += 1;
          break;
        case "OrderRejected":
          if (isLive) this.#rejected.of({ reason: event.rejection.code }).value += 1;
          break;
        case "OrdersMatched":
          this.volumes.add(event.market, time, notional(event.price, event.quantity));
          if (isLive) this.#match(event, first === null);
          first ??= event.kind;
          break;
        case "OrderCancelled":
          if (isLive) this.#cancelledCell(event.reason).value += 1;
          break;
        case "MarketStateChanged":
          if (event.to === "open") this.open.add(event.market);
          else this.open.delete(event.market);
          break;
        default:
          break;
      }
    }
  }

  #match({ kind, price, quantity }: EventOf<"OrdersMatched">, isFirst: boolean): void {
    const cells = this.#byKind[kind];
    if (isFirst) cells.matched.value += 1;
    cells.trades.value += 1;
    cells.volume.value += notional(price, quantity) / AMOUNT_ONE;
  }

  #cells(kind: MatchKind): KindCells {
    const labels = { match_type: MATCH_TYPES[kind] };
    return {
      matched: this.#matched.of(labels),
      trades: this.#trades.of(labels),
      volume: this.#volume.of(labels),
    };
  }

  #submittedCell({ side, pricing }: OrderSpec): { value: number } {
    const type = pricing.kind === "limit" ? "limit" : "market";
    const key = side + type;
    let cell = this.#submittedBy.get(key);
    if (cell === undefined) {
      this.#submittedBy.set(key, (cell = this.#submitted.of({ side, order_type: type })));
    }
    return cell;
  }

  #cancelledCell(reason: CancelReason): { value: number } {
    let cell = this.#cancelledBy.get(reason);
    if (cell === undefined) {
      this.#cancelledBy.set(reason, (cell = this.#cancelled.of({ reason })));
    }
    return cell;
  }
}

interface KindCells {
  readonly matched: { value: number };
  readonly trades: { value: number };
  readonly volume: { value: number };
}
