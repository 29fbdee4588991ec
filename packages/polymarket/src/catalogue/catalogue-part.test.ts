import { Catalogue } from "@probity/market-data";
import Fastify from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { created, idOf } from "../../test/created-events.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestVenue } from "../../test/test-venue.ts";
import { keepRawBodies } from "../auth/raw-body.ts";
import { conditionIdOf, UMA_ADAPTER } from "../chain/ids.ts";
import { cataloguePart } from "./catalogue-part.ts";
import { CatalogueMarkets } from "./chain-markets.ts";
import { writeExternal } from "./external.ts";

const TOKENS = [
  "98022490269692409998126496127597032490334070080325855126491859374983463996227",
  "53831553061883006530739877284105938919721408776239639687877978808906551086026",
] as const;
const EXTERNAL = writeExternal({
  polymarket: 1,
  chain: {
    condition_id: "0x1FAD72fae204143ff1c3035e99e7c0f65ea8d5cd9bd1070987bd1a3316f772be",
    tokens: [...TOKENS],
    neg_risk: false,
    neg_risk_market_id: null,
  },
  gamma_id: "540817",
  slug: "New-Rihanna-Album",
});

let venue: TestVenue;
beforeAll(async () => {
  venue = await openTestVenue();
});
afterAll(() => venue.close());

test("a market is known by the names it was imported with, until an operator says otherwise", async () => {
  const markets = [{ slug: "rihanna", question: "A new album?", external: EXTERNAL }];
  const { status } = await venue.operate("POST", "/admin/events", {
    slug: "album",
    title: "Album",
    markets,
  });
  expect(status).toBe(200);
  await venue.venue.readSide.caughtUp();
  const { markets: names } = venue.desk;
  const imported = names.ofToken(TOKENS[1]);
  expect(imported).toMatchObject({
    outcome: "no",
    market: {
      conditionId: "0x1fad72fae204143ff1c3035e99e7c0f65ea8d5cd9bd1070987bd1a3316f772be",
      questionId: `0x${"0".repeat(64)}`,
      slug: "New-Rihanna-Album",
    },
  });
  expect(names.ofGammaId("540817")).toBe(imported?.market);
  const market = imported!.market.market;

  const change = await venue.operate("PATCH", "/admin/markets/rihanna", { external: "" });
  expect(change.status).toBe(200);
  await venue.venue.readSide.caughtUp();
  expect(names.ofToken(TOKENS[1])).toBeNull();
  const own = names.of(market)!;
  expect(own.conditionId).toBe(conditionIdOf(UMA_ADAPTER, own.questionId));
  expect(names.ofToken(own.tokens[0])).toEqual({ market: own, outcome: "yes" });
});

test("names of more than 4,096 characters are refused by the venue", async () => {
  const markets = [{ slug: "long", question: "Long?", external: "x".repeat(4_097) }];
  const event = { slug: "too-long", title: "Too long", markets };
  expect((await venue.operate("POST", "/admin/events", event)).status).toBe(400);
});

test("after a start a request waits for the market it names, and for no other", async () => {
  const catalogue = new Catalogue();
  for (let at = 1; at <= 400; at++) {
    catalogue.apply({ sequence: at, time: at, events: created(at, [`market-${at}`]) });
  }
  const [oldest] = new CatalogueMarkets(catalogue).of(idOf(1, 0))!.tokens;
  const { conditionId } = new CatalogueMarkets(catalogue).of(idOf(400, 0))!;
  const markets = new CatalogueMarkets(catalogue);
  const app = Fastify();
  keepRawBodies(app);
  cataloguePart(markets).clob!(app);
  app.get("/time", () => ({ isWhole: markets.isWhole }));
  app.get("/markets/:condition", ({ params }) => ({
    isWhole: markets.isWhole,
    isFound: markets.ofCondition((params as { condition: string }).condition) !== null,
  }));
  app.post("/books", () => ({ isFound: markets.ofToken(oldest) !== null }));
  const asked = async (method: "GET" | "POST", url: string, payload?: object) =>
    (await app.inject({ method, url, ...(payload && { payload }) })).json<unknown>();
  expect(await asked("GET", "/time")).toEqual({ isWhole: false });
  const upper = conditionId.toUpperCase().replace("0X", "0x");
  expect(await asked("GET", `/markets/${upper}`)).toEqual({ isWhole: false, isFound: true });
  expect(await asked("POST", "/books", [{ token_id: oldest }])).toEqual({ isFound: true });
  markets.close();
  await app.close();
});
