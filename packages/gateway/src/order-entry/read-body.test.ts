import { BATCH_MAX } from "@probity/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refusal } from "../refusal.ts";
import { ORDER } from "../valid-bodies.ts";
import { parseBody, readBody } from "./read-body.ts";
import type { OrderOperation, OrderRequest } from "./read-body.ts";

/** What the schemas make of a body; null: not accepted. */
function bySchema(operation: OrderOperation, body: unknown): OrderRequest | null {
  try {
    return parseBody(operation, body);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Both readers on a body as it would come out of JSON. @returns whether they accepted it. */
function expectAgreement(operation: OrderOperation, value: unknown): boolean {
  const body: unknown = JSON.parse(JSON.stringify(value) ?? "null");
  const read = readBody(operation, body);
  expect(read).toEqual(bySchema(operation, body));
  return read !== null;
}

const DECIMALS = [
  ..."0 1 -1 -0 +1 .5 5. 0.5 00.5 01 0.0001 0.00001 0.9999 0.10000 1e3 0x1 1,5 ١ NaN Infinity".split(
    " ",
  ),
  ..."0.01 0.001 21474836.47 21474836.48 9007199254740993 4000000000 4000000001 0.000001".split(
    " ",
  ),
  ..."4000000000.000001 100000000000000000000000000000000 0.0000001 12.50 12.345".split(" "),
  "",
  " 1",
  "1 ",
  "1\n",
];
const INSTANTS = [
  "2099-01-01T00:00:00.000Z",
  "2099-01-01T00:00:00Z",
  "2099-01-01T00:00Z",
  "2099-02-29T00:00:00Z",
  "2096-02-29T00:00:00Z",
  "2099-01-01T24:00:00Z",
  "2099-01-01T00:00:00+01:00",
  "1969-12-31T23:59:59Z",
  "1970-01-01T00:00:00.000Z",
  "2099-01-01 00:00:00Z",
  "2099-01-01T00:00:00.123456789Z",
  "tomorrow",
];
const idTexts = (prefix: string) =>
  ["5-1", "0-1", "05-1", "5-01", "5-4095", "5-4096", "5-99999", "5", "5-", "-5-1", "5-1 "]
    .map((rest) => `${prefix}_${rest}`)
    .concat(`${prefix}-5-1`, "mkt_5-1", "ord_5-1", "xxx_5-1", "", `${prefix}_9999999999999-4095`);
const KEYS = ["k", "k".repeat(64), "k".repeat(65), "", "a b", "é", '"\\', "\u007f", "~!", "😀"];

const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, true, false, 0, -0, 1.5, "", [], {}, "__proto__"),
);
/** Mostly `good`, sometimes one of the nearly good, now and then anything. */
const mostly = (good: readonly unknown[], nearly: readonly unknown[]) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...good) },
    { weight: 3, arbitrary: fc.constantFrom(...nearly) },
    { weight: 1, arbitrary: anything },
  );
const flag = mostly([true, false], ["true", null]);

const FIELDS = {
  type: mostly(["limit", "limit", "market"], ["stop", "LIMIT"]),
  market_id: mostly(["mkt_5-1", "mkt_12-0"], idTexts("mkt")),
  outcome: mostly(["yes", "no"], ["YES", "maybe"]),
  side: mostly(["buy", "sell"], ["bid"]),
  price: mostly(["0.5", "0.0001", "0.9999", "0.42"], DECIMALS),
  quantity: mostly(["10", "0.01", "21474836.47", "12.5"], DECIMALS),
  cash: mostly(["10", "0.000001", "4000000000"], DECIMALS),
  price_cap: mostly(["0.5", "0.9"], DECIMALS),
  client_order_id: mostly(["k-1", "~!"], KEYS),
  time_in_force: mostly(["gtc", "gtd", "ioc", "fok"], ["day"]),
  post_only: flag,
  fee_included: flag,
  fill_or_kill: flag,
  expires_at: mostly(["2099-01-01T00:00:00.000Z"], INSTANTS),
  reduce_only: flag,
  self_trade_prevention: mostly(["cancel-taker", "cancel-maker", "cancel-both"], ["none"]),
  group_id: mostly(["grp_9-0"], idTexts("grp")),
  session_id: mostly(["ses_9-0"], idTexts("ses")),
};
/** The fields a good order needs are nearly always there, the others now and then. */
const present = (names: readonly (keyof typeof FIELDS)[], chance: number) =>
  fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        fc.option(FIELDS[name], { freq: chance, nil: undefined }) as fc.Arbitrary<unknown>,
      ]),
    ),
  );
