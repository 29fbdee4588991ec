/**
 * How exchange commands lie in the journal. Numbers and the order of fields are the format: a new
 * command gets a new number, a changed one a new schema version beside the old. A command that is
 * missing here is a type error.
 */
import type {
  CancelScope,
  CommandContent,
  MarketTarget,
  OrderItem,
  OrderTarget,
  VoidPolicy,
} from "@probity/core";
import { bool, list, nullable, oneOf, struct, text, union, varuint, versioned } from "./codec.ts";
import type { Codec } from "./codec.ts";
import {
  eventText,
  key,
  marketMode,
  marketParameters,
  marketSpec,
  marketText,
  natural,
  orderSpec,
  outcome,
  systemParty,
} from "./exchange-values.ts";

const orderItem: Codec<OrderItem> = struct<OrderItem>({ key, order: orderSpec });

/** Where an order lies is a hint for one machine's memory, and stays out of the journal. */
type LastingTarget =
  Omit<Extract<OrderTarget, { kind: "order" }>, "slot"> | Extract<OrderTarget, { kind: "key" }>;

const orderTarget: Codec<OrderTarget> = union<"kind", LastingTarget>("kind", {
  order: [1, { order: natural() }],
  key: [2, { key: text }],
});

const cancelScope: Codec<CancelScope> = union<"kind", CancelScope>("kind", {
  all: [1, {}],
  market: [2, { market: natural() }],
  event: [3, { event: natural() }],
  group: [4, { group: natural() }],
});

const marketTarget: Codec<MarketTarget> = union<"kind", MarketTarget>("kind", {
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
  CreateEvent: [
    4,
    {
      slug: text,
      text: eventText,
      rules: text,
      collateral: natural(),
      mutuallyExclusive: bool,
      exhaustive: bool,
      markets: list(marketSpec),
    },
  ],
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
  ResolveMarket: [11, { market: natural(), yesPayout: natural() }],
  ResolveEvent: [12, { event: natural(), payouts: list(payout) }],
  VoidMarket: [13, { market: natural(), policy: voidPolicy }],
  VoidEvent: [14, { event: natural(), policy: voidPolicy }],
  TransferSystem: [15, { from: systemParty, to: systemParty, asset: natural(), amount: natural() }],
  Deposit: [16, { account: natural(), asset: natural(), amount: natural(), key: text }],
  ConfirmWithdrawal: [17, { withdrawal: natural() }],
  FailWithdrawal: [18, { withdrawal: natural() }],
  ResumeVenue: [19, { postOnlyMs: varuint, graceMs: varuint }],
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
  PlaceOrder: [39, { account: natural(), key, order: orderSpec }],
  PlaceOrders: [40, { account: natural(), items: list(orderItem) }],
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
  CancelOrders: [43, { account: natural(), targets: list(orderTarget) }],
  CancelAll: [44, { account: natural(), scope: cancelScope }],
  Heartbeat: [45, { account: natural(), timeoutMs: varuint }],
  OpenSession: [46, { account: natural() }],
  CloseSession: [47, { account: natural(), session: natural() }],
  CreateOrderGroup: [48, { account: natural(), limit: varuint }],
  TripOrderGroup: [49, { account: natural(), group: natural() }],
  ResetOrderGroup: [50, { account: natural(), group: natural() }],
  ClaimPayout: [51, { account: natural(), market: natural() }],
  // The system's own
  AdvanceTime: [64, {}],
  ContinueResolution: [65, { market: natural() }],
  ContinueCancel: [66, {}],
});

export const exchangeCommands: Codec<CommandContent> = versioned(1, { 1: commandV1 });
