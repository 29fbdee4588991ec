/** The stored form of exchange commands and events. A golden line that changes is a format change: see STYLE, "Changes". */
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { CommandContent, Event, OrderSpec } from "@probity/core";
import { as, command, event, rejections } from "../../test/exchange-arbitraries.ts";
import { decodeValue, encodeValue } from "./codec.ts";
import { exchangeCommands } from "./direct-commands.ts";
import { exchangeEvents } from "./exchange-events.ts";

test("commands and events of every shape come back as they were", () => {
  fc.assert(
    fc.property(command, (value) => {
      expect(
        decodeValue(exchangeCommands, encodeValue(exchangeCommands, as<CommandContent>(value))),
      ).toEqual(value);
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
  placeOrders: as({
    type: "PlaceOrders",
    account: 12,
    items: [
      { key: null, order: limitOrder },
      {
        key: "k",
        order: {
          ...limitOrder,
          pricing: {
            kind: "cash",
            cash: 2 ** 40,
            cap: 7_000,
            feeIncluded: true,
            fillOrKill: false,
          },
        },
      },
    ],
  }),
  cancelOrders: as({
    type: "CancelOrders",
    account: 12,
    targets: [
      { kind: "order", order: 8_192 },
      { kind: "order", order: 8_192, slot: 70_000 },
      { kind: "key", key: "my-1" },
    ],
  }),
  cancelAll: as({ type: "CancelAll", account: 12, scope: { kind: "market", market: 4_097 } }),
  deposit: as({ type: "Deposit", account: 12, asset: 1, amount: 250_000_000, key: "tx-ä" }),
  advanceTime: { type: "AdvanceTime" },
  placeBasket: as({
    type: "PlaceBasket",
    account: 12,
    key: "b",
    items: [{ key: null, order: limitOrder }],
  }),
  setAccountLimits: as({
    type: "SetAccountLimits",
    account: 12,
    maxOrderNotional: 5_000_000,
    maxExposure: 2 ** 40,
    maxDailyDeposit: 0,
  }),
  excludeOwner: as({ type: "ExcludeOwner", owner: 7, kind: "self-exclusion", until: 1_800_000 }),
  configureVenue: as({ type: "ConfigureVenue", confirmations: 2 }),
  changeTickSize: as({ type: "ChangeTickSize", market: 4_097, tickSize: 10, at: 0 }),
  setProbability: as({
    type: "SetProbability",
    market: 4_097,
    probability: 6_300,
    source: "orderbook",
  }),
};
const goldenEvents: Record<string, Event> = {
  orderRejected: as({
    type: "OrderRejected",
    account: 12,
    item: 0,
    key: null,
    rejection: { code: "InsufficientCollateral", required: 450_000, available: 20 },
  }),
  orderAccepted: as({
    type: "OrderAccepted",
    order: 8_192,
    account: 12,
    item: 3,
    key: "my-1",
    spec: limitOrder,
    parametersVersion: 2,
  }),
  orderRested: as({
    type: "OrderRested",
    order: 8_192,
    account: 12,
    market: 4_097,
    quantity: 700,
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
  accountLimitsSet: as({
    type: "AccountLimitsSet",
    account: 12,
    maxOrderNotional: 5_000_000,
    maxExposure: 2 ** 40,
    maxDailyDeposit: 0,
  }),
  ownerExcluded: as({ type: "OwnerExcluded", owner: 7, kind: "cool-off", until: 1_800_000 }),
  venueConfigured: as({ type: "VenueConfigured", confirmations: 2 }),
  tickSizeAnnounced: as({ type: "TickSizeAnnounced", market: 4_097, tickSize: 10, at: 99 }),
  tickSizeChanged: as({ type: "TickSizeChanged", market: 4_097, tickSize: 10 }),
  probabilitySet: as({
    type: "ProbabilitySet",
    market: 4_097,
    probability: 6_300,
    source: "trade",
  }),
  endingRequested: as({
    type: "EndingRequested",
    target: { kind: "event", event: 4_096 },
    wish: {
      type: "ResolveEvent",
      event: 4_096,
      payouts: [
        { market: 4_097, yesPayout: 0 },
        { market: 4_098, yesPayout: 10_000 },
      ],
    },
    actor: 3,
    until: 1_800_000,
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
