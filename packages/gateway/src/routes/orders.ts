import type { AccountId, Event, OrderId } from "@probity/core";
import type { OwnOrder } from "@probity/market-data";
import {
  AmendOrderRequest,
  CancelAllAnswer,
  CancelAllRequest,
  CancelAnswer,
  CancelOrdersRequest,
  CancelsAnswer,
  OrderAnswer,
  OrdersPage,
  PlaceOrderRequest,
  PlaceOrdersRequest,
  PlacementAnswer,
  PlacementsAnswer,
  PreviewAnswer,
  QueueAnswer,
  ReplaceOrderRequest,
  accountChoice,
  cancelScope,
  formatId,
  formatQuantity,
  idField,
  itemResult,
  minSequence,
  orderSpec,
  pageQuery,
  placementJson,
  previewJson,
} from "@probity/protocol";
import type { Placement } from "@probity/protocol";
import type { FastifyReply, FastifyRequest, FastifySchemaCompiler } from "fastify";
import { z } from "zod";
import { pageBeyondMemory } from "../beyond-memory.ts";
import { fromHistory } from "../history.ts";
import { textInLanguageOf, validator } from "../http-errors.ts";
import {
  accountOf,
  callerOf,
  keyOf,
  orderKey,
  principalOf,
  signedIn,
  touchable,
} from "../caller.ts";
import type { OrderEntry, OrderOperation } from "../order-entry/order-entry.ts";
import { orderJson } from "../order-json.ts";
import type { Principal } from "../principal.ts";
import { refuse, rejected } from "../refusal.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { previewOf } from "./baskets.ts";
import { BEARER, KeyHeader, NoQuery, answers, idParams } from "./route.ts";
import type { App } from "./route.ts";

const OrdersQuery = z.strictObject({
  ...accountChoice,
  ...pageQuery,
  status: z.enum(["open", "closed", "all"]).default("open"),
  market_id: idField("mkt").optional(),
  client_order_id: z.string().min(1).max(64).optional(),
  min_seq: minSequence,
});
const OneOrderQuery = z.strictObject({ ...accountChoice, min_seq: minSequence });
const CancelQuery = z.strictObject(accountChoice);
const orderParams = idParams("order_id", "ord");

