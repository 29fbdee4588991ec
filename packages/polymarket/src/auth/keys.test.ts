import { afterAll, beforeAll, expect, test } from "vitest";
import { privateKeyToAccount } from "viem/accounts";
import { l1Headers, l2Headers, openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import { smartWalletsOf } from "./address.ts";

let venue: TestVenue;
let ann: TestTrader;

beforeAll(async () => {
  venue = await openTestVenue({ chainIds: [80_002, 31_337] });
  ann = await venue.signIn();
});

afterAll(() => venue.close());

const bad = "Unauthorized/Invalid api key";
const unsigned = "Invalid L1 Request headers";
const stranger = privateKeyToAccount(`0x${"77".repeat(32)}`);
const create = (headers: Record<string, string>) =>
  venue.ask("POST", "/clob/auth/api-key", undefined, headers);
const derive = (headers: Record<string, string>) =>
  venue.ask("GET", "/clob/auth/derive-api-key", undefined, headers);

test("a first key opens an account with play money, and the same signature finds the key again", async () => {
  const { value } = await venue.sequencer.read((machine) => machine.account(ann.account));
  expect(value?.balances[0]?.available).toBe(10_000_000_000);
  const headers = await l1Headers(ann.wallet, 80_002);
  const again = await create(headers);
  expect(again).toMatchObject({ status: 400, body: { error: "Could not create api key" } });
  const derived = await derive(headers);
  const { apiKey, secret, passphrase } = ann;
  expect(derived).toMatchObject({ status: 200, body: { apiKey, secret, passphrase } });
});

test("another nonce is another key, and no other money; of two at once one is made", async () => {
  const headers = await l1Headers(ann.wallet, 31_337, 7);
  expect(await derive(headers)).toMatchObject({
    status: 400,
    body: { error: "Could not derive api key!" },
  });
  const both = await Promise.all([create(headers), create(headers)]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
  const { value } = await venue.sequencer.read((machine) => machine.account(ann.account));
  expect(value?.balances[0]?.available).toBe(10_000_000_000);
  const listed = await ann.ask("GET", "/auth/api-keys");
  expect(listed.body.apiKeys).toHaveLength(2);
  expect(listed.body.apiKeys[0]).toBe(ann.apiKey);
});

test("nobody is let in by a signature that is not theirs, or not of now, or of no chain of ours", async () => {
  const good = await l1Headers(stranger, 80_002);
  const now = Number(good["poly_timestamp"]);
  const before = await venue.stateHash();
  for (const headers of [
    { ...good, poly_address: ann.wallet.address },
    { ...good, poly_nonce: "1" },
    { ...good, poly_timestamp: String(now - 1) },
    { ...good, poly_signature: `${good["poly_signature"]!.slice(0, 130)}00` },
    await l1Headers(stranger, 137),
    await l1Headers(stranger, 80_002, 0, now - 120),
    await l1Headers(stranger, 80_002, 0, now + 120),
    {},
  ]) {
    expect(await create(headers)).toMatchObject({ status: 401, body: { error: unsigned } });
    expect(await derive(headers)).toMatchObject({ status: 401, body: { error: unsigned } });
  }
  expect(await venue.stateHash()).toBe(before);
  expect(await venue.desk.wallets.ownerOf(stranger.address)).toBeNull();
});

test("a signature of level 2 is over time, method, path and bytes", async () => {
  const path = "/data/orders";
  const good = l2Headers(ann.wallet.address, ann, "GET", path);
  const ask = (headers: Record<string, string>, query = "") =>
    venue.ask("GET", `/clob${path}${query}`, undefined, headers);
  expect((await ask(good)).status).toBe(200);
  expect((await ask(good, "?market=0x1")).status).toBe(200);
  const now = Number(good["poly_timestamp"]);
  const other = l2Headers(ann.wallet.address, ann, "GET", "/data/trades");
  for (const [error, headers] of [
    [unsigned, { ...good, poly_timestamp: String(now - 1) }],
    [unsigned, { ...good, poly_signature: other["poly_signature"]! }],
    [unsigned, l2Headers(ann.wallet.address, ann, "GET", path, "", now - 120)],
    [unsigned, l2Headers(ann.wallet.address, ann, "DELETE", path)],
    [bad, { ...good, poly_passphrase: "0".repeat(64) }],
    [bad, { ...good, poly_address: stranger.address }],
    [bad, { ...good, poly_api_key: "e79a8fd9-f8fe-428b-8ef4-4a7dc1449994" }],
    [bad, { ...good, poly_api_key: "" }],
  ] as const) {
    expect(await ask(headers)).toMatchObject({ status: 401, body: { error } });
  }
  const body = '{"orderID":"0x01"}';
  const signed = l2Headers(ann.wallet.address, ann, "DELETE", "/order", body);
  const changed = await venue.ask("DELETE", "/clob/order", body.replace("01", "02"), signed);
  expect(changed).toMatchObject({ status: 401, body: { error: unsigned } });
});

test("the secret may be decoded by either alphabet, and the signature written in either", async () => {
  const headers = l2Headers(ann.wallet.address, ann, "GET", "/data/orders");
  const plain = headers["poly_signature"]!.replaceAll("-", "+").replaceAll("_", "/");
  const reply = await venue.ask("GET", "/clob/data/orders", undefined, {
    ...headers,
    poly_signature: plain,
  });
  expect(reply.status).toBe(200);
});

test("a read-only key reads, without a signature, and does nothing else", async () => {
  const { body } = await ann.ask("POST", "/auth/readonly-api-key");
  expect(body).toEqual({ apiKey: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  const listed = await ann.ask("GET", "/auth/readonly-api-keys");
  expect(listed.body).toEqual([body.apiKey]);
  const headers = { poly_readonly_api_key: body.apiKey, poly_address: ann.wallet.address };
  const read = (path: string) => venue.ask("GET", `/clob${path}`, undefined, headers);
  expect((await read("/data/orders")).status).toBe(200);
  expect((await read("/data/trades")).status).toBe(200);
  const valid = `/clob/auth/validate-readonly-api-key?address=${ann.wallet.address}&key=${body.apiKey}`;
  expect((await venue.ask("GET", valid)).status).toBe(200);
  for (const [method, path] of [
    ["DELETE", "/cancel-all"],
    ["POST", "/order"],
    ["DELETE", "/auth/api-key"],
  ] as const) {
    const reply = await venue.ask(method, `/clob${path}`, undefined, headers);
    expect(reply).toMatchObject({ status: 401, body: { error: bad } });
  }
  // The key that trades is not one to read with alone.
  const trading = { ...headers, poly_readonly_api_key: ann.apiKey };
  expect((await venue.ask("GET", "/clob/data/orders", undefined, trading)).status).toBe(401);
  await ann.ask("DELETE", "/auth/readonly-api-key", { key: body.apiKey });
  expect((await read("/data/orders")).status).toBe(401);
});

test.each(["polymarket", "polymarket-readonly", "polymarket-builder"])(
  "nobody makes a %s key for a wallet by another door, which did not ask the wallet",
  async (kind) => {
    const credentials = { email: `eve.${kind}@example.org`, password: "correct horse" };
    const { body: eve } = await venue.ask("POST", "/api/v1/auth/register", credentials);
    const wish = { label: `${kind}:0:${ann.wallet.address}`, scopes: ["read", "trade"] };
    const bearer = { authorization: `Bearer ${eve.access_token}` };
    const made = await venue.ask("POST", "/api/v1/auth/keys", wish, bearer);
    expect(made).toMatchObject({ status: 400, body: { error: { code: "INVALID_FIELD" } } });
  },
);

test("the keys of a wallet go with it, those of another wallet of the person stay", async () => {
  const credentials = { email: "cat@example.org", password: "correct horse" };
  const { body: cat } = await venue.ask("POST", "/api/v1/auth/register", credentials);
  const bearer = { authorization: `Bearer ${cat.access_token}` };
  const ask = (method: string, path: string, body?: unknown) =>
    venue.ask(method, `/api/v1/auth${path}`, body, bearer);
  const listed = async (digits: string) => {
    const wallet = privateKeyToAccount(`0x${digits.repeat(32)}`);
    const { address } = wallet;
    const { body } = await ask("POST", "/wallet/challenge", { address, chain_id: 1 });
    const signature = await wallet.signMessage({ message: body.message });
    const added = await ask("POST", "/wallets", { message: body.message, signature });
    expect(added.status).toBe(200);
    const { body: made } = await create(await l1Headers(wallet, 80_002));
    const list = () =>
      venue.ask(
        "GET",
        "/clob/auth/api-keys",
        undefined,
        l2Headers(address, made, "GET", "/auth/api-keys"),
      );
    expect((await list()).status).toBe(200);
    return { address, list };
  };
  const [lost, other] = [await listed("3a"), await listed("3b")];
  expect((await ask("DELETE", `/wallets/${lost.address.toLowerCase()}`)).status).toBe(200);
  expect(await lost.list()).toMatchObject({ status: 401, body: { error: bad } });
  expect((await other.list()).status).toBe(200);
});

test("builder keys are made, listed and taken back", async () => {
  const { body: made } = await ann.ask("POST", "/auth/builder-api-key");
  expect(made).toMatchObject({ key: expect.any(String), secret: expect.any(String) });
  const listed = await ann.ask("GET", "/auth/builder-api-key");
  expect(listed.body).toMatchObject([{ key: made.key }]);
  expect((await ann.ask("DELETE", "/auth/builder-api-key")).body).toBe("OK");
  expect((await ann.ask("GET", "/auth/builder-api-key")).body).toEqual([]);
});

test("a key that was deleted opens nothing, and its nonce is free again", async () => {
  const bob = await venue.signIn();
  expect((await bob.ask("GET", "/auth/ban-status/closed-only")).body).toEqual({
    closed_only: false,
  });
  expect((await bob.ask("DELETE", "/auth/api-key")).body).toBe("OK");
  expect(await bob.ask("GET", "/auth/api-keys")).toMatchObject({
    status: 401,
    body: { error: bad },
  });
  const again = await create(await l1Headers(bob.wallet, 80_002));
  expect(again.status).toBe(200);
  expect(again.body.apiKey).not.toBe(bob.apiKey);
});

test("smart wallets are their owner's, and people without a wallet have an address too", async () => {
  const { wallets } = venue.desk;
  for (const wallet of smartWalletsOf(ann.wallet.address)) {
    expect(await wallets.ownerOf(wallet.toLowerCase())).toBe(ann.owner);
  }
  expect(await wallets.addressOf(ann.owner)).toBe(ann.wallet.address);
  const operator = await wallets.ownerOf(await wallets.addressOf(1 as typeof ann.owner));
  expect(operator).toBe(1);
  expect(await wallets.ownerOf("0x12")).toBeNull();
});
