/** Exchange commands and events of every shape, for properties of their stored form. */
import * as fc from "fast-check";
import { REJECTION_CODES, REJECTION_FACTS } from "@probity/core";

/** Values are checked by the machine, not by the format, so that plain numbers may stand for every brand here. */
export const as = <T>(value: unknown): T => value as T;
/** Of every width that the format knows. */
export const nat = fc.oneof(fc.maxSafeNat(), fc.nat(70_000), fc.nat(9));
export const word = fc.string({ unit: "grapheme", maxLength: 12 });

/** What nearly all orders are. */
const plainOrder = fc.record({
  market: nat,
  outcome: fc.constantFrom("yes", "no"),
  side: fc.constantFrom("buy", "sell"),
  pricing: fc.record({
    kind: fc.constant("limit"),
    price: nat,
    quantity: nat,
    timeInForce: fc.record({ kind: fc.constant("gtc"), postOnly: fc.boolean() }),
  }),
  reduceOnly: fc.boolean(),
  selfTrade: fc.constantFrom("cancel-taker", "cancel-maker", "cancel-both"),
  group: fc.constant(null),
  session: fc.constant(null),
});

const anyOrder = fc.record({
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

export const orderSpec = fc.oneof(anyOrder, plainOrder);

export const rejections = REJECTION_CODES.map((code) => {
  const facts = REJECTION_FACTS[code].map(
    (fact) =>
      [fact, ["field", "from", "to", "state"].includes(fact) ? word : fc.maxSafeInteger()] as const,
  );
  return fc.record({ code: fc.constant(code), ...Object.fromEntries(facts) });
});

const payouts = fc.array(fc.record({ market: nat, yesPayout: nat }));
const policy = fc.oneof(
  fc.record({ kind: fc.constant("split"), yesPayout: nat }),
  fc.record({ kind: fc.constantFrom("last-price", "cost-basis") }),
);

const endingWish = fc.oneof(
  fc.record({ type: fc.constant("ResolveMarket"), market: nat, yesPayout: nat }),
  fc.record({ type: fc.constant("ResolveEvent"), event: nat, payouts }),
  fc.record({ type: fc.constant("VoidMarket"), market: nat, policy }),
  fc.record({ type: fc.constant("VoidEvent"), event: nat, policy }),
);

const marketText = fc.record({
  question: word,
  description: word,
  image: word,
  external: fc.oneof(fc.constant(""), word),
});
const parameters = fc.record({
  minQuantity: nat,
  fees: fc.record({
    formula: fc.constantFrom("symmetric", "quadratic"),
    exponent: nat,
    takerBps: nat,
    makerBps: nat,
    rebateBps: nat,
  }),
  positionLimit: nat,
  bandLow: nat,
  bandHigh: nat,
  closeTime: nat,
  takerDelayMs: nat,
});
const marketSpec = fc.record({ slug: word, text: marketText, tickSize: nat, parameters });
const legs = fc.array(
  fc.record({
    order: nat,
    account: nat,
    outcome: fc.constantFrom("yes", "no"),
    side: fc.constantFrom("buy", "sell"),
    price: nat,
    quantity: nat,
    role: fc.constantFrom("maker", "taker", "auction"),
    fee: nat,
    rebate: nat,
  }),
  { maxLength: 3 },
);
const matchKind = fc.constantFrom("complementary", "mint", "merge");

export const command = fc.oneof(
  fc.record({
    type: fc.constant("CreateEvent"),
    slug: word,
    text: fc.record({
      title: word,
      description: word,
      category: word,
      tags: fc.array(word),
      image: word,
    }),
    rules: word,
    collateral: nat,
    mutuallyExclusive: fc.boolean(),
    exhaustive: fc.boolean(),
    markets: fc.array(marketSpec),
  }),
  fc.record({ type: fc.constant("AddMarket"), event: nat, market: marketSpec }),
  fc.record({
    type: fc.constant("UpdateMarket"),
    market: nat,
    text: fc.option(marketText),
    parameters: fc.option(parameters),
  }),
  fc.record({
    type: fc.constant("PlaceSignedOrders"),
    account: nat,
    items: fc.array(fc.record({ key: word, order: orderSpec, signed: word })),
  }),
  fc.record({ type: fc.constant("ReverseMatch"), market: nat, match: nat, kind: matchKind, legs }),
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
        fc.record({ kind: fc.constant("order"), order: nat, slot: nat }),
        fc.record({ kind: fc.constant("key"), key: word }),
      ),
    ),
  }),
  fc.record({
    type: fc.constant("PlaceBasket"),
    account: nat,
    key: fc.option(word),
    items: fc.array(fc.record({ key: fc.option(word), order: orderSpec })),
  }),
  fc.record({
    type: fc.constant("SetAccountLimits"),
    account: nat,
    maxOrderNotional: nat,
    maxExposure: nat,
    maxDailyDeposit: nat,
  }),
  fc.record({
    type: fc.constant("ExcludeOwner"),
    owner: nat,
    kind: fc.constantFrom("cool-off", "self-exclusion"),
    until: nat,
  }),
  fc.record({ type: fc.constant("ConfigureVenue"), confirmations: fc.constantFrom(1, 2) }),
  fc.record({ type: fc.constant("ChangeTickSize"), market: nat, tickSize: nat, at: nat }),
  fc.record({
    type: fc.constant("SetProbability"),
    market: nat,
    probability: nat,
    source: fc.constantFrom("manual", "orderbook", "trade"),
  }),
  endingWish,
  fc.record({ type: fc.constant("AdvanceTime") }),
);

export const event = fc.oneof(
  fc.record({ type: fc.constant("MarketCreated"), market: nat, event: nat, spec: marketSpec }),
  fc.record({
    type: fc.constant("MarketUpdated"),
    market: nat,
    text: fc.option(marketText),
    parameters: fc.option(parameters),
    parametersVersion: nat,
  }),
  fc.record({ type: fc.constant("OrderSigned"), order: nat, account: nat, signed: word }),
  fc.record({ type: fc.constant("MatchReversed"), market: nat, match: nat, kind: matchKind, legs }),
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
  fc.record({
    type: fc.constant("AccountLimitsSet"),
    account: nat,
    maxOrderNotional: nat,
    maxExposure: nat,
    maxDailyDeposit: nat,
  }),
  fc.record({
    type: fc.constant("OwnerExcluded"),
    owner: nat,
    kind: fc.constantFrom("cool-off", "self-exclusion"),
    until: nat,
  }),
  fc.record({ type: fc.constant("VenueConfigured"), confirmations: fc.constantFrom(1, 2) }),
  fc.record({ type: fc.constant("TickSizeAnnounced"), market: nat, tickSize: nat, at: nat }),
  fc.record({ type: fc.constant("TickSizeChanged"), market: nat, tickSize: nat }),
  fc.record({
    type: fc.constant("ProbabilitySet"),
    market: nat,
    probability: nat,
    source: fc.constantFrom("manual", "orderbook", "trade"),
  }),
  fc.record({
    type: fc.constant("EndingRequested"),
    target: fc.oneof(
      fc.record({ kind: fc.constant("market"), market: nat }),
      fc.record({ kind: fc.constant("event"), event: nat }),
    ),
    wish: endingWish,
    actor: nat,
    until: nat,
  }),
);
