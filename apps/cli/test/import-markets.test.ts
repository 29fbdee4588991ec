import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProbityClient } from "@probity/client";
import type { Market } from "@probity/protocol";
import { readExternal } from "@probity/polymarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OPERATOR, Terminal, startCliVenue } from "./cli-venue.ts";
import type { CliVenue } from "./cli-venue.ts";
import { REAL_CONDITIONS } from "./real-conditions.ts";

const CATALOGUE = fileURLToPath(
  new URL("../../../data/polymarket-catalogue/events.json.gz", import.meta.url),
);

let venue: CliVenue;
let terminal: Terminal;
let folder: string;
let client: ProbityClient;

beforeAll(async () => {
  [venue, terminal, folder] = await Promise.all([
    startCliVenue(),
    Terminal.open(),
    mkdtemp(join(tmpdir(), "probity-import-")),
  ]);
  client = new ProbityClient({ url: venue.url });
  await client.signIn(OPERATOR);
  await terminal.must(`login --email ${OPERATOR.email} --url ${venue.url}`, OPERATOR.password);
  await terminal.must(`use ${venue.url}`);
}, 60_000);

afterAll(async () => {
  await venue.close();
  await terminal.close();
  await rm(folder, { recursive: true });
});

test("the catalogue is created as it is told, and the second time there is nothing to do", async () => {
  const dry = await terminal.must(["import-markets", CATALOGUE, "--dry-run"]);
  expect(dry).toContain("409 markets in 46 events would be created");
  expect(await allMarkets()).toEqual([]);

  const first = await terminal.must(["import-markets", CATALOGUE, "--open"]);
  expect(first).toContain("409 markets in 46 events created, 409 opened");
  const markets = await allMarkets();
  expect(markets).toHaveLength(409);
  const rihanna = markets.find(({ slug }) => slug === "new-rhianna-album-before-gta-vi-926");
  expect(rihanna).toMatchObject({ state: "open", tick_size: "0.01", min_quantity: "5" });
  expect(rihanna?.fees).toMatchObject({ formula: "quadratic", taker_bps: 500, rebate_bps: 125 });
  expect(readExternal(rihanna?.external ?? "")).toEqual({
    polymarket: 1,
    chain: {
      condition_id: "0x1fad72fae204143ff1c3035e99e7c0f65ea8d5cd9bd1070987bd1a3316f772be",
      question_id: "0xb6fd5ea8c21f01471ad673950edd4a1645698946906abb27597e3f3de7bd70f1",
      tokens: [
        "98022490269692409998126496127597032490334070080325855126491859374983463996227",
        "53831553061883006530739877284105938919721408776239639687877978808906551086026",
      ],
      neg_risk: false,
      neg_risk_market_id: null,
    },
    gamma_id: "540817",
    slug: "new-rhianna-album-before-gta-vi-926",
    outcomes: ["Yes", "No"],
    group_item_title: "New Rihanna Album",
    end_date: "2026-07-31T12:00:00Z",
    event: { gamma_id: "23784", slug: "what-will-happen-before-gta-vi" },
  });
  // Polymarket has one slug here for two things; ours are told apart, and Gamma spells it as ever.
  const [album] = await served("/gamma/markets?slug=new-rhianna-album-before-gta-vi-926");
  expect(album).toMatchObject({ id: "540817", groupItemTitle: "New Rihanna Album" });
  const [vi] = await served("/gamma/events?slug=what-will-happen-before-gta-vi");
  expect(vi).toMatchObject({ id: "23784", title: "What will happen before GTA VI?" });
  const { event } = await client.markets.event("nobel-peace-prize-2026");
  expect(event).toMatchObject({ mutually_exclusive: true, exhaustive: false });
  const whole = await client.markets.event("2026-f1-drivers-champion");
  expect(whole.event).toMatchObject({ mutually_exclusive: true, exhaustive: true });

  const again = await terminal.must(["import-markets", CATALOGUE, "--open"]);
  expect(again).toContain("409 there already");
  expect(again).toContain("0 markets in 0 events created, 0 opened");
  expect(await allMarkets()).toHaveLength(409);
}, 60_000);

test("a hundred real markets have the very ids they have at Polymarket", async () => {
  const path = await written(
    "clob.json",
    REAL_CONDITIONS.map(({ condition, tokens: [yes, no], isNegRisk }, at) => ({
      condition_id: condition,
      question: `Real market ${at + 1}?`,
      tokens: [
        { token_id: yes, outcome: "Yes" },
        { token_id: no, outcome: "No" },
      ],
      neg_risk: isNegRisk,
    })),
  );
  expect(await terminal.must(["import-markets", path])).toContain("100 markets in 100 events");
  const drafts = await allMarkets("draft");
  const chains = drafts.map(({ external }) => readExternal(external ?? "")?.chain);
  expect(
    chains.map((chain) => ({
      condition: chain?.condition_id,
      tokens: chain?.tokens,
      isNegRisk: chain?.neg_risk,
    })),
  ).toEqual(expect.arrayContaining([...REAL_CONDITIONS]));
  // The same without token ids, which follow from the conditions.
  const table = ["question,condition_id,neg_risk"];
  for (const { condition, isNegRisk } of REAL_CONDITIONS) table.push(`?,${condition},${isNegRisk}`);
  const csv = await written("conditions.csv", table.join("\n"));
  expect(await terminal.must(["import-markets", csv])).toContain("100 there already");
  // Drafts of a first time are opened by a second.
  expect(await terminal.must(["import-markets", csv, "--open"])).toContain("100 opened");
  for (const { condition, tokens } of REAL_CONDITIONS) {
    const [primary_token_id, secondary_token_id] = tokens;
    expect(await served(`/clob/markets-by-token/${secondary_token_id}`)).toEqual({
      condition_id: condition,
      primary_token_id,
      secondary_token_id,
    });
    const [market] = await served(`/gamma/markets?clob_token_ids=${primary_token_id}`);
    expect(market.conditionId).toBe(condition);
    expect(JSON.parse(market.clobTokenIds)).toEqual(tokens);
  }
}, 60_000);

