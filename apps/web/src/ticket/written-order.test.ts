import type { DepthView } from "@probity/market-data";
import { parsePrice, parseQuantity } from "@probity/protocol";
import type { Market } from "@probity/protocol";
import { expect, test } from "vitest";
import type { Draft } from "./draft.ts";
import { fieldsOf, writtenOrder } from "./written-order.ts";

const market = {
  market_id: "mkt_1-0",
  tick_size: "0.01",
  band_low: "0.0001",
  band_high: "0.9999",
} as Market;
const level = (price: string, quantity: string) => ({
  price: parsePrice(price),
  quantity: parseQuantity(quantity),
});
const view: DepthView = {
  bids: [level("0.44", "10"), level("0.40", "100")],
  asks: [level("0.46", "10"), level("0.50", "100")],
};
const draft: Draft = {
  market: "mkt_1-0",
  outcome: "yes",
  side: "buy",
  kind: "limit",
  price: null,
  cents: "45",
  size: "10",
  unit: "shares",
  timeInForce: "gtc",
  expiresAt: "",
  postOnly: false,
  picks: 0,
  calls: 0,
};
const written = (change: Partial<Draft>) => writtenOrder({ ...draft, ...change }, market, view);
const order = (change: Partial<Draft>) => {
  const said = written(change);
  return said.kind === "order" ? said.order : said;
};

test("dollars become as many whole lots as they buy at the limit", () => {
  expect(order({ unit: "dollars", size: "10" })).toMatchObject({
    price: "0.45",
    quantity: "22.22",
  });
  expect(order({ unit: "dollars", size: "0.001" })).toEqual({ kind: "nonsense", field: "size" });
});

test("a market order stops two cents beyond the worst price it would meet", () => {
  const market_ = { kind: "market", cents: null } as const;
  expect(order({ ...market_, unit: "dollars", size: "9.6" })).toMatchObject({
    type: "market",
    cash: "9.6",
    price_cap: "0.52",
  });
  expect(order({ ...market_, size: "5" })).toMatchObject({ quantity: "5", price_cap: "0.48" });
  const sale = { ...market_, side: "sell", unit: "dollars" } as const;
  expect(order({ ...sale, size: "8.4" })).toMatchObject({ quantity: "20", price_cap: "0.38" });
});

test("what is missing is told apart from what makes no sense", () => {
  expect(written({ size: "" })).toEqual({ kind: "missing", field: "size" });
  expect(written({ cents: null })).toEqual({ kind: "missing", field: "price" });
  expect(written({ cents: "120" })).toEqual({ kind: "nonsense", field: "price" });
  expect(written({ timeInForce: "gtd" })).toEqual({ kind: "missing", field: "expiry" });
});

test("an order put back into the fields says the same again", () => {
  const changes: Partial<Draft>[] = [
    {},
    { side: "sell", outcome: "no", postOnly: true },
    { timeInForce: "gtd", expiresAt: "2030-01-01T12:30" },
    { kind: "market", size: "5", cents: null },
  ];
  for (const change of changes) {
    const said = written(change);
    if (said.kind !== "order") throw new Error("an order was meant");
    expect(written({ ...fieldsOf(said.order) })).toEqual(said);
  }
});