const merged = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((objects) => Object.assign({}, ...objects) as Record<string, unknown>);

const limitOrder = merged(
  present(["market_id", "outcome", "side", "price", "quantity"], 60),
  fc.record({ type: fc.constant("limit") }),
  fc.oneof(
    { weight: 5, arbitrary: fc.constant({}) },
    {
      weight: 5,
      arbitrary: present(["time_in_force", "post_only", "expires_at", "client_order_id"], 2),
    },
    { weight: 1, arbitrary: present(["reduce_only", "self_trade_prevention", "group_id"], 2) },
    { weight: 1, arbitrary: present(["cash", "price_cap", "fee_included", "session_id"], 1) },
  ),
);
const marketOrder = merged(
  present(["market_id", "outcome", "side"], 60),
  fc.record({ type: fc.constant("market") }),
  fc.oneof(present(["quantity"], 40), present(["cash"], 40), present(["quantity", "cash"], 1)),
  fc.oneof(
    present(["price_cap", "fee_included", "fill_or_kill"], 1),
    present(["price", "time_in_force", "post_only", "expires_at"], 1),
  ),
);
const strange = merged(
  present(Object.keys(FIELDS) as (keyof typeof FIELDS)[], 2),
  fc.dictionary(fc.constantFrom("x", "__proto__", "constructor", "Price", "account_id"), anything),
);
const order = fc.oneof(
  { weight: 6, arbitrary: limitOrder },
  { weight: 4, arbitrary: marketOrder },
  { weight: 1, arbitrary: strange },
);
const account = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.constant({ account_id: "acc_9-0" }) },
  {
    weight: 1,
    arbitrary: mostly(["acc_9-0"], idTexts("acc")).map((id) => ({ account_id: id })),
  },
);
const list = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.array(item, { minLength: 1, maxLength: 4 }) as fc.Arbitrary<unknown>,
    },
    { weight: 1, arbitrary: anything },
  );
const target = fc.oneof(
  mostly(["ord_9-0"], idTexts("ord")).map((id) => ({ order_id: id })),
  mostly(["k-1"], KEYS).map((key) => ({ client_order_id: key })),
  fc.constant({ order_id: "ord_9-0", client_order_id: "k-1" }),
  anything,
);

const bodies: Record<OrderOperation, fc.Arbitrary<unknown>> = {
  place: merged(order, account),
  batch: merged(fc.record({ orders: list(order) }), account),
  cancel: merged(fc.record({ targets: list(target) }), account),
};

describe("the reader by hand and the schemas", () => {
  test.each(["place", "batch", "cancel"] as const)("agree on %s", (operation) => {
    let accepted = 0;
    const runs = 4_000;
    fc.assert(
      fc.property(bodies[operation], (body) => {
        if (expectAgreement(operation, body)) accepted += 1;
      }),
      { numRuns: runs },
    );
    // Neither all nor nothing, or the law would be an empty one.
    expect(accepted).toBeGreaterThan(runs / 25);
    expect(accepted).toBeLessThan(runs * 0.95);
  });

  test.each(["place", "batch", "cancel"] as const)(
    "agree on anything at all for %s",
    (operation) => {
      fc.assert(fc.property(anything, (body) => void expectAgreement(operation, body)));
    },
  );

  test("agree on every nearly good text in every field", () => {
    const { account_id: _, ...limit } = { account_id: "acc_9-0", ...ORDER };
    const market = { type: "market", market_id: "mkt_5-1", outcome: "no", side: "buy", cash: "5" };
    const texts = [
      ...DECIMALS,
      ...INSTANTS,
      ...KEYS,
      ...["mkt", "grp", "ses", "acc", "ord"].flatMap(idTexts),
    ];
    for (const base of [limit, market]) {
      for (const name of [...Object.keys(FIELDS), "account_id", "other"]) {
        for (const value of [...texts, null, 0, 1, true, [], {}]) {
          expectAgreement("place", { ...base, [name]: value });
          expectAgreement("batch", { orders: [{ ...base, [name]: value }] });
        }
      }
    }
  });

  test("agree on how long a list may be", () => {
    const { group_id: _group, session_id: _session, ...order } = ORDER;
    for (const length of [0, 1, BATCH_MAX, BATCH_MAX + 1]) {
      const expected = length >= 1 && length <= BATCH_MAX;
      expect(expectAgreement("batch", { orders: Array(length).fill(order) })).toBe(expected);
      const targets = Array(length).fill({ order_id: "ord_9-0" });
      expect(expectAgreement("cancel", { targets })).toBe(expected);
    }
  });
});
