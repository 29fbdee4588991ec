import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Listener } from "../../test/listener.ts";
import { signatureFor } from "../signed-request.ts";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { ORDER } from "../valid-bodies.ts";

describe("a key over the socket", () => {
  let venue: TestGateway;
  let url: string;
  let ada: Caller;
  let second: string;
  beforeAll(async () => {
    venue = await startTestGateway({ signInsPerMinute: 0 });
    ada = await venue.join("ada", "1000");
    second = (await ada.ask("POST", "/api/v1/accounts")).body.account.account_id;
    url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  });
  afterAll(() => venue.close());

  async function present(listener: Listener, wish: object): Promise<string> {
    const { body } = await ada.ask("POST", "/api/v1/auth/keys", { label: "k", ...wish });
    const timestamp = String(Date.now());
    const parts = { method: "GET", path: "/ws", body: Buffer.alloc(0) };
    const key = {
      key_id: body.key.key_id,
      timestamp,
      signature: signatureFor(body.secret, timestamp, parts),
    };
    listener.say({ op: "authenticate", key });
    return body.key.key_id;
  }

  test("opens what it is made for, and nothing once it is taken back", async () => {
    const listener = await Listener.open(url);
    const id = await present(listener, { scopes: ["read"], account_ids: [second] });
    expect(await listener.hear("authenticated")).toMatchObject({ expires_at: null });
    listener.say({ op: "subscribe", channels: ["orders"] });
    expect(await listener.hear("subscribed")).toMatchObject({ channel: `orders:${second}` });
    listener.say({ op: "subscribe", channels: [`orders:${ada.account}`] });
    expect((await listener.hear("error")).error.code).toBe("ACCOUNT_NOT_FOUND");
    listener.say({ op: "place", id: 1, order: ORDER });
    expect(await listener.hear("answer")).toMatchObject({
      status: 403,
      body: { error: { code: "SCOPE_MISSING" } },
    });
    await ada.ask("DELETE", `/api/v1/auth/keys/${id}`);
    listener.say({ op: "subscribe", channels: ["orders"] });
    expect((await listener.hear("error")).error.code).toBe("NOT_SIGNED_IN");
    listener.say({ op: "place", id: 2, order: ORDER });
    expect(await listener.hear("answer")).toMatchObject({ status: 401 });
    listener.close();
  });

  test("with a wrong signature opens nothing", async () => {
    const listener = await Listener.open(url);
    const key = { key_id: "x", timestamp: String(Date.now()), signature: "A".repeat(43) };
    listener.say({ op: "authenticate", key });
    expect((await listener.hear("error")).error.code).toBe("SIGNATURE_INVALID");
    listener.say({ op: "authenticate", key, token: ada.token });
    expect((await listener.hear("error")).error.code).toBe("BAD_MESSAGE");
    listener.close();
  });
});
