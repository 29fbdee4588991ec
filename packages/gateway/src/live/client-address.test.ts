import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

test("a proxy is believed only where it is trusted, and the client before it never", () => {
  const request = (headers: object): IncomingMessage =>
    ({ headers, socket: { remoteAddress: "127.0.0.1" } }) as unknown as IncomingMessage;
  const forwarded = request({ "x-forwarded-for": " 127.0.0.1 , 10.0.0.9 " });
  expect(clientAddress(forwarded, 1)).toBe("10.0.0.9");
  expect(clientAddress(forwarded, 0)).toBe("127.0.0.1");
  expect(clientAddress(request({}), 1)).toBe("127.0.0.1");
  const behindTwo = request({ "x-forwarded-for": "127.0.0.1, 10.0.0.9, 192.0.2.1" });
  expect(clientAddress(behindTwo, 2)).toBe("10.0.0.9");
  expect(clientAddress(request({ "x-forwarded-for": "10.0.0.9" }), 2)).toBe("10.0.0.9");
});
