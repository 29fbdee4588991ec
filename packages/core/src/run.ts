import { MATCH_STEPS_PER_COMMAND, WORK_PER_COMMAND } from "./commands.ts";
import type { Command } from "./commands.ts";
import type { EventLog } from "./event-log.ts";
import type { Event } from "./events.ts";
import { idFrom } from "./ids.ts";
import type { OwnerId, Sequence, Timestamp } from "./ids.ts";
import type { Rejection } from "./rejections.ts";
import type { State } from "./state.ts";

/** One execution of one command: the state, the command's place and time, its budgets, and the events so far. */
export class Run {
  readonly state: State;
  readonly sequence: Sequence;
  readonly time: Timestamp;
  readonly actor: OwnerId;
  readonly log: EventLog;
  /** Match steps left. */
  steps = MATCH_STEPS_PER_COMMAND;
  /** Items of mass work left. */
  work = WORK_PER_COMMAND;
  private matches = 0;

  constructor(state: State, command: Command, log: EventLog) {
    this.state = state;
    this.log = log;
    this.sequence = command.sequence;
    this.time = command.time;
    this.actor = command.actor;
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
