import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OrderLimit, addressOf } from "./order-limit.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => vi.useRealTimers());

test("each address has its own count, anew each minute", () => {
  vi.advanceTimersByTime(100_000);
  const limit = new OrderLimit(2);
  expect([limit.take("a"), limit.take("a"), limit.take("b")]).toEqual([0, 0, 0]);
  vi.advanceTimersByTime(20_000);
  expect([limit.take("a"), limit.take("b"), limit.take("b")]).toEqual([40, 0, 40]);
  vi.advanceTimersByTime(40_000);
  expect([limit.take("a"), limit.take("b")]).toEqual([0, 0]);
});

test("0 is no limit", () => {
  const limit = new OrderLimit(0);
  for (let count = 0; count < 10_000; count++) expect(limit.take("a")).toBe(0);
});

test("a proxy is believed only where it is trusted", () => {
  const request = {
    headers: { "x-forwarded-for": " 10.0.0.9 , 10.0.0.1" },
    socket: { remoteAddress: "127.0.0.1" },
  } as unknown as IncomingMessage;
  expect(addressOf(request, true)).toBe("10.0.0.9");
  expect(addressOf(request, false)).toBe("127.0.0.1");
  expect(addressOf({ ...request, headers: {} } as IncomingMessage, true)).toBe("127.0.0.1");
});
