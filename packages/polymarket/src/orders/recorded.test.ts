/** Requests of the official clients as they were recorded (reference §10), replayed at their time. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { l2Headers, openTestVenue } from "../../test/test-venue.ts";
import type { Credentials, Reply, TestVenue } from "../../test/test-venue.ts";

/** Seconds since 1970 at which they were recorded. */
const AT = 1_795_244_705;
const ADDRESS = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";
const TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563";
const NO_TOKEN = "52114319501245915516055106046884209969926127482827954674443846427813813222426";
const L1 = {
  poly_address: ADDRESS,
  poly_signature:
    "0x8f29636b54efdf26f80c4cd9e7ba157004a5a8c7694ac4fceec7056d4aed6f24746452c93e27126d3e86652f191f582418ab7d943597158ade7095f1383186721b",
  poly_timestamp: String(AT),
  poly_nonce: "0",
  "user-agent": "@polymarket/clob-client",
  "content-type": "application/json",
  "content-length": "0",
};
/** But for the owner, whose key is made anew. */
const ORDER = `{"deferExec":false,"postOnly":false,"order":{"salt":1610533427288,"maker":"0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A","signer":"0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A","tokenId":"71321045679252212594626385532706912750332728571942532289631379312455583992563","makerAmount":"43000000","takerAmount":"100000000","side":"BUY","signatureType":0,"timestamp":"1795244705955","expiration":"0","metadata":"0x0000000000000000000000000000000000000000000000000000000000000000","builder":"0x0000000000000000000000000000000000000000000000000000000000000000","signature":"0x6e2d80b02caf813686aeead43bb7486cc3646186b19cf4707766ee9115a176985223b1f113a5a28efa34b234effc889ed0910a11b2ed1dc99672ca172cf3d0ea1b"},"owner":"e79a8fd9-f8fe-428b-8ef4-4a7dc1449994","orderType":"GTC"}`;
const OWNER = "e79a8fd9-f8fe-428b-8ef4-4a7dc1449994";
const ORDER_ID = "0xc4b0613a978f1eaf79974da2fd474672007ffd3a6ba60cd31fd4d77944da1726";

const back = AT * 1_000 - Date.now();

/** Time as it goes, from when the requests were recorded on. */
class BackThen extends Date {
  constructor(...at: ConstructorParameters<typeof Date> | []) {
    if (at.length === 0) super(BackThen.now());
    else super(...at);
  }

  static override now(): number {
    return super.now() + back;
  }
}

let venue: TestVenue;
let credentials: Credentials;

beforeAll(async () => {
  vi.stubGlobal("Date", BackThen);
  venue = await openTestVenue();
  const external = JSON.stringify({
    polymarket: 1,
    chain: {
      condition_id: `0x${"5f".repeat(32)}`,
      tokens: [TOKEN, NO_TOKEN],
      neg_risk: false,
      neg_risk_market_id: null,
    },
  });
  await venue.openMarket("recorded", {
    markets: [{ slug: "recorded-market", question: "Recorded?", external }],
  });
});

afterAll(async () => {
  await venue.close();
  vi.unstubAllGlobals();
});

test("creating a key, byte for byte", async () => {
  const { status, body } = await venue.ask("POST", "/clob/auth/api-key", undefined, L1);
  expect(status).toBe(200);
  expect(body).toEqual({
    apiKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
    secret: expect.stringMatching(/^[A-Za-z0-9_-]{43}=$/),
    passphrase: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  credentials = body;
});

test("a limit order, byte for byte but for its owner: the id is the one that was recorded", async () => {
  const body = ORDER.replace(OWNER, credentials.apiKey);
  expect((await post(body)).body).toEqual({
    success: true,
    errorMsg: "",
    orderID: ORDER_ID,
    status: "live",
    makingAmount: "",
    takingAmount: "",
  });
  const headers = l2Headers(ADDRESS, credentials, "GET", `/data/order/${ORDER_ID}`);
  const { body: order } = await venue.ask(
    "GET",
    `/clob/data/order/${ORDER_ID}`,
    undefined,
    headers,
  );
  expect(order).toMatchObject({
    id: ORDER_ID,
    status: "LIVE",
    asset_id: TOKEN,
    original_size: "100",
    price: "0.43",
    side: "BUY",
  });
  expect(await post(body)).toMatchObject({
    status: 400,
    body: { error: `order ${ORDER_ID} is invalid. Duplicated.` },
  });
});

test("the owner that was recorded is not the key's", async () => {
  expect(await post(ORDER)).toMatchObject({
    status: 400,
    body: { error: "the order owner has to be the owner of the API KEY" },
  });
});

function post(body: string): Promise<Reply> {
  const headers = l2Headers(
    ADDRESS,
    credentials,
    "POST",
    "/order",
    body,
    Math.floor(Date.now() / 1_000),
  );
  return venue.ask("POST", "/clob/order", body, headers);
}
