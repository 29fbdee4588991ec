import { MATCH_STEPS_PER_COMMAND, WORK_PER_COMMAND } from "./commands.ts";
import type { Command } from "./commands.ts";
import { EventLog } from "./event-log.ts";
import type { Event } from "./events.ts";
import { idFrom } from "./ids.ts";
import type { OwnerId, Sequence, Timestamp } from "./ids.ts";
import type { Rejection } from "./rejections.ts";
import type { OrderGroup, State } from "./state.ts";

/** One execution of one command: the state, the command's place and time, its budgets, and the events so far. */
export class Run {
  readonly state: State;
  readonly log = new EventLog();
  sequence = 0 as Sequence;
  time = 0 as Timestamp;
  actor = 0 as OwnerId;
  /** Match steps left. */
  steps = 0;
  /** Groups touched by the orders of a basket, which trip when all of it is in; null outside baskets. */
  touched: OrderGroup[] | null = null;
  /** Items of mass work left. */
  work = 0;
  private matches = 0;

  constructor(state: State) {
    this.state = state;
  }

  /** Begins the next command with a clean log and full budgets. */
  begin(command: Command): void {
    this.log.clear();
    this.sequence = command.sequence;
    this.time = command.time;
    this.actor = command.actor;
    this.steps = MATCH_STEPS_PER_COMMAND;
    this.work = WORK_PER_COMMAND;
    this.matches = 0;
  }

  emit(event: Event): void {
    this.log.emit(event);
  }

  reject(rejection: Rejection): void {
    this.emit({ type: "CommandRejected", rejection });
  }

  /** The id of the `index`-th thing this command makes. */
  id<Id extends number>(index: number): Id {
    return idFrom<Id>(this.sequence, index);
  }

  nextMatchIndex(): number {
    return this.matches++;
  }
}
