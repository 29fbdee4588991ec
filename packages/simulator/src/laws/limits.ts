import { CONFIRMATION_WINDOW_MS } from "@probity/core";
import type {
  AccountId,
  AccountLimits,
  Command,
  CommandContent,
  Event,
  EventOf,
  MarketId,
  OrderView,
  OwnerId,
} from "@probity/core";
import { uphold } from "./law.ts";
import type { Venue } from "./law.ts";

/** What the operator, or an owner, has forbidden does not happen. Kept from commands and events alone. */
export class LimitLaw {
  private readonly limits = new Map<AccountId, AccountLimits>();
  private readonly owners = new Map<AccountId, OwnerId>();
  private readonly excluded = new Map<OwnerId, number>();
  /** By what is to end. */
  private readonly requests = new Map<number, { readonly actor: OwnerId; readonly time: number }>();
  private confirmations = 1;

  observe(command: Command, events: readonly Event[]): void {
    if (command.content.type === "PlaceBasket") checkBasket(command.content.items.length, events);
    this.checkEnding(command, events);
    for (const event of events) this.learn(event, command);
    for (const event of events) if (event.type === "AccountOpened") this.checkOpened(event);
  }

  private checkOpened({ account, owner }: EventOf<"AccountOpened">): void {
    const limits = this.limits.get(account);
    for (const [other, theirs] of this.limits) {
      if (this.owners.get(other) !== owner) continue;
      for (const kind of ["maxOrderNotional", "maxExposure", "maxDailyDeposit"] as const) {
        const limit = limits?.[kind] ?? 0;
        uphold(
          "another account is no way around a limit",
          theirs[kind] === 0 || (limit > 0 && limit <= theirs[kind]),
          () => `account ${account} has ${kind} ${limit}, account ${other} ${theirs[kind]}`,
        );
      }
    }
  }

  private learn(event: Event, { time }: Command): void {
    switch (event.type) {
      case "AccountOpened":
        this.owners.set(event.account, event.owner);
        break;
      case "AccountLimitsSet":
        this.limits.set(event.account, event);
        break;
      case "OwnerExcluded":
        this.excluded.set(event.owner, event.until);
        break;
      case "VenueConfigured":
        this.confirmations = event.confirmations;
        break;
      case "EndingRequested": {
        const { target, actor } = event;
        const id = target.kind === "market" ? target.market : target.event;
        this.requests.set(id, { actor, time });
        break;
      }
      case "Deposited":
      case "SetSplit":
        this.checkExclusion(event.account, time);
        break;
      case "OrderAccepted":
        if (event.spec.side === "buy") this.checkExclusion(event.account, time);
        this.checkOrder(event);
        break;
    }
  }

  private checkExclusion(account: AccountId, time: number): void {
    const until = this.excluded.get(this.owners.get(account) ?? (0 as OwnerId)) ?? 0;
    uphold(
      "the excluded do not buy",
      until <= time,
      () => `account ${account} at ${time}, its owner is excluded until ${until}`,
    );
  }

  private checkOrder({ account, order, spec }: EventOf<"OrderAccepted">): void {
    const limit = this.limits.get(account)?.maxOrderNotional ?? 0;
    const { pricing } = spec;
    if (limit === 0 || pricing.kind === "market") return;
    const worth = pricing.kind === "cash" ? pricing.cash : pricing.price * pricing.quantity;
    uphold(
      "an order keeps to its account's limit",
      worth <= limit,
      () => `order ${order} is worth ${worth}, the limit is ${limit}`,
    );
  }

  private checkEnding({ content, actor, time }: Command, events: readonly Event[]): void {
    if (!events.some(({ type }) => type === "EndingFixed")) return;
    const id = endedBy(content);
    const request = this.requests.get(id);
    this.requests.delete(id);
    const isSecond =
      request !== undefined &&
      request.actor !== actor &&
      time - request.time < CONFIRMATION_WINDOW_MS;
    uphold(
      "two operators want an ending",
      this.confirmations === 1 || isSecond,
      () => `${content.type} of ${id} by ${actor} alone`,
    );
  }

  /** Right after a command in which accounts took on risk. */
  checkExposures(venue: Venue, events: readonly Event[]): void {
    for (const event of events) {
      const isRisk =
        event.type === "SetSplit" || (event.type === "OrderAccepted" && event.spec.side === "buy");
      if (!isRisk) continue;
      const limit = this.limits.get(event.account)?.maxExposure ?? 0;
      const exposure = venue.account(event.account)?.exposure ?? 0;
      uphold(
        "exposure keeps to its limit",
        limit === 0 || exposure <= limit,
        () => `account ${event.account} has ${exposure}, its limit is ${limit}`,
      );
    }
  }

  /** @param live markets in which somebody may hold shares. */
  check(venue: Venue, live: readonly MarketId[], orders: readonly OrderView[]): void {
    const costs = new Map<AccountId, number>();
    for (const market of live) {
      for (const { account, costYes, costNo } of venue.holdersOf(market)) {
        costs.set(account, (costs.get(account) ?? 0) + costYes + costNo);
      }
    }
    for (const id of venue.withdrawals()) {
      const withdrawal = venue.withdrawal(id);
      if (withdrawal === null) continue;
      const { account, amount } = withdrawal;
      costs.set(account, (costs.get(account) ?? 0) - amount);
    }
    for (const id of venue.accounts()) {
      const account = venue.account(id);
      const held = account?.balances.reduce((sum, balance) => sum + balance.held, 0) ?? 0;
      const expected = held + (costs.get(id) ?? 0);
      uphold(
        "exposure = holds of orders + cost of positions",
        account?.exposure === expected,
        () => `account ${id}: ${account?.exposure}, by its orders and positions ${expected}`,
      );
    }
    for (const { order, market, price } of orders) {
      const tickSize = venue.market(market)?.tickSize ?? 1;
      uphold(
        "orders are on the grid",
        price % tickSize === 0,
        () => `order ${order} at ${price}, the tick size is ${tickSize}`,
      );
    }
  }
}

/** What a command would end: a market or an event; 0 for those that end nothing. */
function endedBy(content: CommandContent): number {
  switch (content.type) {
    case "ResolveMarket":
    case "VoidMarket":
      return content.market;
    case "ResolveEvent":
    case "VoidEvent":
      return content.event;
    default:
      return 0;
  }
}

/** All orders of a basket are accepted, or each is refused; a refusal of the whole is one event. */
function checkBasket(length: number, events: readonly Event[]): void {
  const accepted = events.filter(({ type }) => type === "OrderAccepted").length;
  const refused = events.filter(({ type }) => type === "OrderRejected").length;
  const isWhole =
    (accepted === length && refused === 0) ||
    (refused === length && events.length === length) ||
    (accepted === 0 && refused === 0 && events.length === 1);
  uphold(
    "a basket goes whole",
    isWhole,
    () => `of ${length} orders ${accepted} were accepted and ${refused} refused`,
  );
}
