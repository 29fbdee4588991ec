import type { Command, Event, Exchange, StateRecord } from "@probity/core";
import { firstDifference, isSame, show } from "../compare.ts";
import { uphold } from "./law.ts";

/** Records written, restored and compared for one command executed. */
const RECORDS_PER_COMMAND = 4;

/** How a machine is made from records: `Exchange.restore`, of the core under test. */
export type Restore = (records: Iterable<StateRecord>) => Exchange;

/**
 * A machine restored from records has the same records and goes on like the
 * original: a second machine follows it from one check to the next. Records grow
 * with all that ever was, so checks become rarer as they become dearer.
 */
export class RestoreLaw {
  private readonly restore: Restore;
  private shadow: Exchange | null = null;
  private commandsLeft = 0;

  constructor(restore: Restore) {
    this.restore = restore;
  }

  observe(command: Command, events: readonly Event[]): void {
    this.commandsLeft -= 1;
    if (this.shadow === null) return;
    const again = this.shadow.execute(command).toArray();
    uphold(
      "a restored machine goes on identically",
      isSame(again, events),
      () => `at ${show(command)}: ${firstDifference(again, events) ?? ""}`,
    );
  }

  /** Whether there were commands enough since the last check to be worth another. */
  get isDue(): boolean {
    return this.commandsLeft <= 0;
  }

  check(machine: Pick<Exchange, "records">): void {
    const records = [...machine.records()];
    if (this.shadow !== null) {
      const gone = [...this.shadow.records()];
      uphold(
        "a restored machine arrives at the same records",
        isSame(gone, records),
        () => firstDifference(gone, records) ?? "",
      );
    }
    this.commandsLeft = Math.floor(records.length / RECORDS_PER_COMMAND);
    this.shadow = this.restore(records);
    const restored = [...this.shadow.records()];
    uphold(
      "restoring loses nothing",
      isSame(restored, records),
      () => firstDifference(restored, records) ?? "",
    );
  }
}
