import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

test("a proxy is believed only where it is trusted, and the client before it never", () => {
  const request = (headers: object): IncomingMessage =>
    ({ headers, socket: { remoteAddress: "127.0.0.1" } }) as unknown as IncomingMessage;
  const forwarded = request({ "x-forwarded-for": " 127.0.0.1 , 10.0.0.9 " });
  expect(clientAddress(forwarded, true)).toBe("10.0.0.9");
  expect(clientAddress(forwarded, false)).toBe("127.0.0.1");
  expect(clientAddress(request({}), true)).toBe("127.0.0.1");
});
