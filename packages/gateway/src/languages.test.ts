import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
let url: string;
let ada: Caller;
let market: string;
beforeAll(async () => {
  venue = await startTestGateway({ requestsPerMinute: 0 });
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  ada = await venue.join("ada", "1");
  market = await venue.openMarket("rain");
});
afterAll(() => venue.close());

async function messageOf(path: string, language: string, body?: object): Promise<string> {
  const response = await fetch(url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      "accept-language": language,
      authorization: `Bearer ${ada.token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json = (await response.json()) as { error: { code: string; message: string } };
  return json.error.message;
}

test("S1.40 refusals are in Chinese for who wants them so, at every door, and English for all others", async () => {
  const order = { type: "limit", outcome: "yes", side: "buy", price: "0.5", quantity: "10" };
  const place = ["/api/v1/orders", { ...order, market_id: market }] as const;
  expect(await messageOf("/nowhere", "zh-CN,zh;q=0.9")).toBe(
    "GET /nowhere 不存在。请参阅 /api/docs。",
  );
  expect(await messageOf("/nowhere", "en")).toContain("There is nothing at GET /nowhere");
  expect(await messageOf("/api/v1/markets/none", "zh")).toContain("没有这个市场");
  expect(await messageOf(place[0], "zh", place[1])).toMatch(/^需要 [\d.]+ 美元，可用 1 美元。/);
  expect(await messageOf(place[0], "fr", place[1])).toContain("This needs $5");
  expect(await messageOf(place[0], "zh", { ...place[1], price: "x" })).toMatch(
    /^字段 price 无效：/,
  );
});
