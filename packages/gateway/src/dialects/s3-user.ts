import type { AssetId, Exchange, MarketId } from "@probity/core";
import { amount } from "@probity/core";
import {
  S3BalanceAnswer,
  S3PortfolioAnswer,
  S3PositionsAnswer,
  S3UserQuery,
  formatAmount,
  parseAmount,
  parseId,
  positionsJson,
} from "@probity/protocol";
import type { Position, S3Position } from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { assetOf } from "../assets.ts";
import { accountOf, principalOf, signedIn } from "../caller.ts";
import { refuse } from "../refusal.ts";
import { worthOfYes } from "../routes/portfolio.ts";
import { BEARER, answers } from "../routes/route.ts";
import type { App } from "../routes/route.ts";
import { describedPositions } from "../described-positions.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";

/** Source S3's view of one's money and shares. */
export function s3UserRoutes(app: App, venue: Venue): void {
  const common = { tags: ["portfolio"], security: BEARER, querystring: S3UserQuery };
  const onRequest = signedIn(venue);

  app.get(
    "/user/balance",
    {
      onRequest,
      schema: {
        ...common,
        summary: "S3: your money, available, locked and in all",
        response: answers(S3BalanceAnswer),
      },
    },
    async (request) => {
      const { seq, balance } = await portfolioOf(venue, request, request.query);
      return { seq, ...balance };
    },
  );

  app.get(
    "/user/positions",
    {
      onRequest,
      schema: { ...common, summary: "S3: your shares", response: answers(S3PositionsAnswer) },
    },
    async (request) => {
      const { seq, positions } = await portfolioOf(venue, request, request.query);
      return { seq, positions };
    },
  );

  app.get(
    "/user/portfolio",
    {
      onRequest,
      schema: {
        ...common,
        summary: "S3: your money and shares with what they are worth",
        response: answers(S3PortfolioAnswer),
      },
    },
    (request) => portfolioOf(venue, request, request.query),
  );
}

async function portfolioOf(
  venue: Venue,
  request: FastifyRequest,
  query: z.output<typeof S3UserQuery>,
): Promise<z.output<typeof S3PortfolioAnswer>> {
  const account = await accountOf(venue, principalOf(request), query.account_id);
  const asset = await assetOf(venue, query.asset);
  const read = await readMachine(
    venue,
    (machine) => ({
      balance: machine.account(account)?.balances.find((one) => one.asset === asset) ?? null,
      inputs: machine
        .positionsOf(account)
        .filter(({ market }) => collateralOf(machine, market) === asset)
        .map((view) => ({ view, yesPrice: worthOfYes(machine, view) })),
    }),
    query.min_seq,
  );
  await venue.readSide.caughtUp(read.sequence);
  const { balance, inputs } = read.value;
  if (balance === null) throw refuse("ACCOUNT_NOT_FOUND", {}, read.sequence);
  const shown = positionsJson(describedPositions(venue, inputs));
  const total = amount(balance.available + balance.held);
  return {
    seq: read.sequence,
    balance: {
      available: formatAmount(balance.available),
      locked: formatAmount(balance.held),
      total: formatAmount(total),
    },
    positions: shown.positions.map((position) => s3Position(venue, position)),
    positionsValue: shown.total_value,
    totalCost: shown.total_cost,
    unrealizedPnl: shown.total_unrealized_pnl,
    totalValue: formatAmount(amount(total + parseAmount(shown.total_value))),
  };
}

function collateralOf(machine: Exchange, id: MarketId): AssetId | null {
  const market = machine.market(id);
  return market === null ? null : (machine.event(market.event)?.collateral ?? null);
}

function s3Position({ readSide }: Venue, position: Position): S3Position {
  const market = parseId("mkt", position.market_id);
  return {
    marketId: position.market_id,
    slug: (market === null ? null : readSide.data.catalogue.market(market))?.slug ?? "",
    question: position.market_question,
    outcome: position.outcome === "yes" ? "YES" : "NO",
    shares: Number(position.quantity),
    vwap: position.average_cost ?? "0",
    currentPrice: position.current_price,
    value: position.value,
    unrealizedPnl: position.unrealized_pnl,
  };
}
