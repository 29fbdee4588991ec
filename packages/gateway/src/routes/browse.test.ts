import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
let bob: Caller;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  ada = await venue.join("ada", "10000");
  bob = await venue.join("bob", "10000");
  const markets = ["north", "south", "east"].map((side) => ({
    slug: `from-${side}`,
    question: `From the ${side}?`,
  }));
  await venue.openMarket("wind", { title: "Wind", category: "Weather", markets });
  await venue.openMarket("snow", { title: "Snow", category: "Weather" });
});
afterAll(() => venue.close());

const order = (who: Caller, market_id: string, outcome: string, price: string) =>
  who.ask("POST", "/api/v1/orders", {
    type: "limit",
    market_id,
    outcome,
    side: "buy",
    price,
    quantity: "10",
  });

const idOf = async (slug: string): Promise<string> =>
  (await venue.ask("GET", `/api/v1/markets/${slug}`)).body.markets[0].market_id;

async function trade(slug: string, yes: string, no: string): Promise<void> {
  const market = await idOf(slug);
  await order(ada, market, "yes", yes);
  await order(bob, market, "no", no);
}

describe("events with their likeliest markets", () => {
  const listed = async (query: string): Promise<string[]> => {
    const { body } = await venue.ask("GET", `/api/v1/events?${query}`);
    return (body.markets ?? []).map(({ slug }: { slug: string }) => slug);
  };

  beforeAll(async () => {
    await trade("from-south", "0.6", "0.4");
    await trade("from-east", "0.3", "0.7");
    // The first question to the database opens it.
    await listed("sort=volume");
  }, 60_000);

  test("as many of each as are asked for, the likeliest first", async () => {
    expect(await listed("markets=2")).toEqual(["snow-market", "from-south", "from-east"]);
    expect(await listed("markets=1&sort=volume")).toEqual(["from-south", "snow-market"]);
    const south = await idOf("from-south");
    const { body } = await venue.ask("GET", "/api/v1/events?markets=1&q=wind");
    expect(body.markets).toMatchObject([{ market_id: south, probability: "0.6" }]);
    // Of all its markets, not only of those that go along.
    expect(body.events).toMatchObject([{ total_volume: "9", volume_24h: "9" }]);
  });

  test("none unless they are asked for, and no more than the venue tells at once", async () => {
    const { body } = await venue.ask("GET", "/api/v1/events");
    expect(body).not.toHaveProperty("markets");
    expect((await venue.ask("GET", "/api/v1/events?markets=1000")).status).toBe(400);
  });

  test("drafts of an open event are not among them", async () => {
    await venue.admin.ask("POST", "/api/v1/admin/events/wind/markets", {
      slug: "from-west",
      question: "From the west?",
    });
    expect(await listed("markets=5&q=wind")).not.toContain("from-west");
  });
});

test("a market that has just begun to trade has its line of minutes", async () => {
  const market = await idOf("from-south");
  const { body } = await venue.ask("GET", `/api/v1/sparklines?market_ids=${market}`);
  expect(body.sparklines[0].points.at(-1)).toMatchObject({ price: "0.6" });
});

test("holders are named who want to be", async () => {
  const holders = async (): Promise<unknown> =>
    (await venue.ask("GET", "/api/v1/markets/from-south/holders")).body.holders;
  await ada.ask("PATCH", "/api/v1/auth/profile", { username: "ada_l" });
  expect(await holders()).toEqual([{ account_id: ada.account, username: null, quantity: "10" }]);
  await ada.ask("PUT", "/api/v1/auth/preferences", { preferences: { leaderboard: "username" } });
  expect(await holders()).toMatchObject([{ username: "ada_l" }]);
});
