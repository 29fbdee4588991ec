import { EVENT_MARKETS_MAX, SETS_ALLOWED } from "@probity/core";
import type { AccountId, CommandContent, MarketId } from "@probity/core";
import { excludedUntil, invalid, reject, speaker } from "./answers.ts";
import { LOT_OF_SETS, toAmount, valueOf } from "./arithmetic.ts";
import { isLots } from "./fields.ts";
import { addCash, addShares, available, exposure, freeShares, removeShares } from "./holdings.ts";
import { contentOf, isAnsweredByKey, remember } from "./keys.ts";
import { actsAsOne, isUnresolved } from "./state.ts";
import type { Account, EventEntry, Market, Turn } from "./state.ts";

/** RULES.md section 5: complete sets are made, unmade and converted. */

type Content<T extends CommandContent["type"]> = Extract<CommandContent, { readonly type: T }>;

/** A debt of conversions beyond this could leave the safe range. */
const CONVERSION_DEBT_MAX = 5_000_000_000_000_000n;

export function splitSet(turn: Turn, content: Content<"SplitSet" | "MergeSet">): void {
  const found = findSet(turn, content);
  if (found === null) return;
  const { account, market } = found;
  const { quantity, key } = content;
  const { collateral } = market.event;
  const cost = LOT_OF_SETS * BigInt(quantity);
  if (account.status === "closed-only") return reject(turn, { code: "AccountClosedOnly" });
  const until = excludedUntil(turn, account);
  if (until !== null) return reject(turn, { code: "OwnerExcluded", until });
  const limit = account.limits.maxExposure;
  const would = limit > 0 ? exposure(turn.state, account) + cost : 0n;
  if (would > BigInt(limit)) {
    return reject(turn, { code: "ExposureLimitExceeded", limit, would: Number(would) });
  }
  const free = available(turn.state, account, collateral);
  if (free < cost) {
    return reject(turn, {
      code: "InsufficientCollateral",
      required: Number(cost),
      available: Number(free),
    });
  }

  addCash(account, collateral, -cost);
  market.pool += cost;
  addShares(market, account.id, "yes", quantity, cost / 2n);
  addShares(market, account.id, "no", quantity, cost / 2n);
  remember(turn, account, key, contentOf(content));
  turn.events.push({ type: "SetSplit", account: account.id, market: market.id, quantity });
}

export function mergeSet(turn: Turn, content: Content<"SplitSet" | "MergeSet">): void {
  const found = findSet(turn, content);
  if (found === null) return;
  const { account, market } = found;
  const { quantity, key } = content;
  const free = Math.min(freeShares(account, market, "yes"), freeShares(account, market, "no"));
  if (free < quantity) {
    return reject(turn, { code: "InsufficientShares", required: quantity, available: free });
  }

  const worth = LOT_OF_SETS * BigInt(quantity);
  removeShares(market, account.id, "yes", quantity);
  removeShares(market, account.id, "no", quantity);
  market.pool -= worth;
  addCash(account, market.event.collateral, worth);
  remember(turn, account, key, contentOf(content));
  turn.events.push({ type: "SetMerged", account: account.id, market: market.id, quantity });
}

/** The checks a split and a merge share; null with the answer given. */
function findSet(
  turn: Turn,
  content: Content<"SplitSet" | "MergeSet">,
): { readonly account: Account; readonly market: Market } | null {
  const account = speaker(turn, content.account);
  if (account === null || isAnsweredByKey(turn, account, content.key, content)) return null;
  const market = turn.state.markets.get(content.market);
  if (!isLots(content.quantity)) reject(turn, invalid("quantity"));
  else if (account.status === "frozen") reject(turn, { code: "AccountFrozen" });
  else if (market === undefined) reject(turn, { code: "MarketNotFound" });
  else if (!SETS_ALLOWED.has(market.state)) {
    reject(turn, { code: "MarketNotOpen", state: market.state });
  } else return { account, market };
  return null;
}

export function convertPositions(turn: Turn, content: Content<"ConvertPositions">): void {
  const { state } = turn;
  const { quantity, key } = content;
  const account = speaker(turn, content.account);
  if (account === null || isAnsweredByKey(turn, account, key, content)) return;
  const { length } = content.markets;
  const areDistinct = new Set(content.markets).size === length;
  if (length < 1 || length > EVENT_MARKETS_MAX || !areDistinct) {
    return reject(turn, invalid("markets"));
  }
  if (!isLots(quantity)) return reject(turn, invalid("quantity"));
  if (account.status === "frozen") return reject(turn, { code: "AccountFrozen" });
  const event = state.events.get(content.event);
  if (event === undefined) return reject(turn, { code: "EventNotFound" });
  if (content.markets.some((id) => !state.markets.has(id))) {
    return reject(turn, { code: "MarketNotFound" });
  }
  if (!isConvertible(event, content.markets)) return reject(turn, { code: "NotConvertible" });
  const unresolved = event.markets.filter(isUnresolved);
  const newDebt = valueOf(unresolved.length - 1, quantity) * LOT_OF_SETS;
  if (conversionDebt(turn, event) + newDebt > CONVERSION_DEBT_MAX) {
    return reject(turn, { code: "ConversionLimitReached" });
  }
  const given = unresolved.filter((market) => content.markets.includes(market.id));
  const received = unresolved.filter((market) => !given.includes(market));
  for (const market of given) {
    const free = freeShares(account, market, "no");
    if (free < quantity) {
      return reject(turn, { code: "InsufficientShares", required: quantity, available: free });
    }
  }

  const collateral = valueOf(given.length - 1, quantity) * LOT_OF_SETS;
  convert(account, event, given, received, quantity, collateral);
  remember(turn, account, key, contentOf(content));
  turn.events.push({
    type: "PositionsConverted",
    account: account.id,
    event: event.id,
    given: given.map((market) => market.id),
    received: received.map((market) => market.id),
    quantity,
    collateral: toAmount(collateral),
  });
}

function isConvertible(event: EventEntry, ids: readonly MarketId[]): boolean {
  if (!actsAsOne(event)) return false;
  if (event.markets.some((market) => market.state === "draft")) return false;
  return ids.every((id) =>
    event.markets.some((market) => market.id === id && isUnresolved(market)),
  );
}

/** What the conversion accounts of all events in the event's collateral owe. */
function conversionDebt(turn: Turn, { collateral }: EventEntry): bigint {
  let debt = 0n;
  for (const event of turn.state.events.values()) {
    if (event.collateral === collateral) debt += event.conversionDebt;
  }
  return debt;
}

/**
 * The conversion account takes the NO, pays full sets of the other outcomes and
 * the difference, hands out their YES and keeps their NO.
 */
function convert(
  account: Account,
  event: EventEntry,
  given: readonly Market[],
  received: readonly Market[],
  lots: number,
  collateral: bigint,
): void {
  const conversion = event.id as number as AccountId;
  let cost = 0n;
  for (const market of given) {
    cost += removeShares(market, account.id, "no", lots);
    addShares(market, conversion, "no", lots, 0n);
  }
  const carried = cost > collateral ? cost - collateral : 0n;
  const parts = BigInt(received.length);
  for (const [place, market] of received.entries()) {
    const odd = BigInt(place) < carried % parts ? 1n : 0n;
    const sets = LOT_OF_SETS * BigInt(lots);
    event.conversionDebt += sets;
    market.pool += sets;
    addShares(market, account.id, "yes", lots, carried / parts + odd);
    addShares(market, conversion, "no", lots, 0n);
  }
  event.conversionDebt += collateral;
  addCash(account, event.collateral, collateral);
}
