import type { AccountId, Command, Event, Exchange, MarketId, OrderView } from "@probity/core";
import { checkBooks, checkUncrossed } from "./laws/books.ts";
import { checkAccount, checkConservation, checkNoDebts } from "./laws/conservation.ts";
import { checkConversions } from "./laws/conversions.ts";
import { FoldLaw } from "./laws/fold.ts";
import { HoldLaw } from "./laws/holds.ts";
import { uphold } from "./laws/law.ts";
import type { Venue } from "./laws/law.ts";
import { LimitLaw } from "./laws/limits.ts";
import { checkPool, checkPoolQuickly, checkPositions } from "./laws/pools.ts";
import { PreviewLaw } from "./laws/previewing.ts";
import { ReversalLaw } from "./laws/reversals.ts";
import { RestoreLaw } from "./laws/restoring.ts";
import type { Restore } from "./laws/restoring.ts";

type Audited = Venue &
  Pick<Exchange, "records" | "previewOrder" | "planVoid" | "sequence" | "time">;

/**
 * Holds the machine to the laws of the venue, through its public views and events
 * alone: the cheap ones after every command, where it touched something, and all
 * of them when asked to. Throws `LawBroken`.
 */
export class Auditor {
  private readonly venue: Audited;
  private readonly holds = new HoldLaw();
  private readonly fold = new FoldLaw();
  private readonly limits = new LimitLaw();
  private readonly reversals = new ReversalLaw();
  private readonly previewing: PreviewLaw;
  private readonly restoring: RestoreLaw;
  /** Markets that ended and whose end has been checked. */
  private readonly over = new Set<MarketId>();

  constructor(venue: Audited, restore: Restore) {
    this.venue = venue;
    this.previewing = new PreviewLaw(venue);
    this.restoring = new RestoreLaw(restore);
  }

  /** Before every command. */
  prepare(command: Command): void {
    this.previewing.ask(command);
  }

  /** After every command. */
  observe(command: Command, events: readonly Event[]): void {
    const accounts = new Set<AccountId>();
    const markets = new Set<MarketId>();
    uphold("every command has an event", events.length > 0, () => command.content.type);
    for (const event of events) {
      this.holds.observe(event);
      this.fold.observe(event);
      this.reversals.observe(event);
      touch(event, accounts, markets);
    }
    for (const account of accounts) checkAccount(this.venue, account);
    for (const market of markets) {
      checkUncrossed(this.venue, market);
      checkPoolQuickly(this.venue, market);
    }
    this.limits.observe(command, events);
    if (this.venue.sequence === command.sequence) this.limits.checkExposures(this.venue, events);
    this.checkDeadlines(command);
    this.previewing.observe(events);
    this.restoring.observe(command, events);
  }

  /** Time has not passed a deadline, unless the machine had no choice. */
  private checkDeadlines({ time, content }: Command): void {
    if (content.type === "AdvanceTime" || content.type === "ResumeVenue") return;
    const due = this.venue.overdue(time - 1);
    uphold("no deadline is passed over", due === null, () => `one was due at ${due?.time}`);
  }

  /** All laws; that of restoring only when it is due, or this is the last audit. */
  audit(isLast = false): void {
    const { venue } = this;
    const orders: OrderView[] = venue.accounts().flatMap((account) => venue.ordersOf(account));
    const live = venue.markets().filter((market) => !this.over.has(market));
    checkConservation(venue);
    checkNoDebts(venue);
    for (const market of live) {
      checkPool(venue, market);
      checkPositions(venue, market);
      checkUncrossed(venue, market);
    }
    for (const event of new Set(live.map((market) => venue.market(market)?.event))) {
      if (event !== undefined) checkConversions(venue, event);
    }
    checkBooks(venue, orders);
    this.holds.check(venue, orders);
    this.fold.check(venue, live);
    this.limits.check(venue, live, orders);
    this.reversals.check(venue);
    if (isLast || this.restoring.isDue) this.restoring.check(venue);
    for (const market of live) {
      const state = venue.market(market)?.state;
      const isOver = state === "resolved" || state === "voided" || state === "deleted";
      if (isOver) this.over.add(market);
    }
  }
}

/** Whom and what an event is about. */
function touch(event: Event, accounts: Set<AccountId>, markets: Set<MarketId>): void {
  if ("account" in event) accounts.add(event.account);
  if ("market" in event) markets.add(event.market);
  if (event.type === "OrdersMatched" || event.type === "MatchReversed") {
    for (const leg of event.legs) accounts.add(leg.account);
  }
  if (event.type === "CollateralTransferred" || event.type === "SharesTransferred") {
    accounts.add(event.from);
    accounts.add(event.to);
  }
  if (event.type === "PositionsConverted") {
    for (const market of event.given) markets.add(market);
    for (const market of event.received) markets.add(market);
  }
}
