import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  for (let event = 0; event < 12; event++) {
    await venue.openMarket(`event-${event}`, { title: `Event ${event}`, category: "Weather" });
  }
});
afterAll(() => venue.close());

const LONG = "/api/v1/events?markets=4&limit=24&sort=new";
const ask = (url: string, encoding?: string) =>
  venue.gateway.app.inject({
    url,
    headers: encoding === undefined ? {} : { "accept-encoding": encoding },
  });

test("a long list is packed for who takes gzip, and is the same list", async () => {
  const plain = await ask(LONG);
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.headers["vary"]).toMatch(/accept-encoding/);
  const packed = await ask(LONG, "br;q=1.0, gzip;q=0.8, *;q=0.1");
  expect(packed.headers["content-encoding"]).toBe("gzip");
  expect(Number(packed.headers["content-length"])).toBe(packed.rawPayload.length);
  expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 4);
  expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body);
});

test("who refuses gzip, and what is short, gets plain text", async () => {
  for (const encoding of ["identity", "gzip;q=0", "x-gzip", ""]) {
    expect((await ask(LONG, encoding)).headers["content-encoding"]).toBeUndefined();
  }
  const short = await ask("/api/v1/markets/event-0", "gzip");
  expect(short.statusCode).toBe(200);
  expect(short.headers["content-encoding"]).toBeUndefined();
});
