import { cancelOpen } from "../book/cancel.ts";
import type { CommandContent } from "../commands.ts";
import { DEADLINE_TICK_SIZE } from "../deadlines.ts";
import { invalid, isCount } from "../fields.ts";
import { TICK_SIZES } from "../market.ts";
import type { Price } from "../money.ts";
import type { Run } from "../run.ts";
import type { Market } from "../state.ts";
import { isOperator } from "./authority.ts";

/**
 * Changes a market's grid of prices, now or at a time to come. Orders off the new
 * grid are cancelled, a bounded number a command, and until the last has gone the
 * market takes only cancels; all others keep price and priority.
 */
export function changeTickSize(
  run: Run,
  command: Extract<CommandContent, { type: "ChangeTickSize" }>,
): void {
  const { tickSize, at } = command;
  if (!isOperator(run)) return;
  if (!TICK_SIZES.includes(tickSize)) return run.reject(invalid("tickSize"));
  const isTime = isCount(at, Number.MAX_SAFE_INTEGER) && (at === 0 || at > run.time);
  if (!isTime) return run.reject(invalid("at"));
  const market = run.state.markets.get(command.market);
  if (market === undefined) return run.reject({ code: "MarketNotFound" });
  if (!market.isUnresolved && market.state !== "draft") {
    return run.reject({ code: "MarketNotOpen", state: market.state });
  }
  if (market.tickChange?.hasBegun === true) return run.reject({ code: "TickSizeChanging" });
  const due = at === 0 ? run.time : at;
  run.emit({ type: "TickSizeAnnounced", market: market.id, tickSize, at: due });
  market.tickChange = { tickSize, at: due, hasBegun: false };
  if (at === 0) beginTickChange(run, market);
  else run.state.deadlines.add({ at, kind: DEADLINE_TICK_SIZE, id: market.id });
}

/** The time of an announced change has come; in a market that has ended it passes by. */
export function beginTickChange(run: Run, market: Market): void {
  const { tickChange } = market;
  if (tickChange === null) return;
  if (!market.isUnresolved && market.state !== "draft") {
    market.tickChange = null;
    return;
  }
  market.tickChange = { ...tickChange, hasBegun: true };
  if (!continueTickChange(run, market)) run.state.jobs.push({ kind: "tick", market });
}

/**
 * Cancels orders off the new grid, as many as the command may: first those that
 * wait, then bids and asks, best first. When none is left the new grid is in force.
 *
 * @returns whether it is.
 */
export function continueTickChange(run: Run, market: Market): boolean {
  const { tickChange } = market;
  if (tickChange === null) return true;
  const { tickSize } = tickChange;
  const isCleared =
    clearDelayed(run, market, tickSize) &&
    clearSide(run, market, true, tickSize) &&
    clearSide(run, market, false, tickSize);
  if (!isCleared) return false;
  // A ladder finer than the grid will do: see docs/decisions/0024-tick-size-change.md.
  if (tickSize % market.unit !== 0) market.ladder.regrid(tickSize);
  market.tickSize = tickSize;
  market.tickChange = null;
  run.emit({ type: "TickSizeChanged", market: market.id, tickSize });
  return true;
}

function clearDelayed(run: Run, market: Market, tickSize: Price): boolean {
  const { orders } = run.state;
  for (const order of market.delayed?.keys() ?? []) {
    const slot = orders.find(order);
    if (orders.price(slot) % tickSize === 0) continue;
    if (run.work === 0) return false;
    run.work--;
    cancelOpen(run, slot, "tick-size");
  }
  return true;
}

function clearSide(run: Run, market: Market, bid: boolean, tickSize: Price): boolean {
  const { ladder, unit } = market;
  let level = ladder.best(bid);
  while (level !== 0) {
    const next = ladder.worse(bid, level);
    const isOff = (level * unit) % tickSize !== 0;
    for (let left = isOff ? ladder.ordersAt(level) : 0; left > 0; left--) {
      if (run.work === 0) return false;
      run.work--;
      cancelOpen(run, ladder.head(level), "tick-size");
    }
    level = next;
  }
  return true;
}
