/** What is not as it should be: refused in documented words, and nothing has happened. */
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from "vitest";
import { NO_BYTES, signOrder, signedOrder } from "../../test/signed-orders.ts";
import type { OrderJson, OrderWish } from "../../test/signed-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { Reply, TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket, Hex } from "../ports.ts";

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

let venue: TestVenue;
let market: ChainMarket;
let negRisk: ChainMarket;
let ann: TestTrader;
let bob: TestTrader;
let before: string;

beforeAll(async () => {
  venue = await openTestVenue();
  market = await venue.openMarket("storm");
  [negRisk] = (await venue.openNegRisk("cup", ["a", "b", "c"])) as [ChainMarket];
  ann = await venue.signIn();
  bob = await venue.signIn();
});

afterAll(() => venue.close());

beforeEach(async () => {
  before = await venue.stateHash();
});

afterEach(async () => {
  if ((await venue.stateHash()) !== before) throw new Error("the state changed");
});

const sign = (wish: Partial<OrderWish> = {}, trader = ann): Promise<OrderJson> => {
  const usual = { market, outcome: "yes", side: "BUY", price: 4_300, lots: 1_000 } as const;
  return signedOrder(trader.wallet, trader.apiKey, { ...usual, ...wish });
};
const change = (body: OrderJson, order: object): OrderJson => ({
  ...body,
  order: { ...body.order, ...order },
});
const post = (body: unknown, trader = ann): Promise<Reply> => trader.ask("POST", "/order", body);
/** The same for values that mean the same. */
const spelling = (value: unknown): string =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toLowerCase();
const seconds = (from: number): number => Math.floor(Date.now() / 1_000) + from;

function malleable(signature: Hex): Hex {
  const s = BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.slice(130) === "1b" ? "1c" : "1b";
  return `${signature.slice(0, 66)}${(CURVE_ORDER - s).toString(16).padStart(64, "0")}${v}` as Hex;
}

