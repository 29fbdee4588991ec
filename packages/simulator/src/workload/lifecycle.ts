import { TICK_SIZES } from "@probity/core";
import type { MarketState, MarketTarget, VoidPolicy } from "@probity/core";
import type { KnownEvent, KnownMarket } from "./memory.ts";
import { eventText, marketParameters, marketSpec, marketText } from "./market-specs.ts";
import { ordinaryAsset } from "./treasury.ts";
import { venue } from "./wish.ts";
import type { Loose, Maker, Stage, Wish } from "./wish.ts";

/** Events are made, opened, disturbed and ended, so that there is always something to trade. */

/** New events are made while fewer than this live. */
const EVENTS_WANTED = 9;

export const createEvent: Maker = (stage) => {
  const { random, memory } = stage;
  if (memory.events.length >= EVENTS_WANTED) return null;
  const [mutuallyExclusive, exhaustive] = random.weighted<readonly [boolean, boolean]>([
    [5, [true, true]],
    [4, [false, false]],
    [2, [true, false]],
    [2, [false, true]],
  ]);
  const fewest = mutuallyExclusive && exhaustive ? 2 : 1;
  const length = random.weighted([
    [4, fewest],
    [6, random.between(2, 5)],
    [1, random.between(6, 14)],
  ]);
  return venue({
    type: "CreateEvent",
    slug: memory.newName("e-"),
    text: eventText(random),
    rules: "The rules.",
    collateral: ordinaryAsset(stage),
    mutuallyExclusive,
    exhaustive,
    markets: Array.from({ length }, () => marketSpec(stage)),
  });
};

export const describe: Maker = (stage) => {
  const { random, memory } = stage;
  const event = random.pickOrNull(memory.events);
  if (event === null) return null;
  const market = random.pick(event.markets);
  const text = random.chance(0.5) ? marketText(random) : null;
  const isQuietChange = text !== null && random.chance(0.4);
  const parameters = isQuietChange ? null : marketParameters(random, memory.time);
  return random.weighted<Wish>([
    [1, venue({ type: "AddMarket", event: event.id, market: marketSpec(stage) })],
    [3, venue({ type: "UpdateMarket", market: market.id, text, parameters })],
    [
      1,
      venue({
        type: "UpdateEvent",
        event: event.id,
        text: random.chance(0.5) ? eventText(random) : null,
        rules: random.chance(0.6) ? "Other rules." : null,
      }),
    ],
  ]);
};

/** Coarser or finer, at once or announced. */
export const changeTickSize: Maker = ({ random, memory }) => {
  const live = memory.marketsIn(["draft", "open", "halted", "closed"]);
  // Where takers wait, so that orders are under way when the grid changes.
  const slow = live.filter(({ parameters }) => parameters.takerDelayMs > 0);
  const market = random.pickOrNull(random.chance(0.4) && slow.length > 0 ? slow : live);
  if (market === null) return null;
  const others = TICK_SIZES.filter((size) => size !== market.tickSize);
  const tickSize = random.chance(0.05) ? market.tickSize : random.pick(others);
  const isAtOnce = random.chance(0.5);
  const at = isAtOnce ? 0 : memory.time + random.magnitude(1_000, 2_000_000);
  return venue({ type: "ChangeTickSize", market: market.id, tickSize, at });
};

export const setProbability: Maker = ({ random, memory }) => {
  const market = random.pickOrNull(memory.marketsIn(["open", "halted", "closed", "resolving"]));
  if (market === null) return null;
  return venue({
    type: "SetProbability",
    market: market.id,
    probability: random.chance(0.1) ? 9_950 : Math.max(100, Math.min(9_900, market.mid)),
    source: random.pick(["manual", "orderbook", "trade"] as const),
  });
};

/** The next step in the life of some event. */
export const moveOn: Maker = (stage) => {
  const { random, memory } = stage;
  const event = random.pickOrNull(memory.events);
  if (event === null) return null;
  if (event.markets.some(({ state }) => state === "draft")) return open(stage, event);
  if (memory.sequence > event.endsFrom || random.chance(0.01)) return bringToEnd(stage, event);
  const restricted = event.markets.find(({ state, mode }) => state === "open" && mode !== "normal");
  if (restricted !== undefined && random.chance(0.5)) {
    const target: MarketTarget = { kind: "market", market: restricted.id };
    return venue({ type: "ChangeMarketState", target, to: "open", mode: "normal" });
  }
  return random.chance(0.12) ? disturb(stage, event) : null;
};

function actsAsOne({ mutuallyExclusive, exhaustive }: KnownEvent): boolean {
  return mutuallyExclusive && exhaustive;
}

