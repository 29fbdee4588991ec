import type { Event, Exchange, OrderSpec } from "@probity/core";
import { amount } from "@probity/core";
import {
  BasketAnswer,
  BasketPreviewAnswer,
  PlaceBasketRequest,
  batchResults,
  formatAmount,
  orderItem,
  orderSpec,
  placementJson,
  previewJson,
  rejectionJson,
} from "@probity/protocol";
import type { z } from "zod";
import { accountOf, callerOf, keyOf, orderKey, principalOf, signedIn } from "../caller.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { BEARER, KeyHeader, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

/** One order split over several markets: all of its parts are placed, or none. */
export function basketRoutes(app: App, venue: Venue): void {
  const common = { tags: ["orders"], security: BEARER, querystring: NoQuery };
  const onRequest = signedIn(venue);

  app.post(
    "/orders/basket",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Place 2 to 20 orders in as many markets, all of them or none",
        headers: KeyHeader,
        body: PlaceBasketRequest,
        response: answers(BasketAnswer),
      },
    },
    async (request) => {
      const { account_id, client_order_id = null, orders } = request.body;
      const account = await accountOf(venue, principalOf(request), account_id);
      const key = orderKey(keyOf(request), client_order_id);
      const items = orders.map(orderItem);
      const content = { type: "PlaceBasket", account, key, items } as const;
      const { sequence, events } = await venue.submitter.submit(callerOf(request), content);
      return { seq: sequence, ...basketJson(events, items) };
    },
  );

  app.post(
    "/orders/basket/preview",
    {
      onRequest,
      schema: {
        ...common,
        summary: "What a basket would do now, order by order; nothing is changed",
        body: PlaceBasketRequest,
        response: answers(BasketPreviewAnswer),
      },
    },
    async (request) => {
      const account = await accountOf(venue, principalOf(request), request.body.account_id);
      const specs = request.body.orders.map(orderSpec);
      const read = await readMachine(
        venue,
        (machine) => ({
          previews: specs.map((spec) => previewOf(machine, account, spec)),
          available: machine.account(account)?.balances ?? [],
          assets: specs.map((spec) => collateralOf(machine, spec)),
        }),
        0,
      );
      const { previews, available, assets } = read.value;
      const good = previews.flatMap((one) => ("code" in one.view ? [] : [one.view]));
      const isCovered = available.every((balance) => {
        const needs = previews.map(({ view }, place) =>
          assets[place] === balance.asset && !("code" in view) ? view.required : 0,
        );
        return needs.reduce<number>((sum, need) => sum + need, 0) <= balance.available;
      });
      return {
        seq: read.sequence,
        placeable: good.length === previews.length && isCovered,
        results: previews.map(({ view, side, best }) =>
          "code" in view
            ? { error: rejectionJson(view) }
            : { preview: previewJson(view, side, best) },
        ),
        notional: total(good.map((view) => view.notional)),
        fee: total(good.map((view) => view.fee)),
        required: total(good.map((view) => view.required)),
      };
    },
  );
}

/**
 * What an order would do, and the best price it would meet, at one moment of the machine. A quiet
 * machine's own time is that of its last command, which may be long ago: the order would come now.
 */
export function previewOf(
  machine: Exchange,
  account: Parameters<Exchange["previewOrder"]>[0],
  spec: OrderSpec,
) {
  const { market, outcome, side } = spec;
  const book = machine.depth(market, outcome, 1);
  const best = (side === "buy" ? book?.asks : book?.bids)?.[0]?.price ?? null;
  return { view: machine.previewOrder(account, spec, Date.now()), side, best };
}

type Items = readonly ReturnType<typeof orderItem>[];

function basketJson(
  events: readonly Event[],
  items: Items,
): Omit<z.output<typeof BasketAnswer>, "seq"> {
  const [first] = events;
  if (first?.type === "CommandRepeated") {
    const { notional, fee } = first.outcome;
    const money = { notional: formatAmount(notional), fee: formatAmount(fee) };
    return { placed: true, results: [], ...money, repeated: true };
  }
  const results = batchResults(events, items.length);
  const done = results.flatMap((result) => (result.kind === "done" ? [result.outcome] : []));
  return {
    placed: done.length === items.length,
    results: results.map((result, place) =>
      result.kind === "refused"
        ? { error: rejectionJson(result.rejection) }
        : { order: placementJson(result.outcome, items[place]?.key ?? null, result.repeated) },
    ),
    notional: total(done.map((outcome) => outcome.notional)),
    fee: total(done.map((outcome) => outcome.fee)),
  };
}

function collateralOf(machine: Exchange, { market }: OrderSpec) {
  const event = machine.market(market)?.event;
  return event === undefined ? null : (machine.event(event)?.collateral ?? null);
}

function total(amounts: readonly number[]): string {
  return formatAmount(amount(amounts.reduce((sum, next) => sum + next, 0)));
}
