import type { MarketId } from "@probity/core";
import { readAddress } from "../auth/address.ts";
import type { Desk } from "../desk.ts";
import { isListed } from "../markets/market-standing.ts";
import type { Address } from "../ports.ts";
import type { QueryString } from "../query-string.ts";
import { traderOf } from "../traders.ts";
import type { KnownTrader } from "../traders.ts";
import { badRequest } from "./data-errors.ts";

/** As upstream. */
const OFFSET_MOST = 10_000;
/** Markets that one request is about. */
const MARKETS_MOST = 500;

/** Somebody a request asks about. `trader` null: nobody here trades with it. */
export interface AskedUser {
  /** As it is told on the wire: in lower case. */
  readonly address: Address;
  readonly trader: KnownTrader | null;
}

/** @throws ClobError 400 */
export async function wantedUser(desk: Desk, query: QueryString): Promise<AskedUser> {
  const user = await maybeUser(desk, query);
  if (user === null) throw badRequest("required query param 'user' not provided");
  return user;
}

/** Null when nobody is named. @throws ClobError 400 */
export async function maybeUser(desk: Desk, query: QueryString): Promise<AskedUser | null> {
  const text = query.text("user");
  if (text === null) return null;
  const address = readAddress(text);
  if (address === null) throw badRequest("invalid user");
  return { address: lowered(address), trader: await traderOf(desk, address) };
}

export function lowered(address: Address): Address {
  return address.toLowerCase() as Address;
}

/** By condition or by event, null: whichever. @throws ClobError 400 */
export function marketsIn(desk: Desk, query: QueryString): readonly MarketId[] | null {
  const conditions = query.texts("market");
  const events = query.texts("eventId");
  if (conditions !== null && events !== null) {
    throw badRequest("market and eventId are mutually exclusive");
  }
  if (conditions !== null) return ofConditions(desk, conditions);
  return events === null ? null : ofEvents(desk, events);
}

/** By Gamma's ids of events. @throws ClobError 400 */
export function ofEvents(desk: Desk, events: readonly string[]): readonly MarketId[] {
  const markets = events.flatMap((id) => {
    const event = desk.markets.eventOfGammaId(id);
    return event === null ? [] : desk.markets.ofEvent(event).map(({ market }) => market);
  });
  return listed(desk, markets);
}

/** @throws ClobError 400 */
export function ofConditions(desk: Desk, conditions: readonly string[]): readonly MarketId[] {
  const markets = conditions.flatMap((id) => {
    if (!/^0x[0-9a-fA-F]{64}$/.test(id)) throw badRequest("invalid market");
    return desk.markets.ofCondition(id)?.market ?? [];
  });
  return listed(desk, markets);
}

function listed({ venue }: Desk, markets: readonly MarketId[]): readonly MarketId[] {
  const { statuses } = venue.readSide.data;
  if (markets.length > MARKETS_MOST) throw badRequest("too many markets");
  return markets.filter((market) => {
    const status = statuses.status(market);
    return status !== null && isListed(status);
  });
}

export interface Places {
  readonly limit: number;
  readonly offset: number;
}

/** More than the most is answered as so many. @throws ClobError 400 */
export function placesIn(query: QueryString, usual: number, most: number): Places {
  const limit = Math.min(most, query.whole("limit", 0, Number.MAX_SAFE_INTEGER, usual));
  return { limit, offset: query.whole("offset", 0, OFFSET_MOST, 0) };
}

export function isAscending(query: QueryString, usual: "ASC" | "DESC" = "DESC"): boolean {
  return query.choice("sortDirection", ["ASC", "DESC"], usual) === "ASC";
}

/** Seconds to ms; an end is part of what is asked for. @throws ClobError 400 */
export function periodIn(query: QueryString): {
  readonly from: number | null;
  readonly to: number | null;
} {
  const [start, end] = ["start", "end"].map((name) => query.whole(name, 0, 1e11, -1));
  return {
    from: start === undefined || start < 0 ? null : start * 1_000,
    to: end === undefined || end < 0 ? null : (end + 1) * 1_000,
  };
}
