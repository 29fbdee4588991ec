import type { MatchId, Side } from "@probity/core";
import { fromHistory } from "@probity/gateway";
import type { FastifyInstance } from "fastify";
import type { Desk } from "../desk.ts";
import type { PublicNames } from "../public-names.ts";
import type { QueryString } from "../query-string.ts";
import { badRequest, queryOf } from "./data-errors.ts";
import { dollars, shares } from "./data-numbers.ts";
import { isAscending, marketsIn, maybeUser, periodIn, placesIn, wantedUser } from "./data-query.ts";
import type { AskedUser, Places } from "./data-query.ts";
import { outcomeWords } from "./outcomes.ts";
import { UNSAID, traderWords } from "./trader-words.ts";

const PRICE_ONE = 10_000;
const LOTS_PER_SHARE = 100;
const MICRO = 1_000_000;
const TRADES_MOST = 10_000;
const ACTIVITIES_MOST = 500;
const SIDES = { BUY: "buy", SELL: "sell" } as const;
const KINDS = {
  TRADE: "trade",
  SPLIT: "split",
  MERGE: "merge",
  REDEEM: "payout",
  CONVERSION: "convert",
  MAKER_REBATE: "rebate",
} as const;
/** What nobody is paid here, and so never happens. */
const NEVER = ["REWARD", "REFERRAL_REWARD", "YIELD", "TAKER_REBATE", "DEPOSIT", "WITHDRAWAL"];
const SORTS = { TIMESTAMP: "time", TOKENS: "lots", CASH: "value" } as const;
/** Stands where there is no outcome. */
const NO_OUTCOME = 999;

/** What was traded and what else happened, newest first. */
export function tradeRoutes(app: FastifyInstance, desk: Desk, names: PublicNames): void {
  app.get("/trades", async (request) => {
    const query = queryOf(request);
    const user = await maybeUser(desk, query);
    return tradesPage(desk, names, query, user, placesIn(query, 100, TRADES_MOST));
  });

  app.get("/activity", async (request) => {
    const query = queryOf(request);
    const user = await wantedUser(desk, query);
    return activityPage(desk, names, query, user, placesIn(query, 100, ACTIVITIES_MOST));
  });
}

/** @throws ClobError 400 */
export async function tradesPage(
  desk: Desk,
  names: PublicNames,
  query: QueryString,
  user: AskedUser | null,
  page: Places,
) {
  const kind = query.text("filterType");
  const amount = query.number("filterAmount");
  if ((kind === null) !== (amount === null)) {
    throw badRequest("filterType and filterAmount must be provided together");
  }
  const filter = query.choice("filterType", ["CASH", "TOKENS"], "CASH");
  const least = Math.max(0, amount ?? 0);
  const input = {
    ...page,
    ...periodIn(query),
    markets: marketsIn(desk, query),
    isTaker: query.boolean("takerOnly") ?? true,
    side: sideIn(query),
    minLots: filter === "TOKENS" ? Math.ceil(least * LOTS_PER_SHARE) : 0,
    minValue: filter === "CASH" ? Math.ceil(least * MICRO) : 0,
  };
  if ((user !== null && user.trader === null) || page.limit === 0) return [];
  if (![input.minLots, input.minValue].every(Number.isSafeInteger)) return [];
  const { value } = await fromHistory(desk.venue, undefined, ({ activity }) =>
    activity.trades({ ...input, account: user?.trader?.account ?? null }),
  );
  const traders = await traderWords(
    desk,
    names,
    value.map(({ account }) => account),
  );
  return value.flatMap(({ match, account, market, outcome, side, price, lots, time }) => {
    const words = outcomeWords(desk, market, outcome);
    const trader = traders.get(account);
    if (words === null || trader === undefined) return [];
    const { asset, conditionId, ...told } = words;
    return {
      proxyWallet: user?.address ?? trader.proxyWallet,
      side: side.toUpperCase(),
      asset,
      conditionId,
      size: shares(lots),
      price: price / PRICE_ONE,
      timestamp: Math.floor(time / 1_000),
      ...told,
      name: trader.name,
      ...UNSAID,
      transactionHash: hashOf(desk, match, time),
    };
  });
}

/** @throws ClobError 400 */
export async function activityPage(
  desk: Desk,
  names: PublicNames,
  query: QueryString,
  { address, trader }: AskedUser,
  page: Places,
) {
  const input = {
    ...page,
    ...periodIn(query),
    markets: marketsIn(desk, query),
    kinds: kindsIn(query),
    side: sideIn(query),
    sort: SORTS[query.choice("sortBy", ["TIMESTAMP", "TOKENS", "CASH"], "TIMESTAMP")],
    ascending: isAscending(query),
  };
  if (trader === null || page.limit === 0) return [];
  const { value } = await fromHistory(desk.venue, undefined, ({ activity }) =>
    activity.of({ ...input, account: trader.account }),
  );
  const { name } = await names.of(trader.owner);
  return value.flatMap((row) => {
    const words = outcomeWords(desk, row.market, row.outcome ?? "yes");
    if (words === null) return [];
    const isTrade = row.kind === "trade";
    const isRebate = row.kind === "rebate";
    const worth = dollars(row.value);
    return {
      proxyWallet: address,
      timestamp: Math.floor(row.time / 1_000),
      conditionId: isRebate ? "" : words.conditionId,
      type: TYPE_OF[row.kind],
      size: isRebate ? worth : shares(row.lots),
      usdcSize: worth,
      transactionHash:
        row.match === null ? commandHash(row.sequence) : hashOf(desk, row.match, row.time),
      price: row.price / PRICE_ONE,
      asset: isTrade ? words.asset : "",
      side: row.side?.toUpperCase() ?? "",
      outcomeIndex: isTrade ? words.outcomeIndex : NO_OUTCOME,
      title: isRebate ? "" : words.title,
      slug: isRebate ? "" : words.slug,
      icon: isRebate ? "" : words.icon,
      eventSlug: isRebate ? "" : words.eventSlug,
      outcome: isTrade ? words.outcome : "",
      name,
      ...UNSAID,
    };
  });
}

const TYPE_OF = Object.fromEntries(
  Object.entries(KINDS).map(([type, kind]) => [kind, type]),
) as Readonly<Record<(typeof KINDS)[keyof typeof KINDS], keyof typeof KINDS>>;

function kindsIn(query: QueryString) {
  const types = query.texts("type");
  if (types === null) return Object.values(KINDS);
  return types.flatMap((text) => {
    const type = text.toUpperCase();
    if (NEVER.includes(type)) return [];
    if (!Object.hasOwn(KINDS, type)) throw badRequest("invalid type");
    return KINDS[type as keyof typeof KINDS];
  });
}

function sideIn(query: QueryString): Side | null {
  if (query.text("side") === null) return null;
  return SIDES[query.choice("side", ["BUY", "SELL"], "BUY")];
}

function hashOf({ settlements }: Desk, match: MatchId, time: number): string {
  return settlements.of(match, time).transactionHash;
}

/** Stands for the transaction of what is no trade: the number of its command, as 32 bytes. */
function commandHash(sequence: number): string {
  return `0x${sequence.toString(16).padStart(64, "0")}`;
}
