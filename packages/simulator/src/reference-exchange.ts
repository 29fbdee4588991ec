import { MATCH_STEPS_PER_COMMAND, WORK_PER_COMMAND } from "@probity/core";
import type { Command, CommandContent, CommandType, Event, Timestamp } from "@probity/core";
import {
  closeSession,
  configureVenue,
  createOrderGroup,
  deposit,
  excludeOwner,
  heartbeat,
  openAccount,
  openSession,
  registerCollateral,
  requestWithdrawal,
  resetOrderGroup,
  setAccountLimits,
  setRole,
  settleWithdrawal,
  transferCollateral,
  transferShares,
  tripOrderGroup,
  updateAccount,
} from "./reference/accounts.ts";
import { amendOrder } from "./reference/amend.ts";
import { isAdmin, reject } from "./reference/answers.ts";
import { cancelAll, cancelOrders, continueCancel } from "./reference/cancelling.ts";
import { addMarket, createEvent, updateEvent, updateMarket } from "./reference/catalogue.ts";
import { resolveEvent, resolveMarket, voidEvent, voidMarket } from "./reference/endings.ts";
import {
  changeMarketState,
  changeTickSize,
  disputeResolution,
  proposeResolution,
  setProbability,
} from "./reference/market-states.ts";
import {
  placeBasket,
  placeOrder,
  placeOrders,
  placeSignedOrders,
  replaceOrder,
} from "./reference/orders.ts";
import { claimPayout, continueResolution } from "./reference/payouts.ts";
import { reverseMatch } from "./reference/reversing.ts";
import { convertPositions, mergeSet, splitSet } from "./reference/sets.ts";
import { emptyState } from "./reference/state.ts";
import type { Turn } from "./reference/state.ts";
import { transferSystem } from "./reference/system-transfer.ts";
import { advanceTime, earliestDeadline, resumeVenue } from "./reference/time.ts";
import { ReferenceViews } from "./reference/views.ts";

/**
 * The rules of `packages/core/RULES.md` once more, written to be read beside that
 * page and not to be fast: plain arrays in order of price and arrival, `bigint`
 * money, holds and deadlines found by looking at everything. It shares no code
 * with the machine in core, only the types of what goes in and comes out.
 */
export class ReferenceExchange extends ReferenceViews {
  constructor() {
    super(emptyState());
  }

  get sequence(): number {
    return this.state.sequence;
  }

  execute(command: Command): readonly Event[] {
    const { state } = this;
    const { content, sequence, time } = command;
    const mayBeLate = content.type === "AdvanceTime" || content.type === "ResumeVenue";
    demand(sequence === state.sequence + 1, "commands come in order");
    demand(time >= state.time, "time does not go back");
    demand(mayBeLate || this.overdue(time) === null, "no deadline is passed over");

    state.sequence = sequence;
    state.time = time;
    const turn: Turn = {
      state,
      sequence,
      time,
      actor: command.actor,
      events: [],
      work: WORK_PER_COMMAND,
      steps: MATCH_STEPS_PER_COMMAND,
      matches: 0,
      heldBack: null,
    };
    if (command.counter <= (state.counters.get(command.origin) ?? 0)) {
      turn.events.push({ type: "CommandDuplicated" });
    } else {
      state.counters.set(command.origin, command.counter);
      obey(turn, content);
    }
    return turn.events;
  }

  overdue(time: number): { readonly content: CommandContent; readonly time: Timestamp } | null {
    const deadline = earliestDeadline(this.state);
    if (deadline === null || deadline.time > time) return null;
    const due = Math.max(deadline.time, this.state.time) as Timestamp;
    return { content: { type: "AdvanceTime" }, time: due };
  }

  pendingWork(): CommandContent | null {
    const [job] = this.state.jobs;
    if (job === undefined) return null;
    if (job.kind !== "resolution") return { type: "ContinueCancel" };
    return { type: "ContinueResolution", market: job.market.id };
  }

  nextDeadline(): Timestamp | null {
    return (earliestDeadline(this.state)?.time ?? null) as Timestamp | null;
  }
}

function demand(holds: boolean, law: string): void {
  if (!holds) throw new Error(`broken: ${law}`);
}

const INTERNAL: ReadonlySet<CommandType> = new Set<CommandType>([
  "AdvanceTime",
  "ContinueResolution",
  "ContinueCancel",
]);

