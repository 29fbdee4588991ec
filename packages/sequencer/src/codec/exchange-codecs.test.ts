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
const parameters = {
  minQuantity: 100,
  fees: { formula: "quadratic", exponent: 2, takerBps: 700, makerBps: 0, rebateBps: 20 },
  positionLimit: 0,
  bandLow: 1,
  bandHigh: 9_999,
  closeTime: 1_800_000,
  takerDelayMs: 0,
};
const text = { question: "Rain?", description: "On the roof.", image: "", external: "" };
const named = { ...text, external: '{"condition":"0x1234"}' };
const spec = { slug: "rain", text, tickSize: 100, parameters };
const legs = [
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
];
const eventOf = (markets: readonly unknown[]) => ({
  type: "CreateEvent",
  slug: "weather",
  text: { title: "Weather", description: "", category: "weather", tags: ["a"], image: "" },
  rules: "Look out of the window.",
  collateral: 1,
  mutuallyExclusive: false,
  exhaustive: false,
  markets,
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
  createEvent: as(eventOf([spec])),
  addMarket: as({ type: "AddMarket", event: 4_096, market: spec }),
  updateMarket: as({ type: "UpdateMarket", market: 4_097, text, parameters }),
  updateMarketParameters: as({ type: "UpdateMarket", market: 4_097, text: null, parameters }),
  createNamedEvent: as(eventOf([spec, { ...spec, slug: "snow", text: named }])),
  addNamedMarket: as({ type: "AddMarket", event: 4_096, market: { ...spec, text: named } }),
  nameMarket: as({ type: "UpdateMarket", market: 4_097, text: named, parameters: null }),
  placeSignedOrders: as({
    type: "PlaceSignedOrders",
    account: 12,
    items: [{ key: "ab".repeat(32), order: limitOrder, signed: '{"signature":"0x12"}' }],
  }),
  reverseMatch: as({ type: "ReverseMatch", market: 4_097, match: 8_193, kind: "mint", legs }),
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
    legs,
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
  marketCreated: as({ type: "MarketCreated", market: 4_097, event: 4_096, spec }),
  marketUpdated: as({
    type: "MarketUpdated",
    market: 4_097,
    text,
    parameters: null,
    parametersVersion: 2,
  }),
  namedMarketCreated: as({
    type: "MarketCreated",
    market: 4_097,
    event: 4_096,
    spec: { ...spec, text: named },
  }),
  marketNamed: as({
    type: "MarketUpdated",
    market: 4_097,
    text: named,
    parameters: null,
    parametersVersion: 2,
  }),
  orderSigned: as({
    type: "OrderSigned",
    order: 8_192,
    account: 12,
    signed: '{"signature":"0x12"}',
  }),
  matchReversed: as({ type: "MatchReversed", market: 4_097, match: 8_193, kind: "mint", legs }),
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

test("a version that names markets and names none is refused, so that each value has one form", () => {
  const nameless = (bytes: Buffer): Buffer => {
    const at = bytes.indexOf(named.external);
    const without = Buffer.concat([
      bytes.subarray(0, at),
      bytes.subarray(at + named.external.length),
    ]);
    without[at - 1] = 0;
    return without;
  };
  const command = nameless(encodeValue(exchangeCommands, goldenCommands["addNamedMarket"]!));
  const event = nameless(encodeValue(exchangeEvents, goldenEvents["marketNamed"]!));
  expect(() => decodeValue(exchangeCommands, command)).toThrow("a name of nothing");
  expect(() => decodeValue(exchangeEvents, event)).toThrow("a name of nothing");
});