const BAD: readonly (readonly [string, string, () => Promise<unknown>])[] = [
  [
    "malleable",
    "invalid signature",
    async () => {
      const body = await sign();
      return change(body, { signature: malleable(body.order["signature"] as Hex) });
    },
  ],
  [
    "of another chain",
    "invalid signature",
    async () => {
      const body = await sign();
      const { signature: _, ...order } = body.order;
      return change(body, { signature: await signOrder(ann.wallet, order, 2, 1, false) });
    },
  ],
  [
    "of another version's domain",
    "order_version_mismatch",
    async () => {
      const body = await sign();
      const { signature: _, ...order } = body.order;
      return change(body, { signature: await signOrder(ann.wallet, order, 3, 80_002, false) });
    },
  ],
  [
    "for the other exchange",
    "invalid signature",
    async () => {
      const body = await sign();
      const { signature: _, ...order } = body.order;
      return change(body, { signature: await signOrder(ann.wallet, order, 2, 80_002, true) });
    },
  ],
  [
    "for the plain exchange, of a neg-risk market",
    "invalid signature",
    async () => {
      const body = await sign({ market: negRisk });
      const { signature: _, ...order } = body.order;
      return change(body, { signature: await signOrder(ann.wallet, order, 2, 80_002, false) });
    },
  ],
  [
    "signed by somebody else",
    "invalid signature",
    async () => {
      const body = await sign();
      const { signature: _, ...order } = body.order;
      return change(body, { signature: await signOrder(bob.wallet, order, 2, 80_002, false) });
    },
  ],
  [
    "changed after signing",
    "invalid signature",
    async () => change(await sign(), { makerAmount: "4400000" }),
  ],
  [
    "for a maker that is not the signer",
    "invalid signature",
    async () => {
      const body = await sign();
      const order = { ...body.order, maker: bob.wallet.address };
      return change(body, {
        maker: bob.wallet.address,
        signature: await signOrder(ann.wallet, order, 2, 80_002, false),
      });
    },
  ],
  [
    "of somebody else's key",
    "the order owner has to be the owner of the API KEY",
    async () => ({ ...(await sign()), owner: bob.apiKey }),
  ],
  [
    "of another signer than the key's",
    "the order signer address has to be the address of the API KEY",
    async () => ({ ...(await sign({}, bob)), owner: ann.apiKey }),
  ],
  ["of version 1", "order_version_mismatch", () => sign({ version: 1 })],
  ["expired", "invalid expiration", () => sign({ orderType: "GTD", expiration: seconds(-10) })],
  [
    "expiring too soon",
    "invalid expiration",
    () => sign({ orderType: "GTD", expiration: seconds(170) }),
  ],
  [
    "expiring though it is good till cancelled",
    "invalid expiration",
    () => sign({ expiration: seconds(3_600) }),
  ],
  ["signed two days ago", "invalid nonce", () => sign({ timestamp: Date.now() - 172_800_000 })],
  ["signed tomorrow", "invalid nonce", () => sign({ timestamp: Date.now() + 86_400_000 })],
  [
    "post-only and fill-or-kill",
    "invalid post-only order: only GTC and GTD order types are allowed",
    () => sign({ orderType: "FOK", postOnly: true, cash: 5_000_000 }),
  ],
  [
    "for no token",
    "No orderbook exists for the requested token id",
    () => sign({ market: { ...market, tokens: ["1", "2"] } }),
  ],
  ["without a side", "Invalid side", async () => change(await sign(), { side: "buy" })],
  [
    "of no signature type",
    "Invalid signature_type",
    async () => change(await sign(), { signatureType: 7 }),
  ],
  [
    "of no order type",
    "Invalid order payload",
    async () => ({ ...(await sign()), orderType: "IOC" }),
  ],
  [
    "with a token that is no number",
    "Invalid token id",
    async () => change(await sign(), { tokenId: "0x10" }),
  ],
  [
    "of numbers beyond 256 bits",
    "Invalid order payload",
    async () => change(await sign(), { salt: "9".repeat(78) }),
  ],
  ["of a list", "Invalid order payload", async () => [await sign()]],
  ["of nothing", "Invalid order payload", async () => null],
  [
    "of bytes that are too short",
    "Invalid order payload",
    async () => change(await sign(), { builder: NO_BYTES.slice(0, 60) }),
  ],
];

test.each(BAD)("an order %s is refused: %s", async (_what, error, body) => {
  const reply = await post(await body());
  expect(reply.body).toEqual({ error });
  expect([400, 404]).toContain(reply.status);
});

test("a batch refuses each for itself, and too many at once", async () => {
  const bad = change(await sign(), { makerAmount: "4400000" });
  const { status, body } = await ann.ask("POST", "/orders", [bad, null]);
  expect(status).toBe(200);
  const failure = { success: true, orderID: "", status: "", makingAmount: "", takingAmount: "" };
  expect(body).toEqual([
    { ...failure, errorMsg: "invalid signature" },
    { ...failure, errorMsg: "Invalid order payload" },
  ]);
  const many = await ann.ask(
    "POST",
    "/orders",
    Array.from({ length: 16 }, () => null),
  );
  expect(many).toMatchObject({
    status: 400,
    body: { error: "Too many orders in payload: 16, max allowed: 15" },
  });
  const first = await ann.ask("POST", "/orders", [await sign({ version: 1 })]);
  expect(first).toMatchObject({ status: 400, body: { error: "order_version_mismatch" } });
});

/** What somebody may do to a good body: another value somewhere, or none. */
const spoilt = fc.record({
  where: fc.constantFrom(
    "salt",
    "maker",
    "signer",
    "tokenId",
    "makerAmount",
    "takerAmount",
    "side",
    "signatureType",
    "timestamp",
    "expiration",
    "metadata",
    "builder",
    "signature",
    "taker",
    "nonce",
    "feeRateBps",
  ),
  value: fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.bigInt().map(String),
    fc.string().map((text) => `0x${Buffer.from(text).toString("hex")}`),
    fc.constantFrom("-1", "1e3", " 1", "0x", "NaN", null, undefined, 1.5, -1, Number.MAX_VALUE),
  ),
});

