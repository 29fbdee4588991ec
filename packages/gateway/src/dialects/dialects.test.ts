/** Every example of docs/reference/dialects.md does what the page says, in its order. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { S1_STATUSES, S2_STATUSES, S3_STATUSES, dialectNames } from "@probity/protocol";
import { TRANSITIONS } from "@probity/core";
import type { MarketState } from "@probity/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";

const PAGE = readFileSync(
  join(import.meta.dirname, "../../../../docs/reference/dialects.md"),
  "utf8",
);

let venue: TestGateway;
let trader: Caller;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  trader = await venue.join("trader", "1000");
});
afterAll(() => venue.close());

const examples = [...PAGE.matchAll(/```http (\w+)\n(\w+) (\S+)\n([^`]*)```/g)].map(
  ([, who = "", method = "", path = "", body = ""]) => ({ who, method, path, body: body.trim() }),
);

/** Ids on the page stand for those that were made last. */
const made = new Map<string, string>();
function withIds(text: string): string {
  return text.replace(/(evt|mkt|ord)_1[23]-[01]/g, (id) => made.get(id.slice(0, 3)) ?? id);
}
/** Keeps the ids of what an example made; a market of S3 is made under its own name only. */
function remember(body: { event?: { event_id: string }; markets?: { market_id: string }[] }): void {
  if (body.event !== undefined) made.set("evt", body.event.event_id);
  const [market] = body.markets ?? [];
  if (market !== undefined) made.set("mkt", market.market_id);
}

test("the page has an example of every kind", () => {
  expect(examples.length).toBeGreaterThan(25);
  expect(PAGE.match(/```http/g)).toHaveLength(examples.length);
});

test.each(examples)("$who: $method $path", async ({ who, method, path, body }) => {
  const askers: Record<string, Pick<Caller, "ask">> = {
    admin: venue.admin,
    trader,
    anybody: venue,
  };
  const json = body === "" ? undefined : JSON.parse(withIds(body));
  const asker = askers[who] ?? venue;
  const answer = await asker.ask(method as "GET", `/api/v1${withIds(path)}`, json);
  expect(answer).toMatchObject({ status: 200 });
  if (method === "POST" && path.startsWith("/admin/")) remember(answer.body);
  if (method === "POST" && path === "/orders") made.set("ord", answer.body.order.order_id);
});

test("every state has a word in every dialect, and every word of a dialect a state", () => {
  const states = Object.keys(TRANSITIONS) as MarketState[];
  const names = states.flatMap((state) => [
    dialectNames({ state, ending: null }),
    dialectNames({ state, ending: { kind: "resolved", yesPayout: 0 as never } }),
  ]);
  expect(new Set(names.map(({ s1 }) => s1))).toEqual(new Set(S1_STATUSES));
  expect(new Set(names.map(({ s2 }) => s2))).toEqual(new Set(S2_STATUSES));
  expect(new Set(names.map(({ s3 }) => s3))).toEqual(new Set(S3_STATUSES));
});
