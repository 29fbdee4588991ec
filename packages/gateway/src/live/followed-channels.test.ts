import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Listener } from "../../test/listener.ts";
import { startTestGateway } from "../test-gateway.ts";
import type { TestGateway } from "../test-gateway.ts";
import { Tokens } from "../tokens.ts";
import { AccountWatches } from "./account-watches.ts";

let venue: TestGateway;
let url: string;
beforeAll(async () => {
  venue = await startTestGateway();
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await venue.close();
});

test("who hangs up while the token is looked at follows nothing afterwards", async () => {
  const ada = await venue.join("ada", "100");
  const { value: verify } = Object.getOwnPropertyDescriptor(
    Tokens.prototype,
    "verify",
  ) as TypedPropertyDescriptor<Tokens["verify"]>;
  const verified = vi.spyOn(Tokens.prototype, "verify");
  verified.mockImplementation(async function (this: Tokens, token) {
    await pause(100);
    return verify!.call(this, token);
  });
  const joined = vi.spyOn(AccountWatches.prototype, "join");
  const listener = await Listener.open(url);
  listener.say({
    op: "subscribe",
    channels: ["balances", "positions", "shares"],
    token: ada.token,
  });
  await expect.poll(() => verified).toHaveBeenCalled();
  listener.close();
  await expect.poll(() => venue.gateway.connections).toBe(0);
  await Promise.all(verified.mock.results.map(({ value }) => value as Promise<unknown>));
  await pause(20);
  expect(joined).not.toHaveBeenCalled();
});