test("spoilt orders are never a 500, and nothing happens", async () => {
  const good = await sign();
  const signed = good.order as Readonly<Record<string, unknown>>;
  await fc.assert(
    fc.asyncProperty(spoilt, async ({ where, value }) => {
      fc.pre(JSON.stringify(signed[where]) !== JSON.stringify(value));
      // Case of hex digits, zeros in front and numbers as text are other spellings of the same.
      fc.pre(spelling(signed[where]) !== spelling(value));
      fc.pre(where !== "expiration" || (value !== undefined && !/^0*$/.test(spelling(value))));
      fc.pre(!["taker", "nonce", "feeRateBps"].includes(where));
      const { status, body } = await post(change(good, { [where]: value }));
      expect([400, 404]).toContain(status);
      expect(typeof body.error).toBe("string");
    }),
    { numRuns: 150 },
  );
});

const PATHS = [
  ["POST", "/order"],
  ["POST", "/orders"],
  ["DELETE", "/order"],
  ["DELETE", "/orders"],
  ["DELETE", "/cancel-market-orders"],
  ["POST", "/orders-scoring"],
  ["DELETE", "/notifications"],
  ["DELETE", "/auth/readonly-api-key"],
  ["POST", "/auth/api-key"],
  ["GET", "/auth/derive-api-key"],
  ["GET", "/data/orders"],
  ["GET", "/data/trades"],
  ["GET", "/balance-allowance"],
  ["GET", "/order-scoring"],
  ["GET", "/rebates/current"],
  ["GET", "/auth/validate-readonly-api-key"],
] as const;
const QUERY_NAMES = [
  "id",
  "market",
  "asset_id",
  "next_cursor",
  "before",
  "after",
  "asset_type",
  "token_id",
  "signature_type",
  "order_id",
  "ids",
  "date",
  "maker_address",
  "address",
  "key",
];

const digit = fc.constantFrom(...Array.from("0123456789abcdef"));
const hash = fc.string({ unit: digit, minLength: 64, maxLength: 64 });

test("any body and query of somebody with a key is never a 500, and nothing happens", async () => {
  const any = fc.record({
    path: fc.constantFrom(...PATHS),
    body: fc.oneof(fc.jsonValue(), fc.array(hash)),
    query: fc.dictionary(fc.constantFrom(...QUERY_NAMES), fc.string(), { maxKeys: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(any, async ({ path: [method, path], body, query }) => {
      const text = new URLSearchParams(query).toString();
      const whole = text === "" ? path : `${path}?${text}`;
      const { status } = await ann.ask(method, whole, method === "GET" ? undefined : body);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 150 },
  );
});

test("any headers and bytes of a stranger are never a 500, and nothing happens", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary-ascii" }).map((value) => value.replace(/[^\x20-\x7e]/g, "")),
    fc.constantFrom(ann.apiKey, ann.passphrase, ann.wallet.address, String(seconds(0)), "0"),
  );
  const headers = fc.record({
    poly_address: text,
    poly_signature: fc.oneof(text, fc.constant(`0x${"11".repeat(65)}`)),
    poly_timestamp: text,
    poly_nonce: text,
    poly_api_key: text,
    poly_passphrase: text,
  });
  await fc.assert(
    fc.asyncProperty(
      headers,
      fc.constantFrom(...PATHS),
      fc.string(),
      async (sent, [method, path], body) => {
        const reply = await venue.ask(
          method,
          `/clob${path}`,
          method === "GET" ? undefined : body,
          sent,
        );
        expect(reply.status).toBeGreaterThanOrEqual(400);
        expect(reply.status).toBeLessThan(500);
      },
    ),
    { numRuns: 150 },
  );
});
