/** The stored form of exchange commands and events. A golden line that changes is a format change: see STYLE, "Changes". */
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { CommandContent, Event, OrderSpec } from "@probity/core";
import { REJECTION_CODES, REJECTION_FACTS } from "@probity/core";
import { decodeValue, encodeValue } from "./codec.ts";
import { exchangeCommands } from "./exchange-commands.ts";
import { exchangeEvents } from "./exchange-events.ts";

/** Values are checked by the machine, not by the format, so that plain numbers may stand for every brand here. */
const as = <T>(value: unknown): T => value as T;
const nat = fc.maxSafeNat();
const word = fc.string({ unit: "grapheme", maxLength: 12 });

const orderSpec = fc.record({
  market: nat,
  outcome: fc.constantFrom("yes", "no"),
  side: fc.constantFrom("buy", "sell"),
  pricing: fc.oneof(
    fc.record({
      kind: fc.constant("limit"),
      price: nat,
      quantity: nat,
      timeInForce: fc.oneof(
        fc.record({ kind: fc.constant("gtc"), postOnly: fc.boolean() }),
        fc.record({ kind: fc.constant("gtd"), postOnly: fc.boolean(), expiresAt: nat }),
        fc.record({ kind: fc.constantFrom("ioc", "fok") }),
      ),
    }),
    fc.record({ kind: fc.constant("market"), quantity: nat, cap: nat, fillOrKill: fc.boolean() }),
    fc.record({
      kind: fc.constant("cash"),
      cash: nat,
      cap: nat,
      feeIncluded: fc.boolean(),
      fillOrKill: fc.boolean(),
    }),
  ),
  reduceOnly: fc.boolean(),
  selfTrade: fc.constantFrom("cancel-taker", "cancel-maker", "cancel-both"),
  group: fc.option(nat),
  session: fc.option(nat),
});

const rejections = REJECTION_CODES.map((code) => {
  const facts = REJECTION_FACTS[code].map(
    (fact) =>
      [fact, ["field", "from", "to", "state"].includes(fact) ? word : fc.maxSafeInteger()] as const,
  );
  return fc.record({ code: fc.constant(code), ...Object.fromEntries(facts) });
});

test("commands and events of every shape come back as they were", () => {
  const command = fc.oneof(
    fc.record({
      type: fc.constant("PlaceOrder"),
      account: nat,
      key: fc.option(word),
      order: orderSpec,
    }),
    fc.record({
      type: fc.constant("PlaceOrders"),
      account: nat,
      items: fc.array(fc.record({ key: fc.option(word), order: orderSpec })),
    }),
    fc.record({
      type: fc.constantFrom("SplitSet", "MergeSet"),
      account: nat,
      market: nat,
      quantity: nat,
      key: fc.option(word),
    }),
    fc.record({
      type: fc.constant("AmendOrder"),
      account: nat,
      order: nat,
      price: fc.option(nat),
      quantity: fc.option(nat),
      key: fc.option(word),
    }),
    fc.record({
      type: fc.constant("CancelOrders"),
      account: nat,
      targets: fc.array(
        fc.oneof(
          fc.record({ kind: fc.constant("order"), order: nat }),
          fc.record({ kind: fc.constant("key"), key: word }),
        ),
      ),
    }),
    fc.record({ type: fc.constant("AdvanceTime") }),
  );
  fc.assert(
    fc.property(command, (value) => {
      expect(
        decodeValue(exchangeCommands, encodeValue(exchangeCommands, as<CommandContent>(value))),
      ).toEqual(value);
    }),
  );
  const event = fc.oneof(
    fc.record({ type: fc.constant("CommandRejected"), rejection: fc.oneof(...rejections) }),
    fc.record({
      type: fc.constant("OrderAccepted"),
      order: nat,
      account: nat,
      item: nat,
      key: fc.option(word),
      spec: orderSpec,
      parametersVersion: nat,
    }),
    fc.record({
      type: fc.constant("EndingFixed"),
      market: nat,
      ending: fc.oneof(
        fc.record({ kind: fc.constantFrom("resolved", "voided"), yesPayout: nat }),
        fc.record({ kind: fc.constant("voided-at-cost") }),
      ),
      reserveIn: fc.maxSafeInteger(),
    }),
  );
  fc.assert(
    fc.property(event, (value) => {
      expect(decodeValue(exchangeEvents, encodeValue(exchangeEvents, as<Event>(value)))).toEqual(
        value,
      );
    }),
    { numRuns: 500 },
  );
});

test("every rejection has a number of its own and its facts", () => {
  for (const rejection of rejections) {
    const [value] = fc.sample(rejection, { numRuns: 1, seed: 7 });
    const event = as<Event>({ type: "CommandRejected", rejection: value });
    expect(decodeValue(exchangeEvents, encodeValue(exchangeEvents, event))).toEqual(event);
  }
});

const limitOrder = as<OrderSpec>({
  market: 4_097,
  outcome: "no",
  side: "buy",
  pricing: {
    kind: "limit",
    price: 4_500,
    quantity: 1_000,
    timeInForce: { kind: "gtd", postOnly: true, expiresAt: 1_700_000_000_000 },
  },
  reduceOnly: false,
  selfTrade: "cancel-maker",
  group: null,
  session: 8_192,
});
const goldenCommands: Record<string, CommandContent> = {
  placeOrder: as({ type: "PlaceOrder", account: 12, key: "my-1", order: limitOrder }),
  cancelAll: as({ type: "CancelAll", account: 12, scope: { kind: "market", market: 4_097 } }),
  deposit: as({ type: "Deposit", account: 12, asset: 1, amount: 250_000_000, key: "tx-ä" }),
  advanceTime: { type: "AdvanceTime" },
};
const goldenEvents: Record<string, Event> = {
  orderRejected: as({
    type: "OrderRejected",
    account: 12,
    item: 0,
    key: null,
    rejection: { code: "InsufficientCollateral", required: 450_000, available: 20 },
  }),
  ordersMatched: as({
    type: "OrdersMatched",
    match: 8_193,
    market: 4_097,
    kind: "mint",
    price: 5_500,
    quantity: 300,
    legs: [
      {
        order: 4_099,
        account: 3,
        outcome: "yes",
        side: "buy",
        price: 5_500,
        quantity: 300,
        role: "maker",
        fee: 0,
        rebate: 12,
      },
      {
        order: 8_192,
        account: 12,
        outcome: "no",
        side: "buy",
        price: 4_500,
        quantity: 300,
        role: "taker",
        fee: 930,
        rebate: 0,
      },
    ],
  }),
  orderCancelled: as({
    type: "OrderCancelled",
    order: 8_192,
    account: 12,
    market: 4_097,
    quantity: 700,
    cash: 0,
    reason: "dead-man",
  }),
};

test("the stored bytes are those of the golden file", () => {
  const hex = [
    ...Object.entries(goldenCommands).map(([name, value]) => [
      name,
      encodeValue(exchangeCommands, value).toString("hex"),
    ]),
    ...Object.entries(goldenEvents).map(([name, value]) => [
      name,
      encodeValue(exchangeEvents, value).toString("hex"),
    ]),
  ];
  const lines = hex.map(([name, bytes]) => `${name} ${bytes}\n`).join("");
  expect(lines).toBe(
    readFileSync(new URL("./golden/exchange-records.hex", import.meta.url), "utf8"),
  );
});
