import type { Exchange, PositionView, Price } from "@probity/core";
import {
  ClaimAnswer,
  ClaimRequest,
  ConvertRequest,
  DoneAnswer,
  FillsPage,
  PositionsAnswer,
  SetRequest,
  accountChoice,
  fillJson,
  formatAmount,
  formatId,
  idField,
  minSequence,
  pageQuery,
  positionsJson,
} from "@probity/protocol";
import { z } from "zod";
import { accountOf, callerOf, keyOf, principalOf, signedIn } from "../caller.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { doneJson } from "./done.ts";
import { page } from "./page.ts";
import { BEARER, KeyHeader, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

const PositionsQuery = z.strictObject({
  ...accountChoice,
  market_id: idField("mkt").optional(),
  min_seq: minSequence,
});
const FillsQuery = z.strictObject({ ...accountChoice, ...pageQuery, min_seq: minSequence });

/** What one holds, what one traded, and complete sets. */
export function portfolioRoutes(app: App, venue: Venue): void {
  const common = { tags: ["portfolio"], security: BEARER };
  const onRequest = signedIn(venue);
  const { submitter } = venue;

  app.get(
    "/positions",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Your shares, what they cost and what they are worth",
        querystring: PositionsQuery,
        response: answers(PositionsAnswer),
      },
    },
    async (request) => {
      const { account_id, market_id, min_seq } = request.query;
      const account = await accountOf(venue, principalOf(request), account_id);
      const read = await readMachine(
        venue,
        (machine) =>
          machine
            .positionsOf(account)
            .filter((view) => market_id === undefined || view.market === market_id)
            .map((view) => ({ view, yesPrice: worthOfYes(machine, view) })),
        min_seq,
      );
      await venue.readSide.caughtUp(read.sequence);
      const { catalogue } = venue.readSide.data;
      const inputs = read.value.map(({ view, yesPrice }) => ({
        view,
        yesPrice,
        question: catalogue.market(view.market)?.text.question ?? "",
      }));
      return {
        seq: read.sequence,
        account_id: formatId("acc", account),
        ...positionsJson(inputs),
      };
    },
  );

  app.get(
    "/fills",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Your part in the latest trades, newest first, within a window",
        querystring: FillsQuery,
        response: answers(FillsPage),
      },
    },
    async (request) => {
      const account = await accountOf(venue, principalOf(request), request.query.account_id);
      await venue.readSide.caughtUp(request.query.min_seq);
      const { sequence, data } = venue.readSide;
      const { items, next } = page(
        data.ownFills.fills(account),
        (fill) => fill.match,
        request.query,
      );
      return { seq: sequence, fills: items.map(fillJson), next_cursor: next };
    },
  );

  for (const [path, type, summary] of [
    ["/sets/split", "SplitSet", "Turn a dollar a share into one YES and one NO"],
    ["/sets/merge", "MergeSet", "Turn one YES and one NO into a dollar a share"],
  ] as const) {
    app.post(
      path,
      {
        onRequest,
        schema: {
          ...common,
          summary,
          headers: KeyHeader,
          querystring: NoQuery,
          body: SetRequest,
          response: answers(DoneAnswer),
        },
      },
      async (request) => {
        const { account_id, market_id: market, quantity } = request.body;
        const owner = callerOf(request);
        const account = await accountOf(venue, principalOf(request), account_id);
        const key = keyOf(request);
        return doneJson(await submitter.submit(owner, { type, account, market, quantity, key }));
      },
    );
  }

  app.post(
    "/sets/convert",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Turn NO of some outcomes of an event into YES of the others and dollars",
        headers: KeyHeader,
        querystring: NoQuery,
        body: ConvertRequest,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const { account_id, event_id, market_ids, quantity } = request.body;
      const owner = callerOf(request);
      return doneJson(
        await submitter.submit(owner, {
          type: "ConvertPositions",
          account: await accountOf(venue, principalOf(request), account_id),
          event: event_id,
          markets: market_ids,
          quantity,
          key: keyOf(request),
        }),
      );
    },
  );

  app.post(
    "/claims",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Take your payout of a resolving market now; it also comes by itself",
        querystring: NoQuery,
        body: ClaimRequest,
        response: answers(ClaimAnswer),
      },
    },
    async (request) => {
      const { account_id, market_id: market } = request.body;
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), account_id);
      const content = { type: "ClaimPayout", account, market } as const;
      const { sequence, events } = await submitter.submit(owner, content);
      const [paid] = events;
      if (paid?.type !== "PositionPaid") throw new Error("a claim ended without a payment");
      return {
        seq: sequence,
        market_id: formatId("mkt", market),
        paid: formatAmount(paid.amount),
      };
    },
  );
}

/** The fixed payout, else the last trade. */
function worthOfYes(machine: Exchange, { market }: PositionView): Price | null {
  const view = machine.market(market);
  if (view === null) return null;
  if (view.ending !== null && view.ending.kind !== "voided-at-cost") return view.ending.yesPayout;
  return view.lastPrice;
}