type Change = "open" | "halted" | "closed" | "deleted";

function change({ random }: Stage, target: MarketTarget, to: Change): Wish {
  const mode = random.weighted<"normal" | "post-only" | "cancel-only">([
    [8, "normal"],
    [1, "post-only"],
    [1, "cancel-only"],
  ]);
  return venue({ type: "ChangeMarketState", target, to, mode });
}

function open(stage: Stage, event: KnownEvent): Wish {
  const { random } = stage;
  const drafts = event.markets.filter(({ state }) => state === "draft");
  const isWhole = actsAsOne(event) || random.chance(0.5);
  const target: MarketTarget = isWhole
    ? { kind: "event", event: event.id }
    : { kind: "market", market: random.pick(drafts).id };
  return change(stage, target, random.chance(0.05) ? "deleted" : "open");
}

/** Halts, closes, reopens, changes modes, and ends single outcomes early. */
function disturb(stage: Stage, event: KnownEvent): Wish {
  const { random } = stage;
  const market = random.pick(event.markets);
  const one: MarketTarget = { kind: "market", market: market.id };
  const target: MarketTarget = random.chance(0.6) ? one : { kind: "event", event: event.id };
  const isOpen = market.state === "open";
  return random.weighted<Wish>([
    [4, change(stage, target, isOpen ? random.pick(["halted", "open", "closed"]) : "open")],
    [3, change(stage, target, "open")],
    [1, change(stage, target, random.pick(["halted", "closed", "deleted"]))],
    [2, venue({ type: "ResolveMarket", market: market.id, yesPayout: 0 })],
  ]);
}

const UNRESOLVED: readonly MarketState[] = ["open", "halted", "closed", "proposed", "disputed"];

function bringToEnd(stage: Stage, event: KnownEvent): Wish | null {
  const { random } = stage;
  const single = random.pick(event.markets);
  if (random.chance(0.03)) {
    return venue({ type: "ResolveMarket", market: single.id, yesPayout: payout(stage) });
  }
  const unresolved = event.markets.filter(({ state }) => UNRESOLVED.includes(state));
  if (unresolved.length === 0) return null;
  if (random.chance(0.5)) return prepareEnd(stage, random.pick(unresolved));
  if (actsAsOne(event) || random.chance(0.3)) return endWhole(stage, event, unresolved);
  const market = random.pick(unresolved);
  if (random.chance(0.3)) {
    return venue({ type: "VoidMarket", market: market.id, policy: voidPolicy(stage) });
  }
  return venue({ type: "ResolveMarket", market: market.id, yesPayout: payout(stage) });
}

/** Closing, proposal and dispute, as far as the market's state allows them. */
function prepareEnd(stage: Stage, market: KnownMarket): Wish {
  const { random } = stage;
  const target: MarketTarget = { kind: "market", market: market.id };
  switch (market.state) {
    case "closed":
    case "disputed":
      return venue({ type: "ProposeResolution", market: market.id, yesPayout: payout(stage) });
    case "proposed":
      return venue({ type: "DisputeResolution", market: market.id });
    default:
      return change(stage, target, random.chance(0.8) ? "closed" : "halted");
  }
}

function payout({ random }: Stage): number {
  return random.weighted([
    [4, 0],
    [4, 10_000],
    [1, 5_000],
    [1, random.between(0, 10_000)],
  ]);
}

function voidPolicy(stage: Stage): Loose<VoidPolicy> {
  return stage.random.weighted<Loose<VoidPolicy>>([
    [1, { kind: "split", yesPayout: payout(stage) }],
    [2, { kind: "last-price" }],
    [2, { kind: "cost-basis" }],
  ]);
}

function endWhole(stage: Stage, event: KnownEvent, unresolved: readonly KnownMarket[]): Wish {
  const { random } = stage;
  if (random.chance(0.45)) {
    return venue({ type: "VoidEvent", event: event.id, policy: voidPolicy(stage) });
  }
  const winner = random.below(unresolved.length);
  const isShared = random.chance(0.25);
  let left = 10_000;
  const payouts = unresolved.map(({ id }, place) => {
    const isLast = place === unresolved.length - 1;
    const shared = isLast ? left : random.between(0, left);
    const whole = random.chance(0.05) ? 9_999 : 10_000;
    const yesPayout = isShared ? shared : place === winner ? whole : 0;
    left -= shared;
    return { market: id, yesPayout };
  });
  if (random.chance(0.15)) payouts.pop();
  return venue({ type: "ResolveEvent", event: event.id, payouts: payouts.reverse() });
}