/** Placing, changing, cancelling and looking at one's own orders. */
export function orderRoutes(app: App, venue: Venue, orderEntry: OrderEntry): void {
  const common = { tags: ["orders"], security: BEARER };
  const onRequest = signedIn(venue);
  const { submitter } = venue;

  /** Leaves the request to order entry, which reads the body and writes the answer. */
  const enter =
    (operation: OrderOperation) =>
    (request: FastifyRequest, reply: FastifyReply): void => {
      const key = request.headers["idempotency-key"];
      orderEntry.handle(
        operation,
        principalOf(request),
        request.body,
        key === undefined ? null : String(key),
        (status, body, retryAfterSeconds = null) => {
          if (retryAfterSeconds !== null)
            void reply.header("retry-after", String(retryAfterSeconds));
          const told = status < 400 ? body : textInLanguageOf(request, body);
          void reply.status(status).type("application/json").send(told);
        },
        request.id,
      );
    };

  app.post(
    "/orders",
    {
      onRequest,
      validatorCompiler: allButBody,
      schema: {
        ...common,
        summary: "Place an order",
        headers: KeyHeader,
        querystring: NoQuery,
        body: PlaceOrderRequest,
        response: answers(PlacementAnswer),
      },
    },
    enter("place"),
  );

  app.post(
    "/orders/batch",
    {
      onRequest,
      validatorCompiler: allButBody,
      schema: {
        ...common,
        summary: "Place up to 100 orders; each stands for itself",
        querystring: NoQuery,
        body: PlaceOrdersRequest,
        response: answers(PlacementsAnswer),
      },
    },
    enter("batch"),
  );

  app.post(
    "/orders/preview",
    {
      onRequest,
      schema: {
        ...common,
        summary: "What an order would do now: fills, fee, collateral; nothing is changed",
        querystring: NoQuery,
        body: PlaceOrderRequest,
        response: answers(PreviewAnswer),
      },
    },
    async (request) => {
      const account = await accountOf(venue, principalOf(request), request.body.account_id);
      const spec = orderSpec(request.body);
      const read = await readMachine(venue, (machine) => previewOf(machine, account, spec), 0);
      const { view, side, best } = read.value;
      if ("code" in view) throw rejected(view, read.sequence);
      return { seq: read.sequence, preview: previewJson(view, side, best) };
    },
  );

  app.patch(
    "/orders/:order_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Amend an order in one step; lowering the quantity keeps its priority",
        headers: KeyHeader,
        querystring: NoQuery,
        params: orderParams,
        body: AmendOrderRequest,
        response: answers(PlacementAnswer),
      },
    },
    async (request) => {
      const { price = null, quantity = null, account_id } = request.body;
      const key = keyOf(request);
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), account_id);
      const order = request.params.order_id;
      const content = { type: "AmendOrder", account, order, price, quantity, key } as const;
      const { sequence, events } = await submitter.submit(owner, content);
      await venue.readSide.caughtUp(sequence);
      // The key of this request is not the order's own.
      const own = venue.readSide.data.ownOrders.order(account, order)?.key ?? null;
      return { seq: sequence, order: placementOf(events, own, sequence, order) };
    },
  );

  app.post(
    "/orders/:order_id/replace",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Cancel an order and place another in one step",
        headers: KeyHeader,
        querystring: NoQuery,
        params: orderParams,
        body: ReplaceOrderRequest,
        response: answers(PlacementAnswer),
      },
    },
    async (request) => {
      const { replacement, account_id } = request.body;
      const key = orderKey(keyOf(request), replacement.client_order_id ?? null);
      const owner = callerOf(request);
      const { sequence, events } = await submitter.submit(owner, {
        type: "ReplaceOrder",
        account: await accountOf(venue, principalOf(request), account_id),
        order: request.params.order_id,
        key,
        replacement: orderSpec(replacement),
      });
      return { seq: sequence, order: placementOf(events, key, sequence) };
    },
  );

  app.delete(
    "/orders/:order_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Cancel an order",
        querystring: CancelQuery,
        params: orderParams,
        response: answers(CancelAnswer),
      },
    },
    async (request) => {
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), request.query.account_id);
      const target = { kind: "order", order: request.params.order_id } as const;
      const content = { type: "CancelOrders", account, targets: [target] } as const;
      const { sequence, events } = await submitter.submit(owner, content);
      const [event] = events;
      if (event?.type === "OrderRejected") throw rejected(event.rejection, sequence);
      if (event?.type !== "OrderCancelled") throw new Error("a cancel ended in neither event");
      return { seq: sequence, cancelled: cancelledJson(event) };
    },
  );

  app.post(
    "/orders/cancel",
    {
      onRequest,
      validatorCompiler: allButBody,
      schema: {
        ...common,
        summary: "Cancel up to 100 orders by id or client order id; each stands for itself",
        querystring: NoQuery,
        body: CancelOrdersRequest,
        response: answers(CancelsAnswer),
      },
    },
    enter("cancel"),
  );

  app.post(
    "/orders/cancel-all",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Cancel all orders, or those of a market, an event or a group",
        querystring: NoQuery,
        body: CancelAllRequest,
        response: answers(CancelAllAnswer),
      },
    },
    async (request) => {
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), request.body.account_id);
      const content = { type: "CancelAll", account, scope: cancelScope(request.body) } as const;
      const { sequence, events } = await submitter.submit(owner, content);
      const gone = events.filter((event) => event.type === "OrderCancelled");
      return { seq: sequence, cancelled: gone.map(cancelledJson) };
    },
  );

  app.get(
    "/orders",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Your orders, newest first",
        querystring: OrdersQuery,
        response: answers(OrdersPage),
      },
    },
    async (request) => {
      const { query } = request;
      const account = await accountOf(venue, principalOf(request), query.account_id);
      await venue.readSide.caughtUp(query.min_seq);
      const { sequence, data } = venue.readSide;
      const wanted = data.ownOrders.newestFirst(account).filter((order) => isWanted(order, query));
      const { items, next } = await pageBeyondMemory(venue, {
        remembered: wanted,
        numberOf: (order) => order.order,
        isGapless: false,
        // Open orders are never forgotten.
        forgottenUntil: query.status === "open" ? 0 : data.ownOrders.forgottenUntil(account),
        limit: query.limit,
        cursor: query.cursor,
        ask: ({ history }, before, limit) =>
          history.orders(account, {
            before: before as OrderId,
            limit,
            status: query.status,
            market: query.market_id,
            key: query.client_order_id,
          }),
      });
      return { seq: sequence, orders: items.map(orderJson), next_cursor: next };
    },
  );

  app.get(
    "/orders/:order_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "One of your orders",
        querystring: OneOrderQuery,
        params: orderParams,
        response: answers(OrderAnswer),
      },
    },
    async (request) => {
      const { account_id, min_seq } = request.query;
      const who = principalOf(request);
      const account = account_id && (await accountOf(venue, who, account_id));
      await venue.readSide.caughtUp(min_seq);
      const { sequence } = venue.readSide;
      const order = await findOrder(venue, who, account, request.params.order_id);
      if (order === null) throw refuse("ORDER_NOT_FOUND", {}, sequence);
      return { seq: sequence, order: orderJson(order), ...(await queueOf(venue, order.order)) };
    },
  );

  app.get(
    "/orders/:order_id/queue",
    {
      onRequest,
      schema: {
        ...common,
        summary: "What stands before one of your resting orders at its price",
        querystring: OneOrderQuery,
        params: orderParams,
        response: answers(QueueAnswer),
      },
    },
    async (request) => {
      const { account_id, min_seq } = request.query;
      const { order_id: order } = request.params;
      const who = principalOf(request);
      const account = account_id && (await accountOf(venue, who, account_id));
      const view = await readMachine(venue, (machine) => machine.order(order), min_seq);
      const own = touchable(who, venue.readSide.accountsOf(who.owner));
      const accounts = account === undefined ? own : [account];
      if (view.value === null || !accounts.includes(view.value.account)) {
        throw refuse("ORDER_NOT_FOUND", {}, view.sequence);
      }
      const queue = await queueOf(venue, order);
      return { seq: view.sequence, order_id: formatId("ord", order), ...queue };
    },
  );
}

