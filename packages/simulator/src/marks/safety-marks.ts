import { WORK_PER_COMMAND } from "@probity/core";
import type { CancelReason, Command, Event, Exchange, GroupId } from "@probity/core";
import type { KnownOrders } from "./known-orders.ts";
import type { Mark, Reach } from "./marks.ts";

/** Nearly all of a command's work; deadlines and sessions take a few items of it. */
const CROWD = WORK_PER_COMMAND - 10;

const CROWDS: Partial<Record<CancelReason, Mark>> = {
  requested: "more than one command's worth of orders was asked to be cancelled",
  session: "more than one command's worth of orders fell with a session",
  group: "more than one command's worth of orders fell with a group",
  "dead-man": "more than one command's worth of orders fell with a dead man",
  "tick-size": "more than one command's worth of orders fell with a grid",
};

/** Marks about groups, sessions, dead men, deadlines and work that takes several commands. */
export class SafetyMarks {
  private readonly reach: Reach;
  private readonly machine: Exchange;
  private readonly known: KnownOrders;
  private readonly resetGroups = new Set<GroupId>();

  constructor(reach: Reach, machine: Exchange, known: KnownOrders) {
    this.reach = reach;
    this.machine = machine;
    this.known = known;
  }

  observe(command: Command, events: readonly Event[]): void {
    const { content, time } = command;
    for (const event of events) this.judge(event, command);
    this.judgeCrowd(command, events);
    if (content.type === "AdvanceTime") {
      const due = events.filter(
        (event) =>
          event.type === "DeadManTriggered" ||
          event.type === "MarketStateChanged" ||
          (event.type === "OrderCancelled" && event.reason === "expired"),
      );
      if (due.length > 1) this.reach("several deadlines fell due at once");
    }
    if (content.type === "ResumeVenue" && events[0]?.type === "VenueResumed") {
      if (this.machine.overdue(time) !== null) this.reach("the venue resumed past a deadline");
    }
    if (events.filter(({ type }) => type === "EndingFixed").length > 1) {
      this.reach("two jobs waited");
    }
  }

  private judge(event: Event, { content, time }: Command): void {
    const { reach } = this;
    switch (event.type) {
      case "OrderGroupTripped":
        if (content.type === "TripOrderGroup") break;
        reach("fills tripped a group");
        if ("account" in content && content.account !== event.account) {
          reach("a maker's group tripped");
        }
        break;
      case "OrderGroupReset":
        this.resetGroups.add(event.group);
        break;
      case "OrdersMatched":
        for (const { order } of event.legs) {
          const group = this.known.find(order)?.group ?? null;
          if (group !== null && this.resetGroups.has(group)) {
            reach("a group was reset and traded again");
          }
        }
        break;
      case "OrderCancelled":
        if (event.reason === "session") reach("a session's end cancelled orders");
        if (event.reason === "dead-man") reach("a dead man's orders were cancelled");
        if (event.reason === "expired") reach("an order expired");
        break;
      case "OrderRejected":
        if (content.type === "AmendOrder" && event.rejection.code === "SessionNotFound") {
          reach("a session gone kept an order from growing");
        }
        break;
      case "HeartbeatSet": {
        const asked = content.type === "Heartbeat" ? time + content.timeoutMs : time;
        if (event.deadline > asked) reach("a recovery gave a dead man grace");
        break;
      }
    }
  }

  /** Commands that used up their work, so that a job does the rest. */
  private judgeCrowd({ content }: Command, events: readonly Event[]): void {
    if (content.type === "ContinueResolution" && events[0]?.type === "WorkContinued") {
      if (events.at(-1)?.type !== "MarketStateChanged") {
        this.reach("a resolution took several commands");
      }
    }
    if (events.length < CROWD || this.machine.pendingWork() === null) return;
    const last = events.at(-1);
    if (last?.type !== "OrderCancelled") return;
    const mark = CROWDS[last.reason];
    if (mark !== undefined) this.reach(mark);
    if (content.type === "ContinueCancel" && events.some(({ type }) => type === "SessionClosed")) {
      this.reach("a recovery closed a session with a crowd of orders");
    }
  }
}
