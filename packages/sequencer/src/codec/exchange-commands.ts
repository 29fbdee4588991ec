/**
 * How exchange commands lie in the journal. Numbers and the order of fields are the format: a new
 * command gets a new number, a changed one a new schema version beside the old. A command that is
 * missing here is a type error.
 */
import type {
  AssetId,
  CancelScope,
  CommandContent,
  EndingWish,
  EventId,
  MarketId,
  MarketTarget,
  OrderId,
  OrderItem,
  OrderTarget,
  Price,
  SignedOrderItem,
  VoidPolicy,
} from "@probity/core";
import { CodecError } from "./bytes.ts";
import { bool, list, nat16, nullable, oneOf, struct, text, u8, union, varuint } from "./codec.ts";
import type { Codec } from "./codec.ts";
import {
  accountLimits,
  eventText,
  exclusionKind,
  id,
  key,
  leg,
  marketMode,
  marketParameters,
  marketSpec,
  marketText,
  matchKind,
  namedApart,
  namedMarketSpec,
  namedMarketText,
  natural,
  orderSpec,
  outcome,
  probabilitySource,
  systemParty,
} from "./exchange-values.ts";

const signedItem: Codec<SignedOrderItem> = struct<SignedOrderItem>({
  key: text,
  order: orderSpec,
  signed: text,
});
const orderItem: Codec<OrderItem> = struct<OrderItem>({ key, order: orderSpec });

/** Numbers of the forms of a target. */
export const TARGET_ORDER = 1;
export const TARGET_KEY = 2;
export const TARGET_HINTED = 3;

/** A hint makes another form, with its own number, so that either has one encoding. */
const orderTarget: Codec<OrderTarget> = {
  encode(writer, target) {
    if (target.kind === "key") {
      writer.u8(TARGET_KEY);
      text.encode(writer, target.key);
    } else if (target.kind === "order") {
      const { order, slot } = target;
      writer.u8(slot === undefined ? TARGET_ORDER : TARGET_HINTED);
      writer.f53(order);
      if (slot !== undefined) writer.nat32(slot);
    } else {
      throw new CodecError("a target that is neither an order nor a key");
    }
  },
  decode(reader) {
    const form = reader.u8();
    if (form === TARGET_KEY) return { kind: "key", key: text.decode(reader) };
    if (form !== TARGET_ORDER && form !== TARGET_HINTED)
      throw new CodecError(`unknown form ${form} of a target`);
    const order = reader.f53() as OrderId;
    if (form === TARGET_ORDER) return { kind: "order", order };
    return { kind: "order", order, slot: reader.nat32() };
  },
};

const cancelScope: Codec<CancelScope> = union<"kind", CancelScope>("kind", {
  all: [1, {}],
  market: [2, { market: natural() }],
  event: [3, { event: natural() }],
  group: [4, { group: natural() }],
});

export const marketTarget: Codec<MarketTarget> = union<"kind", MarketTarget>("kind", {
  market: [1, { market: natural() }],
  event: [2, { event: natural() }],
});

const voidPolicy: Codec<VoidPolicy> = union<"kind", VoidPolicy>("kind", {
  split: [1, { yesPayout: natural() }],
  "last-price": [2, {}],
  "cost-basis": [3, {}],
});

const payout = struct<
  Extract<CommandContent, { readonly type: "ResolveEvent" }>["payouts"][number]
>({
  market: natural(),
  yesPayout: natural(),
});

/** What ends a market or an event, as commands and requests for them have it. */
const endings = {
  ResolveMarket: [11, { market: natural<MarketId>(), yesPayout: natural<Price>() }],
  ResolveEvent: [12, { event: natural<EventId>(), payouts: list(payout) }],
  VoidMarket: [13, { market: natural<MarketId>(), policy: voidPolicy }],
  VoidEvent: [14, { event: natural<EventId>(), policy: voidPolicy }],
} as const;

export const endingWish: Codec<EndingWish> = union<"type", EndingWish>("type", endings);

const createEvent = {
  slug: text,
  text: eventText,
  rules: text,
  collateral: natural<AssetId>(),
  mutuallyExclusive: bool,
  exhaustive: bool,
};