test("a slug that is a market's of the venue is not given up, and the import says so", async () => {
  const own = [{ slug: "will-it-snow", question: "Will it snow here?" }];
  await client.admin.createEvent({ slug: "snow", title: "Snow", markets: own });
  await client.admin.changeState("events", "snow", { to: "open" });
  const conditionId = `0x${"5e".repeat(32)}`;
  const clobTokenIds = [`1${"0".repeat(70)}1`, `1${"0".repeat(70)}2`];
  const market = {
    id: "900100",
    slug: "will-it-snow",
    question: "Snow?",
    conditionId,
    clobTokenIds,
  };
  const path = await written("snow.json", [market]);
  const told = await terminal.must(["import-markets", path, "--open"]);
  expect(told).toContain("1 under other slugs");
  const [found] = await served(`/gamma/markets?clob_token_ids=${clobTokenIds[0]}`);
  expect(found).toMatchObject({ conditionId, id: "900100", slug: "will-it-snow-900100" });
  const [here] = await served("/gamma/markets?slug=will-it-snow");
  expect(here.question).toBe("Will it snow here?");
});

test("what cannot be imported is told, and the rest is", async () => {
  const good = { id: "900001", question: "Good?", outcomes: ["Yes", "No"], slug: "good" };
  const path = await written("mixed.json", [
    { ...good, id: "900002", slug: "bad", conditionId: "0x12" },
    good,
    { ...good, id: "900003", slug: "three", outcomes: ["A", "B", "C"] },
    { ...good, id: "900004", slug: "coarse", orderPriceMinTickSize: 0.03 },
    { ...good, id: "900005", slug: "new-rhianna-album-before-gta-vi-926" },
    { ...good, id: "900006", slug: "over", closed: true },
  ]);
  const { code, output, errors } = await terminal.run(["import-markets", path]);
  expect(code).toBe(1);
  expect(output).toContain("1 market in 1 event created");
  expect(output).toContain("1 closed ones left out");
  expect(errors).toContain("mixed.json, item 1: chain.condition_id: an id of 32 bytes");
  expect(errors).toContain("mixed.json, item 3: it has 3 outcomes");
  expect(errors).toContain("mixed.json, item 4: tick_size: a tick size is");
  expect(errors).toContain("mixed.json, item 5: its slug is new-rhianna-album-before-gta-vi-926's");
  expect(errors).toContain("4 markets not imported");
  expect((await client.markets.one("good")).markets[0]?.state).toBe("draft");
});

test.each([
  ["nothing", [], "say which files"],
  ["a file that is not there", ["/nowhere.json"], "ENOENT"],
  ["a limit that is none", [CATALOGUE, "--limit", "0"], "--limit 0 is no number"],
  ["a flag that is none", [CATALOGUE, "--opne"], "--opne"],
])("%s is not understood", async (_, args, message) => {
  const { code, errors } = await terminal.run(["import-markets", ...args]);
  expect(code).toBe(2);
  expect(errors).toContain(message);
});

test("who is no operator is refused before anything is created", async () => {
  const stranger = new ProbityClient({ url: venue.url });
  const { access_token } = await stranger.register({
    email: "stranger@example.org",
    password: "a long sentence",
  });
  const path = await written("one.json", [{ id: "900009", question: "Mine?", slug: "mine" }]);
  const env = { PROBITY_TOKEN: access_token, PROBITY_URL: venue.url };
  const { code } = await terminal.run(["import-markets", path], { env });
  expect(code).toBe(3);
  await expect(client.markets.one("mine")).rejects.toThrow("no such market");
});

// The answers are of every shape.
// oxlint-disable-next-line typescript/no-explicit-any
async function served(path: string): Promise<any> {
  const response = await fetch(`${venue.url}${path}`);
  return response.json();
}

async function allMarkets(state?: string): Promise<Market[]> {
  const markets: Market[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const place: Record<string, string> = cursor === "" ? {} : { cursor };
    const wanted: Record<string, string> = state === undefined ? {} : { state };
    const page = await client.markets.list({ limit: 200, ...place, ...wanted });
    markets.push(...page.markets);
    cursor = page.next_cursor;
  }
  return markets;
}

async function written(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
