/** Codecs of the values that exchange commands and events have in common. Order of words and fields is format. */
import type {
  Amount,
  EventText,
  ExclusionKind,
  FeeSchedule,
  Leg,
  MarketMode,
  MarketParameters,
  MarketSpec,
  MarketState,
  MarketText,
  MatchKind,
  OrderSpec,
  Outcome,
  Price,
  Pricing,
  ProbabilitySource,
  Quantity,
  SelfTradePrevention,
  Side,
  SystemParty,
  TimeInForce,
} from "@probity/core";
import { CodecError } from "./bytes.ts";
import {
  bool,
  branded,
  f53,
  list,
  nat16,
  nat32,
  nullable,
  oneOf,
  struct,
  text,
  union,
  varuint,
  versioned,
} from "./codec.ts";
import type { Codec } from "./codec.ts";

/** Version of the schema of commands and events that is written, and of those that say what a market is called elsewhere. */
export const SCHEMA = 1;
const NAMED_SCHEMA = 2;

/** Ids and times in eight bytes, prices in two, quantities and amounts in four: where orders pass, room is time. */
export function id<T extends number>(): Codec<T> {
  return branded<T>(f53);
}
export const price: Codec<Price> = branded<Price>(nat16);
export const quantity: Codec<Quantity> = branded<Quantity>(nat32);
export const amount: Codec<Amount> = branded<Amount>(nat32);

/** A natural number with a brand in few bytes, for everything that is rare. */
export function natural<T extends number>(): Codec<T> {
  return branded<T>(varuint);
}

export const key: Codec<string | null> = nullable(text);

export const outcome: Codec<Outcome> = oneOf("yes", "no");
const side: Codec<Side> = oneOf("buy", "sell");
export const marketMode: Codec<MarketMode> = oneOf("normal", "post-only", "cancel-only");
export const marketState: Codec<MarketState> = oneOf(
  "draft",
  "open",
  "halted",
  "closed",
  "proposed",
  "disputed",
  "resolving",
  "resolved",
  "voided",
  "deleted",
);

const timeInForce: Codec<TimeInForce> = union<"kind", TimeInForce>("kind", {
  gtc: [1, { postOnly: bool }],
  gtd: [2, { postOnly: bool, expiresAt: id() }],
  ioc: [3, {}],
  fok: [4, {}],
});

const selfTrade: Codec<SelfTradePrevention> = oneOf("cancel-taker", "cancel-maker", "cancel-both");

const pricing: Codec<Pricing> = union<"kind", Pricing>("kind", {
  limit: [1, { price, quantity, timeInForce }],
  market: [2, { quantity, cap: price, fillOrKill: bool }],
  cash: [3, { cash: amount, cap: price, feeIncluded: bool, fillOrKill: bool }],
});

export const orderSpec: Codec<OrderSpec> = struct<OrderSpec>({
  market: id(),
  outcome,
  side,
  pricing,
  reduceOnly: bool,
  selfTrade,
  group: nullable(id()),
  session: nullable(id()),
});

const feeSchedule: Codec<FeeSchedule> = struct<FeeSchedule>({
  formula: oneOf("symmetric", "quadratic"),
  exponent: varuint,
  takerBps: varuint,
  makerBps: varuint,
  rebateBps: varuint,
});

export const marketParameters: Codec<MarketParameters> = struct<MarketParameters>({
  minQuantity: natural(),
  fees: feeSchedule,
  positionLimit: natural(),
  bandLow: natural(),
  bandHigh: natural(),
  closeTime: natural(),
  takerDelayMs: varuint,
});

const marketWords = { question: text, description: text, image: text };
const plainText = struct<Omit<MarketText, "external">>(marketWords);

/** Text of a market that is called nothing elsewhere. */
export const marketText: Codec<MarketText> = {
  encode(writer, value) {
    if (value.external !== "") throw new CodecError("this form has no room for an external name");
    plainText.encode(writer, value);
  },
  decode: (reader) => ({ ...plainText.decode(reader), external: "" }),
};

/** Text of any market. */
export const namedMarketText: Codec<MarketText> = struct<MarketText>({
  ...marketWords,
  external: text,
});

function specWith(words: Codec<MarketText>): Codec<MarketSpec> {
  return struct<MarketSpec>({
    slug: text,
    text: words,
    tickSize: natural(),
    parameters: marketParameters,
  });
}

export const marketSpec = specWith(marketText);
export const namedMarketSpec = specWith(namedMarketText);

/**
 * Values of which few say what a market is called elsewhere: those have a version of their own, and all others
 * keep the bytes they always had, so that digests over old records stand.
 */
export function namedApart<T, N extends T>(
  isNamed: (value: T) => value is N,
  plain: Codec<T>,
  named: Codec<N>,
): Codec<T> {
  const apart: Codec<T> = {
    encode: (writer, value) => named.encode(writer, value as N),
    decode(reader) {
      const value = named.decode(reader);
      if (!isNamed(value)) throw new CodecError("a name of nothing");
      return value;
    },
  };
  const versions = { [SCHEMA]: plain, [NAMED_SCHEMA]: apart };
  const usual = versioned(SCHEMA, versions);
  const other = versioned(NAMED_SCHEMA, versions);
  return {
    encode: (writer, value) => (isNamed(value) ? other : usual).encode(writer, value),
    decode: (reader) => usual.decode(reader),
  };
}

export const leg: Codec<Leg> = struct<Leg>({
  order: id(),
  account: id(),
  outcome,
  side,
  price,
  quantity,
  role: oneOf("maker", "taker", "auction"),
  fee: amount,
  rebate: amount,
});
export const matchKind: Codec<MatchKind> = oneOf("complementary", "mint", "merge");

export const eventText: Codec<EventText> = struct<EventText>({
  title: text,
  description: text,
  category: text,
  tags: list(text),
  image: text,
});

export const accountLimits = {
  maxOrderNotional: natural<Amount>(),
  maxExposure: natural<Amount>(),
  maxDailyDeposit: natural<Amount>(),
};

export const exclusionKind: Codec<ExclusionKind> = oneOf("cool-off", "self-exclusion");
export const probabilitySource: Codec<ProbabilitySource> = oneOf("manual", "orderbook", "trade");

export const systemParty: Codec<SystemParty> = union<"kind", SystemParty>("kind", {
  account: [1, { account: natural() }],
  fees: [2, {}],
  rewards: [3, {}],
  reserve: [4, { market: natural() }],
});