const OPERATOR: ReadonlySet<CommandType> = new Set<CommandType>([
  "RegisterCollateral",
  "UpdateAccount",
  "CreateEvent",
  "AddMarket",
  "UpdateEvent",
  "UpdateMarket",
  "ChangeMarketState",
  "ProposeResolution",
  "DisputeResolution",
  "ResolveMarket",
  "ResolveEvent",
  "VoidMarket",
  "VoidEvent",
  "TransferSystem",
  "ReverseMatch",
  "Deposit",
  "ConfirmWithdrawal",
  "FailWithdrawal",
  "ResumeVenue",
  "SetAccountLimits",
  "ChangeTickSize",
  "SetProbability",
]);

/**
 * Commands of the operator need an admin, those of the machine itself the venue;
 * roles, new accounts and the accounts' own commands look for themselves.
 */
function obey(turn: Turn, content: CommandContent): void {
  const isForbidden =
    (INTERNAL.has(content.type) && turn.actor !== 0) ||
    (OPERATOR.has(content.type) && !isAdmin(turn));
  if (isForbidden) reject(turn, { code: "NotAuthorised" });
  else execute(turn, content);
}

function execute(turn: Turn, content: CommandContent): void {
  switch (content.type) {
    case "SetRole":
      return setRole(turn, content);
    case "OpenAccount":
      return openAccount(turn, content);
    case "AdvanceTime":
      return advanceTime(turn);
    case "ContinueResolution":
      return continueResolution(turn, content);
    case "ContinueCancel":
      return continueCancel(turn);
    case "RegisterCollateral":
      return registerCollateral(turn, content);
    case "UpdateAccount":
      return updateAccount(turn, content);
    case "CreateEvent":
      return createEvent(turn, content);
    case "AddMarket":
      return addMarket(turn, content);
    case "UpdateEvent":
      return updateEvent(turn, content);
    case "UpdateMarket":
      return updateMarket(turn, content);
    case "ChangeMarketState":
      return changeMarketState(turn, content);
    case "ProposeResolution":
      return proposeResolution(turn, content);
    case "DisputeResolution":
      return disputeResolution(turn, content);
    case "ResolveMarket":
      return resolveMarket(turn, content);
    case "ResolveEvent":
      return resolveEvent(turn, content);
    case "VoidMarket":
      return voidMarket(turn, content);
    case "VoidEvent":
      return voidEvent(turn, content);
    case "TransferSystem":
      return transferSystem(turn, content);
    case "SetAccountLimits":
      return setAccountLimits(turn, content);
    case "ExcludeOwner":
      return excludeOwner(turn, content);
    case "ConfigureVenue":
      return configureVenue(turn, content);
    case "ChangeTickSize":
      return changeTickSize(turn, content);
    case "SetProbability":
      return setProbability(turn, content);
    case "PlaceBasket":
      return placeBasket(turn, content);
    case "Deposit":
      return deposit(turn, content);
    case "ConfirmWithdrawal":
    case "FailWithdrawal":
      return settleWithdrawal(turn, content);
    case "ResumeVenue":
      return resumeVenue(turn, content);
    case "RequestWithdrawal":
      return requestWithdrawal(turn, content);
    case "TransferCollateral":
      return transferCollateral(turn, content);
    case "TransferShares":
      return transferShares(turn, content);
    case "SplitSet":
      return splitSet(turn, content);
    case "MergeSet":
      return mergeSet(turn, content);
    case "ConvertPositions":
      return convertPositions(turn, content);
    case "PlaceOrder":
      return placeOrder(turn, content);
    case "PlaceOrders":
      return placeOrders(turn, content);
    case "PlaceSignedOrders":
      return placeSignedOrders(turn, content);
    case "ReverseMatch":
      return reverseMatch(turn, content);
    case "AmendOrder":
      return amendOrder(turn, content);
    case "ReplaceOrder":
      return replaceOrder(turn, content);
    case "CancelOrders":
      return cancelOrders(turn, content);
    case "CancelAll":
      return cancelAll(turn, content);
    case "Heartbeat":
      return heartbeat(turn, content);
    case "OpenSession":
      return openSession(turn, content);
    case "CloseSession":
      return closeSession(turn, content);
    case "CreateOrderGroup":
      return createOrderGroup(turn, content);
    case "TripOrderGroup":
      return tripOrderGroup(turn, content);
    case "ResetOrderGroup":
      return resetOrderGroup(turn, content);
    case "ClaimPayout":
      return claimPayout(turn, content);
    default:
      return content satisfies never;
  }
}
