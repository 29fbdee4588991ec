import { afterAll, beforeAll, expect, test } from "vitest";
import { signedOrder } from "../../test/signed-orders.ts";
import type { OrderWish } from "../../test/signed-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";

let venue: TestVenue;
let market: ChainMarket;
let ann: TestTrader;
let bob: TestTrader;

beforeAll(async () => {
  venue = await openTestVenue();
  market = await venue.openMarket("rain");
  ann = await venue.signIn();
  bob = await venue.signIn();
});

afterAll(() => venue.close());

async function place(trader: TestTrader, wish: Partial<OrderWish>) {
  const usual = { market, outcome: "yes", side: "BUY", price: 4_300, lots: 10_000 } as const;
  const body = await signedOrder(trader.wallet, trader.apiKey, { ...usual, ...wish });
  return trader.ask("POST", "/order", body);
}

test("an order rests, another meets it: a mint, with its hash at once", async () => {
  const rests = await place(ann, { price: 4_300, lots: 1_000 });
  expect(rests).toMatchObject({
    status: 200,
    body: { success: true, errorMsg: "", status: "live", makingAmount: "", takingAmount: "" },
  });
  expect(rests.body.orderID).toMatch(/^0x[0-9a-f]{64}$/);
  const meets = await place(bob, { outcome: "no", price: 5_700, lots: 500 });
  expect(meets).toMatchObject({
    status: 200,
    body: { status: "matched", makingAmount: "2.85", takingAmount: "5" },
  });
  expect(meets.body.transactionsHashes).toHaveLength(1);
  expect(meets.body.tradeIDs).toHaveLength(1);
});
