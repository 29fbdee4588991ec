import { assert } from "./assert.ts";
import { Entry } from "./book/entry.ts";
import type { Command, CommandContent } from "./commands.ts";
import type { EventLog } from "./event-log.ts";
import {
  configureVenue,
  excludeOwner,
  openAccount,
  registerCollateral,
  setAccountLimits,
  setRole,
  updateAccount,
} from "./execute/accounts.ts";
import { advanceTime, nextDeadline } from "./execute/advance-time.ts";
import { amendOrder, replaceOrder } from "./execute/amend-order.ts";
import { NOT_AUTHORISED } from "./execute/authority.ts";
import { cancelAll, cancelOrders } from "./execute/cancel-order.ts";
import { addMarket, createEvent, updateEvent, updateMarket } from "./execute/catalogue.ts";
import { convertPositions, splitOrMerge, transferShares } from "./execute/complete-sets.ts";
import { continueCancel } from "./execute/continue-cancel.ts";
import {
  deposit,
  requestWithdrawal,
  settleWithdrawal,
  transferCollateral,
  transferSystem,
} from "./execute/funding.ts";
import {
  changeMarketState,
  disputeResolution,
  proposeResolution,
  setProbability,
} from "./execute/market-lifecycle.ts";
import { placeBasket } from "./execute/place-basket.ts";
import { placeOrder, placeOrders, placeSignedOrders } from "./execute/place-order.ts";
import {
  claimPayout,
  continueResolution,
  resolveEvent,
  resolveMarket,
} from "./execute/resolve-market.ts";
import { reverseMatch } from "./execute/reverse-match.ts";
import {
  closeSession,
  createOrderGroup,
  heartbeat,
  openSession,
  resetOrderGroup,
  resumeVenue,
  tripOrderGroup,
} from "./execute/safety.ts";
import { changeTickSize } from "./execute/tick-size.ts";
import { voidMarket } from "./execute/void-market.ts";
import type { Sequence, Timestamp } from "./ids.ts";
import { SYSTEM } from "./ids.ts";
import { Reader } from "./reader.ts";
import { Run } from "./run.ts";
import { exportState } from "./snapshot/export-state.ts";
import { importState } from "./snapshot/import-state.ts";
import type { StateRecord } from "./snapshot/record.ts";
import { State } from "./state.ts";

/** Version of the rules this machine plays by; a change of behaviour raises it. */
export const RULES_VERSION = 3;

/**
 * The exchange: a pure machine. `execute` is synchronous and deterministic; it
 * knows no clock, disk, network or chance. What it does, command by command, is
 * written in RULES.md. A throw is a broken invariant, never a bad command.
 */
export class Exchange extends Reader {
  private readonly entry = new Entry();
  private readonly run: Run;

  private constructor(state: State) {
    super(state);
    this.run = new Run(state);
  }

  static create(): Exchange {
    return new Exchange(new State());
  }

  /** The machine whose `records()` these are. */
  static restore(records: Iterable<StateRecord>): Exchange {
    return new Exchange(importState(records));
  }

  /** Of the last executed command; 0 when new. */
  get sequence(): Sequence {
    return this.state.sequence as Sequence;
  }

  /** Of the last executed command, ms. */
  get time(): Timestamp {
    return this.state.time;
  }

  /** Executes the next command in order. @returns its events, at least one; the log is used again by the next. */
  execute(command: Command): EventLog {
    const { state } = this;
    const { content } = command;
    assert(command.sequence === state.sequence + 1, "commands come in order");
    assert(
      Number.isSafeInteger(command.time) && command.time >= state.time,
      "time does not go back",
    );
    if (state.deadlines.nextAt <= command.time && !mayComeLate(content)) {
      assert(this.overdue(command.time) === null, "a deadline was passed over");
    }
    state.sequence = command.sequence;
    state.time = command.time;
    const { run } = this;
    const { log } = run;
    run.begin(command);
    if (command.counter <= state.origins.counterOf(command.origin)) {
      run.emit({ type: "CommandDuplicated" });
    } else {
      state.origins.set(command.origin, command.counter);
      this.dispatch(run, content);
    }
    assert(log.length > 0, "every command has an event");
    return log;
  }

  /** What must be executed before a command stamped `time`: an overdue deadline, with the time to stamp it with; or null. */
  overdue(time: number): { readonly content: CommandContent; readonly time: Timestamp } | null {
    if (this.state.deadlines.nextAt > time) return null;
    const deadline = nextDeadline(this.state);
    if (deadline === null || deadline.at > time) return null;
    const at = Math.max(deadline.at, this.state.time) as Timestamp;
    return { content: { type: "AdvanceTime" }, time: at };
  }

