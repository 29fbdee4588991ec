import type { CommandContent, Event, MarketId, OrderItem, OwnerId } from "@probity/core";
import { amount, price, quantity } from "@probity/core";
import {
  CancelsAnswer,
  ErrorAnswer,
  PlacementAnswer,
  PlacementsAnswer,
  formatId,
  formatQuantity,
  itemResult,
  parseId,
  parseOwner,
  placementJson,
  rejectionJson,
} from "@probity/protocol";
import { mulberry32 } from "@probity/sequencer";
import type { Receipt } from "@probity/sequencer";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { checkedJson } from "../checked-json.ts";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { cancelsAnswer, placementAnswer, placementsAnswer } from "./answer-json.ts";

let venue: TestGateway;
let traders: Caller[];
let market: MarketId;
let counter = 0;
beforeAll(async () => {
  venue = await startTestGateway();
  traders = [await venue.join("ada", "50000"), await venue.join("ben", "50000")];
  const market_id = await venue.openMarket("answers");
  market = parseId("mkt", market_id)!;
  for (const trader of traders) {
    await trader.ask("POST", "/api/v1/sets/split", { market_id, quantity: "10000" });
  }
});
afterAll(() => venue.close());

const random = mulberry32(20_261_121);
const below = (limit: number): number => Math.floor(random() * limit);
const oneOf = <T>(...choices: T[]): T => choices[below(choices.length)]!;

function someOrder(): OrderItem {
  const side = oneOf("buy", "sell");
  const lots = quantity(oneOf(1, 150, 350, 1_234, 1_000, 200_000));
  const timeInForce = oneOf(
    { kind: "gtc", postOnly: false } as const,
    { kind: "gtc", postOnly: true } as const,
    { kind: "ioc" } as const,
    { kind: "fok" } as const,
  );
  const limit = price(1 + 100 * below(99) + oneOf(99, 99, 99, 0));
  return {
    key: oneOf(null, null, null, null, null, null, `k-${below(4_000)}`, '"\\'),
    order: {
      market: below(20) === 0 ? (4_096_000 as MarketId) : market,
      outcome: oneOf("yes", "no"),
      side,
      pricing: oneOf(
        { kind: "limit", price: limit, quantity: lots, timeInForce } as const,
        { kind: "limit", price: limit, quantity: lots, timeInForce } as const,
        { kind: "limit", price: limit, quantity: lots, timeInForce } as const,
        { kind: "market", quantity: lots, cap: price(5_000), fillOrKill: false } as const,
        {
          kind: "cash",
          cash: amount(1_234_567),
          cap: price(9_999),
          feeIncluded: true,
          fillOrKill: false,
        } as const,
      ),
      reduceOnly: below(20) === 0,
      selfTrade: oneOf("cancel-taker", "cancel-maker", "cancel-both"),
      group: null,
      session: null,
    },
  };
}

async function submit(content: CommandContent, trader: Caller): Promise<Receipt<Event>> {
  const actor = Number(parseOwner(trader.owner)) as OwnerId;
  counter += 1;
  return venue.sequencer.submit({ origin: 7, counter, actor, content });
}

function resultJson(events: readonly Event[], item: number, key: string | null) {
  const result = itemResult(events, item);
  return result.kind === "refused"
    ? { error: rejectionJson(result.rejection) }
    : { order: placementJson(result.outcome, key, result.repeated) };
}

/** The text must be that of the object, and the object one of the schema. */
function expectSame(body: string, object: unknown, schema: z.ZodType): void {
  expect(body).toBe(JSON.stringify(object));
  expect(checkedJson(schema, JSON.parse(body))).toBe(body);
}

test("answers are the texts of the answer objects, whatever the machine did", async () => {
  const seen = new Set<string>();
  let item = someOrder();
  for (let round = 0; round < 300; round++) {
    const trader = oneOf(...traders);
    const account = parseId("acc", trader.account)!;
    // Now and then the same again, with the same key if it has one.
    if (below(3) > 0) item = someOrder();
    const placed = await submit({ type: "PlaceOrder", account, ...item }, trader);
    const single = resultJson(placed.events, 0, item.key);
    const { status, body } = placementAnswer(placed, item.key);
    expect(status === 200).toBe("order" in single);
    const schema = status === 200 ? PlacementAnswer : ErrorAnswer;
    expectSame(body, { seq: placed.sequence, ...single }, schema);
    if ("error" in single) seen.add("refused");
    else seen.add(single.order.repeated ? "repeated" : "placed");
    if (/"average_price":"/.test(body)) seen.add("filled");

    const items = Array.from({ length: 1 + below(12) }, someOrder);
    const batch = await submit({ type: "PlaceOrders", account, items }, trader);
    const results = items.map(({ key }, place) => resultJson(batch.events, place, key));
    const answer = placementsAnswer(batch, items);
    expect(answer.status).toBe(200);
    expectSame(answer.body, { seq: batch.sequence, results }, PlacementsAnswer);

    if (below(4) > 0) continue;
    const open = (await trader.ask("GET", "/api/v1/orders?limit=5")).body.orders;
    const targets = open.map((one: { order_id: string }) => {
      return { kind: "order", order: parseId("ord", one.order_id)! } as const;
    });
    const wanted = [...targets, ...targets.slice(0, 1), { kind: "key", key: "none" } as const];
    const cancels = await submit({ type: "CancelOrders", account, targets: wanted }, trader);
    const cancelled = cancels.events.flatMap((event): object[] => {
      if (event.type === "OrderRejected") return [{ error: rejectionJson(event.rejection) }];
      if (event.type !== "OrderCancelled") return [];
      const order_id = formatId("ord", event.order);
      return [{ cancelled: { order_id, remaining: formatQuantity(event.quantity) } }];
    });
    expect(cancelled).toHaveLength(wanted.length);
    expectSame(
      cancelsAnswer(cancels).body,
      { seq: cancels.sequence, results: cancelled },
      CancelsAnswer,
    );
  }
  expect([...seen].sort()).toEqual(["filled", "placed", "refused", "repeated"]);
}, 60_000);