async function queueOf(venue: Venue, order: OrderId) {
  const { value } = await readMachine(venue, (machine) => machine.queueAhead(order), 0);
  return {
    orders_ahead: value?.orders ?? null,
    quantity_ahead: value === null ? null : formatQuantity(value.lots),
  };
}

/** The order in one account, or in any that the caller may touch when none is named. */
async function findOrder(
  venue: Venue,
  who: Principal,
  account: AccountId | undefined,
  order: OrderId,
): Promise<OwnOrder | null> {
  const { ownOrders } = venue.readSide.data;
  const accounts =
    account === undefined ? touchable(who, venue.readSide.accountsOf(who.owner)) : [account];
  for (const own of accounts) {
    const found = ownOrders.order(own, order);
    if (found !== null) return found;
  }
  const forgottenUntil = Math.max(0, ...accounts.map((own) => ownOrders.forgottenUntil(own)));
  if (forgottenUntil === 0) return null;
  const { value } = await fromHistory(venue, forgottenUntil, ({ history }) =>
    history.order(accounts, order),
  );
  return value;
}

/** @throws Refusal when the order was rejected. */
function placementOf(
  events: readonly Event[],
  key: string | null,
  sequence: number,
  amended: OrderId | null = null,
): Placement {
  const result = itemResult(events, 0, amended);
  if (result.kind === "refused") throw rejected(result.rejection, sequence);
  return placementJson(result.outcome, key, result.repeated);
}

/** An order that left, and what of it was open. */
export function cancelledJson(event: Extract<Event, { type: "OrderCancelled" }>) {
  return { order_id: formatId("ord", event.order), remaining: formatQuantity(event.quantity) };
}

/** The documentation shows the schema of the body; order entry applies it. */
const allButBody: FastifySchemaCompiler<unknown> = (route) =>
  route.httpPart === "body"
    ? (value: unknown) => ({ value })
    : validator(route as Parameters<typeof validator>[0]);

function isWanted(order: OwnOrder, query: z.output<typeof OrdersQuery>): boolean {
  if (query.status !== "all" && (order.status === "open") !== (query.status === "open"))
    return false;
  if (query.client_order_id !== undefined && order.key !== query.client_order_id) return false;
  return query.market_id === undefined || order.spec.market === query.market_id;
}