  /** The command that goes on with bounded work, or null. */
  pendingWork(): CommandContent | null {
    const job = this.state.jobs[0];
    if (job === undefined) return null;
    if (job.kind !== "resolution") return { type: "ContinueCancel" };
    return { type: "ContinueResolution", market: job.market.id };
  }

  /** When time alone changes something next, or null. */
  nextDeadline(): Timestamp | null {
    return nextDeadline(this.state)?.at ?? null;
  }

  /** Highest counter executed of an origin; the next command of it takes a higher one. */
  lastCounter(origin: number): number {
    return this.state.origins.counterOf(origin);
  }

  /** The whole logical state in canonical order: the snapshot, and what the state hash is over. */
  records(): Iterable<StateRecord> {
    return exportState(this.state);
  }

  private dispatch(run: Run, content: CommandContent): void {
    switch (content.type) {
      case "PlaceOrder":
        return placeOrder(run, content, this.entry);
      case "PlaceOrders":
        return placeOrders(run, content, this.entry);
      case "PlaceSignedOrders":
        return placeSignedOrders(run, content, this.entry);
      case "CancelOrders":
        return cancelOrders(run, content);
      case "PlaceBasket":
        return placeBasket(run, content, this.entry);
      case "CancelAll":
        return cancelAll(run, content);
      case "AmendOrder":
        return amendOrder(run, content, this.entry);
      case "ReplaceOrder":
        return replaceOrder(run, content, this.entry);
      case "Heartbeat":
        return heartbeat(run, content);
      case "SplitSet":
      case "MergeSet":
        return splitOrMerge(run, content);
      case "ConvertPositions":
        return convertPositions(run, content);
      case "TransferCollateral":
        return transferCollateral(run, content);
      case "TransferShares":
        return transferShares(run, content);
      case "RequestWithdrawal":
        return requestWithdrawal(run, content);
      case "ClaimPayout":
        return claimPayout(run, content);
      case "OpenSession":
        return openSession(run, content);
      case "CloseSession":
        return closeSession(run, content);
      case "CreateOrderGroup":
        return createOrderGroup(run, content);
      case "TripOrderGroup":
        return tripOrderGroup(run, content);
      case "ResetOrderGroup":
        return resetOrderGroup(run, content);
      case "OpenAccount":
        return openAccount(run, content);
      case "RegisterCollateral":
        return registerCollateral(run, content);
      case "SetRole":
        return setRole(run, content);
      case "UpdateAccount":
        return updateAccount(run, content);
      case "SetAccountLimits":
        return setAccountLimits(run, content);
      case "ExcludeOwner":
        return excludeOwner(run, content);
      case "ConfigureVenue":
        return configureVenue(run, content);
      case "Deposit":
        return deposit(run, content);
      case "ConfirmWithdrawal":
      case "FailWithdrawal":
        return settleWithdrawal(run, content);
      case "TransferSystem":
        return transferSystem(run, content);
      case "ReverseMatch":
        return reverseMatch(run, content);
      case "CreateEvent":
        return createEvent(run, content);
      case "AddMarket":
        return addMarket(run, content);
      case "UpdateEvent":
        return updateEvent(run, content);
      case "UpdateMarket":
        return updateMarket(run, content);
      case "ChangeMarketState":
        return changeMarketState(run, content);
      case "ChangeTickSize":
        return changeTickSize(run, content);
      case "SetProbability":
        return setProbability(run, content);
      case "ProposeResolution":
        return proposeResolution(run, content);
      case "DisputeResolution":
        return disputeResolution(run, content);
      case "ResolveMarket":
        return resolveMarket(run, content);
      case "ResolveEvent":
        return resolveEvent(run, content);
      case "VoidMarket":
      case "VoidEvent":
        return voidMarket(run, content);
      case "ResumeVenue":
        return resumeVenue(run, content);
      case "AdvanceTime":
      case "ContinueResolution":
      case "ContinueCancel":
        return this.internal(run, content);
      default:
        return content satisfies never;
    }
  }

  private internal(
    run: Run,
    content: Extract<
      CommandContent,
      { type: "AdvanceTime" | "ContinueResolution" | "ContinueCancel" }
    >,
  ): void {
    if (run.actor !== SYSTEM) return run.reject(NOT_AUTHORISED);
    if (content.type === "AdvanceTime") return advanceTime(run, this.entry);
    if (content.type === "ContinueCancel") return continueCancel(run);
    return continueResolution(run, content);
  }
}

/** Whether the command may be executed while a deadline is overdue: it lets it fall due, or puts it off. */
function mayComeLate({ type }: CommandContent): boolean {
  return type === "AdvanceTime" || type === "ResumeVenue";
}
