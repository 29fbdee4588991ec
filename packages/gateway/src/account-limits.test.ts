/** What accounts may do at most, and people who keep away. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
let market: string;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0 });
  market = await venue.openMarket("limits");
});
afterAll(() => venue.close());

const order = (side: "buy" | "sell", price: string, quantity: string) => ({
  type: "limit",
  market_id: market,
  outcome: "yes",
  side,
  price,
  quantity,
});
const codeOf = async (reply: ReturnType<Caller["ask"]>): Promise<string> => {
  const { status, body } = await reply;
  return status === 200 ? "200" : body.error.code;
};

test("operators limit the orders, the exposure and the deposits of an account, and lift it", async () => {
  const ada = await venue.join("ada", "1000");
  const path = `/api/v1/admin/accounts/${ada.account}/limits`;
  const limits = { max_order_notional: "50", max_exposure: "80" };
  const set = await venue.admin.ask("PUT", path, limits);
  expect(set.body.account.limits).toEqual({ ...limits, max_daily_deposit: "0" });
  const place = (price: string, quantity: string) =>
    codeOf(ada.ask("POST", "/api/v1/orders", order("buy", price, quantity)));
  expect(await place("0.6", "100")).toBe("ORDER_NOTIONAL_EXCEEDED");
  expect(await place("0.5", "100")).toBe("200");
  expect(await place("0.5", "61")).toBe("EXPOSURE_LIMIT_EXCEEDED");
  expect((await ada.ask("GET", `/api/v1/accounts/${ada.account}`)).body.account.exposure).toBe(
    "50",
  );
  await venue.admin.ask("PUT", path, { max_daily_deposit: "1100" });
  const deposit = (amount: string) => codeOf(ada.ask("POST", "/api/v1/deposits", { amount }));
  expect(await deposit("100.01")).toBe("DAILY_DEPOSIT_EXCEEDED");
  expect(await deposit("100")).toBe("200");
  await venue.admin.ask("PUT", path, { max_exposure: "0", max_order_notional: "0" });
  expect(await place("0.6", "100")).toBe("200");
  expect((await ada.ask("PUT", path, { max_exposure: "0" })).status).toBe(403);
});

test("of two operators who change an account or a market at once neither takes back what the other did", async () => {
  const cora = await venue.join("cora");
  const account = `/api/v1/admin/accounts/${cora.account}`;
  const terms = `/api/v1/admin/markets/${market}`;
  await Promise.all([
    venue.admin.ask("PATCH", account, { status: "frozen" }),
    venue.admin.ask("PATCH", account, { max_open_orders: 5 }),
    venue.admin.ask("PUT", `${account}/limits`, { max_exposure: "80" }),
    venue.admin.ask("PUT", `${account}/limits`, { max_daily_deposit: "7" }),
    venue.admin.ask("PATCH", terms, { band_low: "0.01" }),
    venue.admin.ask("PATCH", terms, { band_high: "0.99" }),
    venue.admin.ask("PATCH", terms, { description: "said by one" }),
    venue.admin.ask("PATCH", terms, { image: "https://example.org/by-another.png" }),
  ]);
  const { body } = await cora.ask("GET", `/api/v1/accounts/${cora.account}`);
  expect(body.account).toMatchObject({
    status: "frozen",
    max_open_orders: 5,
    limits: { max_exposure: "80", max_daily_deposit: "7" },
  });
  const [changed] = (await venue.ask("GET", `/api/v1/markets/${market}`)).body.markets;
  expect(changed).toMatchObject({
    band_low: "0.01",
    band_high: "0.99",
    description: "said by one",
    image: "https://example.org/by-another.png",
  });
});

describe("who keeps away", () => {
  test("neither buys nor deposits, but sells and withdraws, and nobody makes it shorter", async () => {
    const bob = await venue.join("bob", "1000");
    await bob.ask("POST", "/api/v1/sets/split", { market_id: market, quantity: "10" });
    await bob.ask("POST", "/api/v1/orders", order("buy", "0.01", "5"));
    expect((await bob.ask("GET", "/api/v1/exclusion")).body.exclusion).toBeNull();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const set = await bob.ask("POST", "/api/v1/exclusion", { kind: "cool-off", until });
    expect(set.body.exclusion).toEqual({ kind: "cool-off", until });
    expect((await bob.ask("GET", "/api/v1/orders")).body.orders).toEqual([]);
    expect(await codeOf(bob.ask("POST", "/api/v1/orders", order("buy", "0.01", "5")))).toBe(
      "OWNER_EXCLUDED",
    );
    expect(await codeOf(bob.ask("POST", "/api/v1/deposits", { amount: "1" }))).toBe(
      "OWNER_EXCLUDED",
    );
    expect(await codeOf(bob.ask("POST", "/api/v1/orders", order("sell", "0.99", "5")))).toBe("200");
    expect(await codeOf(bob.ask("POST", "/api/v1/withdrawals", { amount: "1" }))).toBe("200");
    const sooner = { kind: "cool-off", until: new Date(Date.now() + 60_000).toISOString() };
    expect(await codeOf(bob.ask("POST", "/api/v1/exclusion", sooner))).toBe("EXCLUSION_STANDS");
    const byAdmin = `/api/v1/admin/users/${bob.owner}/exclusion`;
    expect(await codeOf(venue.admin.ask("POST", byAdmin, sooner))).toBe("EXCLUSION_STANDS");
    const later = { kind: "self-exclusion", until: "2099-01-01T00:00:00.000Z" };
    expect((await venue.admin.ask("POST", byAdmin, later)).body.exclusion).toEqual(later);
    const shown = await bob.ask("GET", `/api/v1/accounts/${bob.account}`);
    expect(shown.body.account.excluded_until).toBe(later.until);
  });
});
