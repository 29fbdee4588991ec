import { sequenceOf } from "@probity/core";
import type { Amount, Price, Quantity } from "@probity/core";
import { DoneAnswer } from "@probity/protocol";
import { callerOf, operator } from "../caller.ts";
import { fromHistory } from "../history.ts";
import { refuse } from "../refusal.ts";
import type { Venue } from "../venue.ts";
import { doneJson } from "./done.ts";
import { BEARER, NoQuery, answers, idParams } from "./route.ts";
import type { App } from "./route.ts";

/** How operators undo a match that cannot be settled. The machine has forgotten its legs; history tells them. */
export function matchAdminRoutes(app: App, venue: Venue): void {
  app.post(
    "/admin/matches/:trade_id/reverse",
    {
      onRequest: operator(venue),
      schema: {
        tags: ["operators"],
        security: BEARER,
        querystring: NoQuery,
        summary: "Undo a match, once: shares, money and fees go back if both sides have them",
        params: idParams("trade_id", "mat"),
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const { trade_id: match } = request.params;
      const made = sequenceOf(match);
      // What is still to come has no legs, and is not to be waited for.
      if (made > venue.readSide.sequence) throw refuse("MATCH_NOT_FOUND");
      const { seq, value: legs } = await fromHistory(venue, made, (history) =>
        history.trades.legsOf(match),
      );
      const [maker] = legs;
      if (maker === undefined) throw refuse("MATCH_NOT_FOUND", {}, seq);
      const { market, kind } = maker;
      const receipt = await venue.submitter.submit(callerOf(request), {
        type: "ReverseMatch",
        market,
        match,
        kind,
        legs: legs.map((leg) => ({
          order: leg.order,
          account: leg.account,
          outcome: leg.outcome,
          side: leg.side,
          price: leg.price as Price,
          quantity: leg.quantity as Quantity,
          role: leg.role,
          fee: leg.fee as Amount,
          rebate: leg.rebate as Amount,
        })),
      });
      return doneJson(receipt);
    },
  );
}
