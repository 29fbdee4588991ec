import type { AccountId, EventId, Exchange, MarketId, PositionView } from "@probity/core";
import type { Payout } from "@probity/market-data";
import {
  SettleQuery,
  SettlementAnswer,
  SettlementStatusAnswer,
  SharesAnswer,
  SharesQuery,
  formatAmount,
  formatId,
  languageOf,
  positionsJson,
  settlementMessage,
} from "@probity/protocol";
import type { Language, S1Share } from "@probity/protocol";
import type { z } from "zod";
import { accountOf, callerOf, principalOf, signedIn } from "../caller.ts";
import { outcomeName, viewsNamed } from "../market-or-event.ts";
import { refuse } from "../refusal.ts";
import { worthOfYes } from "../routes/portfolio.ts";
import { BEARER, answers, refParams } from "../routes/route.ts";
import type { App } from "../routes/route.ts";
import { settle, settlementOf } from "../settlement.ts";
import type { Settlement } from "../settlement.ts";
import { describedPositions } from "../described-positions.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";

/** Source S1's view of what one holds, and its way to settle it. */
export function s1ShareRoutes(app: App, venue: Venue): void {
  const common = { tags: ["portfolio"], security: BEARER };
  const onRequest = signedIn(venue);

  app.get(
    "/account/shares",
    {
      onRequest,
      schema: {
        ...common,
        summary: "S1: your shares, with those paid out already if active_only is false",
        querystring: SharesQuery,
        response: answers(SharesAnswer),
      },
    },
    async (request) => {
      const { query } = request;
      const account = await accountOf(venue, principalOf(request), query.account_id);
      return sharesOf(venue, account, query);
    },
  );

  app.post(
    "/account/settle/:ref",
    {
      onRequest,
      schema: {
        ...common,
        summary: "S1: take your payout of a market that has ended; it also comes by itself",
        params: refParams,
        querystring: SettleQuery,
        response: answers(SettlementAnswer),
      },
    },
    async (request) => {
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), request.query.account_id);
      const { id, markets, symbol } = await marketsNamed(venue, request.params.ref);
      const done = await settle(venue, owner, account, markets);
      return {
        seq: done.sequence,
        ...settledJson(id, done),
        settlement_type: done.type ?? ("resolution" as const),
        message: messageOf(done, symbol, languageOf(request.headers["accept-language"])),
      };
    },
  );

  app.get(
    "/account/settle/:ref/status",
    {
      onRequest,
      schema: {
        ...common,
        summary: "S1: what you were paid of a market, and what you are still owed",
        params: refParams,
        querystring: SettleQuery,
        response: answers(SettlementStatusAnswer),
      },
    },
    async (request) => {
      const { account_id, min_seq = 0 } = request.query;
      const account = await accountOf(venue, principalOf(request), account_id);
      const { id, markets } = await marketsNamed(venue, request.params.ref);
      const now = await settlementOf(venue, account, markets, min_seq);
      return {
        seq: now.sequence,
        ...settledJson(id, now),
        status: statusOf(now),
        potential_payout: formatAmount(now.pendingAmount),
        shares_pending: [...now.pending],
      };
    },
  );
}

function messageOf(done: Settlement, symbol: string, language: Language): string {
  const amount = formatAmount(done.paidAmount);
  const kind = done.type === "cancellation" ? "refunded" : "settled";
  return settlementMessage(
    done.paidAmount === 0 ? "nothing-paid" : kind,
    { amount, symbol },
    language,
  );
}

function statusOf({ type, pending, paid }: Settlement) {
  if (type === null) return "not-settleable" as const;
  if (pending.length > 0) return "pending" as const;
  return paid.length > 0 ? ("settled" as const) : ("no-shares" as const);
}

function settledJson(id: string, { type, paid, paidAmount }: Settlement) {
  return {
    market_id: id,
    settlement_type: type,
    shares_settled: [...paid],
    total_payout: formatAmount(paidAmount),
  };
}

/** The markets that S1's `market_id` is about: all of an event, or the one named. */
async function marketsNamed(venue: Venue, ref: string) {
  const { market, views } = await viewsNamed(venue, ref);
  return {
    id: market === null ? formatId("evt", views.event.event) : formatId("mkt", market.market),
    markets: market === null ? views.event.markets : [market.market],
    symbol: views.symbol,
  };
}

async function sharesOf(venue: Venue, account: AccountId, query: z.output<typeof SharesQuery>) {
  const { sequence, value } = await readMachine(
    venue,
    (machine) => {
      const wanted = wantedMarkets(machine, query.market_id);
      const inputs = machine
        .positionsOf(account)
        .filter(({ market }) => wanted === null || wanted.has(market))
        .map((view) => ({ view, yesPrice: worthOfYes(machine, view) }));
      return { wanted, inputs };
    },
    query.min_seq,
  );
  const { wanted, inputs } = value;
  if (wanted?.size === 0) throw refuse("MARKET_NOT_FOUND", {}, sequence);
  await venue.readSide.caughtUp(sequence);
  const { positions, ...totals } = positionsJson(describedPositions(venue, inputs));
  const views = new Map(inputs.map(({ view }) => [formatId("mkt", view.market), view]));
  const held = positions.flatMap((position) => {
    const view = views.get(position.market_id);
    if (view === undefined) return [];
    return [
      {
        ...nameOfShare(venue, view, position.outcome),
        amount: position.quantity,
        avg_cost: position.average_cost ?? "0",
        current_price: position.current_price,
        unrealized_pnl: position.unrealized_pnl,
      },
    ];
  });
  const payouts = query.active_only === "true" ? [] : venue.readSide.data.payouts.of(account);
  const gone = payouts
    .filter((payout) => payout.sequence <= sequence)
    .filter(({ market }) => wanted === null || wanted.has(market))
    .flatMap((payout) => paidShares(venue, payout));
  return {
    seq: sequence,
    account_id: formatId("acc", account),
    shares: [...held, ...gone],
    ...totals,
  };
}

/** The markets that are asked for: null is all of them; none when what is named does not exist. */
function wantedMarkets(
  machine: Exchange,
  named: EventId | MarketId | undefined,
): ReadonlySet<MarketId> | null {
  if (named === undefined) return null;
  // Ids of events and markets are unlike, because one command numbers both.
  const event = machine.event(named as EventId);
  if (event !== null) return new Set(event.markets);
  return new Set(machine.market(named as MarketId) === null ? [] : [named as MarketId]);
}

/** Shares that were paid out: none are left, and nothing is to be gained or lost any more. */
function paidShares(venue: Venue, payout: Payout): S1Share[] {
  const outcomes = (["yes", "no"] as const).filter((outcome) => payout[outcome] > 0);
  return outcomes.map((outcome) => ({
    ...nameOfShare(venue, payout, outcome),
    amount: "0",
    avg_cost: "0",
    current_price: null,
    unrealized_pnl: null,
  }));
}

/** The holding's name in S1's words. Its id says what it is of, since a holding has no id of its own here. */
function nameOfShare(
  venue: Venue,
  { account, market }: Pick<PositionView, "account" | "market">,
  outcome: "yes" | "no",
) {
  const { catalogue } = venue.readSide.data;
  const words = catalogue.market(market);
  const event = words === null ? null : catalogue.event(words.event);
  return {
    id: `${formatId("acc", account)}:${formatId("mkt", market)}:${outcome}`,
    market_id: words === null ? "" : formatId("evt", words.event),
    outcome_id: formatId("mkt", market),
    share_type: outcome,
    market_question: event?.text.title ?? "",
    outcome_name: outcomeName(venue, market),
  };
}
