import { Exchange, RULES_VERSION } from "@probity/core";
import type { CommandContent, CommandType, Event } from "@probity/core";
import { exchangeCommands } from "./codec/direct-commands.ts";
import { exchangeEventLists } from "./codec/direct-events.ts";
import { exchangeEvents } from "./codec/exchange-events.ts";
import type { MachineKind, StateRecord } from "./ports.ts";
import type { KindModule } from "./snapshot/snapshotter.ts";

/** Commands that bring in more risk or more data; all others may use the reserves. */
const ORDINARY: ReadonlySet<CommandType> = new Set<CommandType>([
  "OpenAccount",
  "Deposit",
  "RequestWithdrawal",
  "TransferCollateral",
  "TransferShares",
  "SplitSet",
  "MergeSet",
  "ConvertPositions",
  "PlaceOrder",
  "PlaceOrders",
  "PlaceSignedOrders",
  "PlaceBasket",
  "AmendOrder",
  "ReplaceOrder",
  "Heartbeat",
  "OpenSession",
  "CreateOrderGroup",
  "ResetOrderGroup",
  "ClaimPayout",
]);

/** The exchange as the sequencer runs it. */
export const exchangeKind: MachineKind<CommandContent, Event, Exchange> = {
  name: "exchange",
  rulesVersion: RULES_VERSION,
  create: () => Exchange.create(),
  restore: (records) => Exchange.restore(records as Iterable<StateRecord & readonly [string]>),
  commands: exchangeCommands,
  events: exchangeEvents,
  eventLists: exchangeEventLists,
  isExempt: (content) => !ORDINARY.has(content.type),
};

/** Where a snapshot thread finds it. */
export const exchangeKindModule: KindModule = { url: import.meta.url, exportName: "exchangeKind" };
