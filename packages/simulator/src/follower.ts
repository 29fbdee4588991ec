import type { Command, CommandContent, Event, Exchange } from "@probity/core";
import type { FeedEntry, Submission } from "@probity/sequencer";
import { firstDifference } from "./compare.ts";

/**
 * A follower that keeps a machine of its own: it executes every command of the feed
 * again and expects the same events. The feed carries no contents; those of others
 * it is told by `contentOf`, those of the sequencer itself follow from their events.
 */
export class Follower {
  readonly machine: Exchange;
  private readonly submissionOf: (counter: number) => Submission<CommandContent> | null;

  constructor(
    machine: Exchange,
    submissionOf: (counter: number) => Submission<CommandContent> | null,
  ) {
    this.machine = machine;
    this.submissionOf = submissionOf;
  }

  /** Its cursor: the last sequence it has taken in. */
  get sequence(): number {
    return this.machine.sequence;
  }

  /** Takes in the next entry. Throws on a gap, and when it comes to other events. @returns the command. */
  take(entry: FeedEntry<Event>): Command {
    const { sequence, time, origin, counter, actor, events } = entry;
    if (sequence !== this.sequence + 1) {
      throw new Error(`after ${this.sequence} the feed gave ${sequence}`);
    }
    const content = this.contentOf(entry);
    const command = { sequence, time, origin, counter, actor, content } as Command;
    const difference = firstDifference(this.machine.execute(command).toArray(), events);
    if (difference !== null) throw new Error(`the feed and its command differ at ${difference}`);
    return command;
  }

  private contentOf({ origin, counter, time, events }: FeedEntry<Event>): CommandContent {
    const [first] = events;
    if (origin !== 0) {
      const submission = this.submissionOf(counter);
      if (submission === null) throw new Error(`nobody submitted ${counter}`);
      return submission.content;
    }
    if (first?.type === "TimeAdvanced") return { type: "AdvanceTime" };
    if (first?.type === "VenueResumed") {
      const postOnlyMs = first.postOnlyUntil - time;
      // The floor may be an older, later one.
      return {
        type: "ResumeVenue",
        postOnlyMs,
        graceMs: Math.min(first.deadManFloor - time, 5_000),
      };
    }
    const work = this.machine.pendingWork();
    if (work === null) throw new Error(`the sequencer has nothing to say with ${first?.type}`);
    return work;
  }
}
