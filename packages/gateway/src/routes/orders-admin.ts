import type { Event } from "@probity/core";
import {
  CancelAllAnswer,
  CancelsAnswer,
  OperatorCancelAllRequest,
  OperatorCancelRequest,
  cancelScope,
  orderTarget,
  rejectionJson,
} from "@probity/protocol";
import type { z } from "zod";
import { callerOf, operator } from "../caller.ts";
import type { Venue } from "../venue.ts";
import { cancelledJson } from "./orders.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

/** How operators cancel orders that are not their own. The journal says who did. */
export function orderAdminRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER, querystring: NoQuery };
  const onRequest = operator(venue);

  app.post(
    "/admin/orders/cancel",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Cancel up to 100 orders of an account; each stands for itself",
        body: OperatorCancelRequest,
        response: answers(CancelsAnswer),
      },
    },
    async (request) => {
      const { account_id: account, targets } = request.body;
      const content = { type: "CancelOrders", account, targets: targets.map(orderTarget) } as const;
      const { sequence, events } = await venue.submitter.submit(callerOf(request), content);
      return { seq: sequence, results: events.flatMap(cancelResult) };
    },
  );

  app.post(
    "/admin/orders/cancel-all",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Cancel all orders of an account, or those in a market, an event or a group",
        body: OperatorCancelAllRequest,
        response: answers(CancelAllAnswer),
      },
    },
    async (request) => {
      const { account_id: account } = request.body;
      const content = { type: "CancelAll", account, scope: cancelScope(request.body) } as const;
      const { sequence, events } = await venue.submitter.submit(callerOf(request), content);
      const gone = events.filter((event) => event.type === "OrderCancelled");
      return { seq: sequence, cancelled: gone.map(cancelledJson) };
    },
  );
}

type CancelResult = z.output<typeof CancelsAnswer>["results"][number];

/** One event a target, in the targets' order. */
function cancelResult(event: Event): CancelResult[] {
  if (event.type === "OrderCancelled") return [{ cancelled: cancelledJson(event) }];
  return event.type === "OrderRejected" ? [{ error: rejectionJson(event.rejection) }] : [];
}
