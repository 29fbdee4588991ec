import { REJECTION_CODES } from "@probity/core";
import type { Command, Event, Exchange } from "@probity/core";
import { KnownOrders } from "./marks/known-orders.ts";
import { COMMANDS, EVENTS } from "./marks/kinds.ts";
import { MarketMarks } from "./marks/market-marks.ts";
import { EARLY, LATE } from "./marks/marks.ts";
import type { Mark, Reach } from "./marks/marks.ts";
import { OrderMarks } from "./marks/order-marks.ts";
import { SafetyMarks } from "./marks/safety-marks.ts";
import { VenueMarks } from "./marks/venue-marks.ts";
import { WalkMarks } from "./marks/walk-marks.ts";

const EVERYTHING_FROM = 100_000;
const EARLY_FROM = 20_000;

/** Rejections that small runs may do without. */
const RARE_CODES: ReadonlySet<string> = new Set([
  "AmendWouldTrade",
  "ConversionLimitReached",
  "DailyDepositExceeded",
  "DepositLimitReached",
  "ExclusionStands",
  "TickSizeChanging",
  "LimitReached",
  "NotConvertible",
  "SymbolTaken",
  "SlugTaken",
  "EventMustActAsOne",
  "ReserveInsufficient",
  "ResolutionInProgress",
  "NoLastPrice",
  "CostBasisWithConversions",
  "OutcomesFrozen",
  "PayoutsMustSumToOne",
  "TooManyOpenOrders",
]);

/**
 * Watches a run, and knows in the end which situations it missed: besides the
 * named marks every type of command must have succeeded, and every type of event
 * and every code of rejection must have occurred.
 */
export class Sometimes {
  /** How often each command succeeded, and each event and rejection occurred. */
  readonly commands = new Map<string, number>();
  readonly events = new Map<string, number>();
  readonly rejections = new Map<string, number>();
  private readonly reached = new Set<Mark>();
  private readonly known = new KnownOrders();
  private readonly watchers: readonly Watcher[];
  private seen = 0;

  constructor(machine: Exchange) {
    const reach: Reach = (mark) => this.reached.add(mark);
    const { known } = this;
    this.watchers = [
      new WalkMarks(reach, machine, known),
      new OrderMarks(reach, machine, known),
      new MarketMarks(reach, machine),
      new SafetyMarks(reach, machine, known),
      new VenueMarks(reach, machine),
    ];
  }

  observe(command: Command, events: readonly Event[]): void {
    this.seen += 1;
    let isRefused = false;
    for (const event of events) {
      count(this.events, event.type);
      if (event.type === "CommandRejected" || event.type === "OrderRejected") {
        count(this.rejections, event.rejection.code);
        isRefused = true;
      } else if (event.type === "CommandDuplicated" || event.type === "CommandRepeated") {
        isRefused = true;
      }
    }
    if (!isRefused) count(this.commands, command.content.type);
    for (const watcher of this.watchers) watcher.observe(command, events);
    this.known.observe(command, events);
  }

  get marksReached(): number {
    return this.reached.size;
  }

  /** What a run of this size should have reached and did not. */
  missed(): string[] {
    if (this.seen < EARLY_FROM) return [];
    const isLong = this.seen >= EVERYTHING_FROM;
    const marks: readonly Mark[] = isLong ? [...EARLY, ...LATE] : EARLY;
    const codes = REJECTION_CODES.filter((code) => isLong || !RARE_CODES.has(code));
    return [
      ...marks.filter((mark) => !this.reached.has(mark)),
      ...without(Object.keys(COMMANDS), this.commands, "succeeded"),
      ...without(Object.keys(EVENTS), this.events, "occurred"),
      ...without(codes, this.rejections, "was a reason"),
    ];
  }
}

export const MARKS_IN_ALL = EARLY.length + LATE.length;

interface Watcher {
  observe(command: Command, events: readonly Event[]): void;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function without(
  names: readonly string[],
  counts: ReadonlyMap<string, number>,
  what: string,
): string[] {
  return names.filter((name) => !counts.has(name)).map((name) => `${name} never ${what}`);
}
