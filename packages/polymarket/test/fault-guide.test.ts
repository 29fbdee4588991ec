/** The scenarios of docs/guides/fault-scenarios.md are run as they stand there. */
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { ChainMarket } from "../src/ports.ts";
import { signedOrder } from "./signed-orders.ts";
import type { OrderWish } from "./signed-orders.ts";
import { l2Headers, openTestVenue } from "./test-venue.ts";
import type { Reply, TestTrader, TestVenue } from "./test-venue.ts";

const FAULTS = "/admin/polymarket/faults";
const guide = readFileSync(
  new URL("../../../docs/guides/fault-scenarios.md", import.meta.url),
  "utf8",
);
/** The scenario below each heading that has one. */
const examples = new Map(
  guide.split("\n## ").flatMap((section): [string, unknown][] => {
    const [title = ""] = section.split("\n", 1);
    const json = /```json\n([^]*?)```/.exec(section)?.[1];
    return json === undefined ? [] : [[title, JSON.parse(json)]];
  }),
);

let venue: TestVenue;
let url: string;
let maker: TestTrader;
let taker: TestTrader;
let market: ChainMarket;
const heard: string[] = [];

beforeAll(async () => {
  venue = await openTestVenue({ minedMs: 200, confirmedMs: 100 });
  url = await venue.listen();
  maker = await venue.signIn();
  taker = await venue.signIn();
  market = await venue.openMarket("rain", {
    markets: [{ slug: "will-it-rain", question: "Will it rain?" }],
  });
  venue.desk.settlements.follow((_match, { status }) => heard.push(status));
});
afterAll(() => venue.close());
afterEach(() => venue.operate("DELETE", FAULTS));

async function order(who: TestTrader, wish: Partial<OrderWish> = {}): Promise<unknown> {
  const usual = { market, outcome: "yes", side: "BUY", price: 100, lots: 1_000 } as const;
  return signedOrder(who.wallet, who.apiKey, { ...usual, ...wish });
}

async function place(who: TestTrader, wish: Partial<OrderWish> = {}): Promise<Reply> {
  return who.ask("POST", "/order", await order(who, wish));
}

/** Ten shares at 60 and 40 cents. @returns the taker's answer. */
async function trade(): Promise<Reply> {
  await place(maker, { outcome: "no", price: 4_000 });
  return place(taker, { price: 6_000 });
}

const report = async () => (await venue.operate("GET", FAULTS)).body;
const statuses = async (times: number, ask: () => Promise<Reply>): Promise<number[]> => {
  const seen: number[] = [];
  for (let at = 0; at < times; at += 1) seen.push((await ask()).status);
  return seen;
};

/** What each example does, by its heading. */
const checks: Readonly<Record<string, () => Promise<void>>> = {
  "The engine restarts": async () => {
    expect((await place(taker)).status).toBe(425);
    expect((await taker.ask("DELETE", "/cancel-all")).status).toBe(425);
  },
  "Nobody trades, or only cancels": async () => {
    expect(await statuses(3, () => place(taker))).toEqual([200, 503, 503]);
  },
  "Too many requests": async () => {
    const list = () => taker.ask("GET", "/auth/api-keys");
    expect(await statuses(7, list)).toEqual([429, 200, 200, 429, 200, 200, 429]);
  },
  "Errors by chance": async () => {
    const seen = await statuses(20, () => place(taker));
    expect(new Set(seen)).toEqual(new Set([200, 500]));
  },
  "Answers that are slow, or lost": async () => {
    const before = performance.now();
    expect((await place(taker)).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(390);
    const body = JSON.stringify(await order(taker));
    const headers = l2Headers(taker.wallet.address, taker, "POST", "/order", body);
    const send = () => fetch(`${url}/clob/order`, { method: "POST", body, headers });
    await expect(send()).rejects.toThrow(/fetch failed/);
    const again = await send();
    expect([again.status, await again.text()]).toEqual([
      400,
      expect.stringContaining("Duplicated"),
    ]);
  },
  "A trade is retried": async () => {
    expect((await trade()).body.status).toBe("matched");
    await vi.waitFor(() => expect(heard).toEqual(["RETRYING", "MINED", "CONFIRMED"]), 20_000);
  },
  "A trade fails": async () => {
    const answers = [await trade(), await trade()];
    expect(answers.map(({ body }) => body.status)).toEqual(["matched", "matched"]);
    await vi.waitFor(() => expect(heard).toEqual(["FAILED", "MINED", "CONFIRMED"]), 20_000);
    expect((await report()).problems).toEqual([]);
  },
  "Matches are delayed": async () => {
    await vi.waitFor(async () => expect((await report()).steps[0].fired).toBe(1), 20_000);
    expect((await trade()).body.status).toBe("delayed");
    await vi.waitFor(() => expect(heard).toEqual(["MINED", "CONFIRMED"]), 20_000);
  },
  "The tick size changes": async () => {
    await vi.waitFor(async () => {
      const { value } = await venue.sequencer.read((machine) => machine.market(market.market));
      expect(value?.tickSize).toBe(10);
    }, 20_000);
  },
  "Sockets that freeze, lose, repeat and lag": async () => {
    let sent = 0;
    for (let at = 0; at < 100; at += 1) {
      venue.desk.faults.deliver("market", () => {
        sent += 1;
      });
    }
    const { steps } = await report();
    const [freeze, drop, duplicate, late] = steps as { occasions: number; fired: number }[];
    expect([freeze, drop]).toMatchObject([{ occasions: 0 }, { occasions: 100, fired: 10 }]);
    expect(duplicate?.occasions).toBe(90);
    expect(sent).toBeLessThan(90 + (duplicate?.fired ?? 0));
    expect(late?.fired).toBeGreaterThan(0);
  },
};

test("every example has its check", () => {
  expect([...examples.keys()]).toEqual(Object.keys(checks));
});

test.each([...examples])("%s", async (title, scenario) => {
  heard.length = 0;
  const { status, body } = await venue.operate("PUT", FAULTS, scenario);
  expect([status, body.error]).toEqual([200, undefined]);
  await checks[title]?.();
  const { fired } = await report();
  expect(fired.length).toBeGreaterThan(0);
});