const commandV1: Codec<CommandContent> = union<"type", CommandContent>("type", {
  // The operator's
  RegisterCollateral: [1, { symbol: text }],
  SetRole: [2, { owner: natural(), role: oneOf("user", "admin", "superadmin") }],
  UpdateAccount: [
    3,
    {
      account: natural(),
      status: oneOf("active", "closed-only", "frozen"),
      maxOpenOrders: varuint,
    },
  ],
  CreateEvent: [4, { ...createEvent, markets: list(marketSpec) }],
  AddMarket: [5, { event: natural(), market: marketSpec }],
  UpdateEvent: [6, { event: natural(), text: nullable(eventText), rules: nullable(text) }],
  UpdateMarket: [
    7,
    { market: natural(), text: nullable(marketText), parameters: nullable(marketParameters) },
  ],
  ChangeMarketState: [
    8,
    { target: marketTarget, to: oneOf("open", "halted", "closed", "deleted"), mode: marketMode },
  ],
  ProposeResolution: [9, { market: natural(), yesPayout: natural() }],
  DisputeResolution: [10, { market: natural() }],
  ...endings,
  TransferSystem: [15, { from: systemParty, to: systemParty, asset: natural(), amount: natural() }],
  Deposit: [16, { account: natural(), asset: natural(), amount: natural(), key: text }],
  ConfirmWithdrawal: [17, { withdrawal: natural() }],
  FailWithdrawal: [18, { withdrawal: natural() }],
  ResumeVenue: [19, { postOnlyMs: varuint, graceMs: varuint }],
  SetAccountLimits: [20, { account: natural(), ...accountLimits }],
  ConfigureVenue: [21, { confirmations: natural() }],
  ChangeTickSize: [22, { market: natural(), tickSize: natural(), at: natural() }],
  SetProbability: [23, { market: natural(), probability: natural(), source: probabilitySource }],
  ReverseMatch: [24, { market: id(), match: id(), kind: matchKind, legs: list(leg, u8) }],
  // An account owner's
  OpenAccount: [32, { owner: natural() }],
  RequestWithdrawal: [33, { account: natural(), asset: natural(), amount: natural(), key: text }],
  TransferCollateral: [
    34,
    { account: natural(), to: natural(), asset: natural(), amount: natural(), key },
  ],
  TransferShares: [
    35,
    { account: natural(), to: natural(), market: natural(), outcome, quantity: natural(), key },
  ],
  SplitSet: [36, { account: natural(), market: natural(), quantity: natural(), key }],
  MergeSet: [37, { account: natural(), market: natural(), quantity: natural(), key }],
  ConvertPositions: [
    38,
    { account: natural(), event: natural(), markets: list(natural()), quantity: natural(), key },
  ],
  PlaceOrder: [39, { account: id(), key, order: orderSpec }],
  PlaceOrders: [40, { account: id(), items: list(orderItem, nat16) }],
  AmendOrder: [
    41,
    {
      account: natural(),
      order: natural(),
      price: nullable(natural()),
      quantity: nullable(natural()),
      key,
    },
  ],
  ReplaceOrder: [42, { account: natural(), order: natural(), key, replacement: orderSpec }],
  CancelOrders: [43, { account: id(), targets: list(orderTarget, nat16) }],
  CancelAll: [44, { account: natural(), scope: cancelScope }],
  Heartbeat: [45, { account: natural(), timeoutMs: varuint }],
  OpenSession: [46, { account: natural() }],
  CloseSession: [47, { account: natural(), session: natural() }],
  CreateOrderGroup: [48, { account: natural(), limit: varuint }],
  TripOrderGroup: [49, { account: natural(), group: natural() }],
  ResetOrderGroup: [50, { account: natural(), group: natural() }],
  ClaimPayout: [51, { account: natural(), market: natural() }],
  PlaceSignedOrders: [54, { account: id(), items: list(signedItem, nat16) }],
  PlaceBasket: [52, { account: id(), key, items: list(orderItem, nat16) }],
  ExcludeOwner: [53, { owner: natural(), kind: exclusionKind, until: natural() }],
  // The system's own
  AdvanceTime: [64, {}],
  ContinueResolution: [65, { market: natural() }],
  ContinueCancel: [66, {}],
});

type NamedContent = Extract<
  CommandContent,
  { readonly type: "CreateEvent" | "AddMarket" | "UpdateMarket" }
>;

const namedCommand: Codec<NamedContent> = union<"type", NamedContent>("type", {
  CreateEvent: [4, { ...createEvent, markets: list(namedMarketSpec) }],
  AddMarket: [5, { event: natural(), market: namedMarketSpec }],
  UpdateMarket: [
    7,
    { market: natural(), text: nullable(namedMarketText), parameters: nullable(marketParameters) },
  ],
});

/** Whether the command says what a market is called elsewhere. */
function isNamed(content: CommandContent): content is NamedContent {
  switch (content.type) {
    case "CreateEvent":
      return content.markets.some(({ text: words }) => words.external !== "");
    case "AddMarket":
      return content.market.text.external !== "";
    case "UpdateMarket":
      return content.text !== null && content.text.external !== "";
    default:
      return false;
  }
}

/** The definition of the format; `exchangeCommands` writes and reads the same with less ado. */
export const exchangeCommandSchema: Codec<CommandContent> = namedApart(
  isNamed,
  commandV1,
  namedCommand,
);
