import { SYSTEM } from "@probity/core";
import type { Exchange, MarketId } from "@probity/core";
import { firstDifference, isSame } from "./compare.ts";
import type { ReferenceExchange } from "./reference-exchange.ts";

const LEVELS_SHOWN = 20;

/**
 * Compares what machine and reference show of themselves: balances, positions,
 * orders, books, markets, switches. Markets that ended are compared once more
 * after their end, and then left alone.
 */
export class Agreement {
  private readonly over = new Set<MarketId>();
  private readonly machine: Exchange;
  private readonly reference: ReferenceExchange;

  constructor(machine: Exchange, reference: ReferenceExchange) {
    this.machine = machine;
    this.reference = reference;
  }

  /** @returns the first difference, or null. */
  difference(): string | null {
    return this.accountDifference() ?? this.marketDifference() ?? this.venueDifference();
  }

  private accountDifference(): string | null {
    const { machine, reference } = this;
    if (!isSame(machine.accounts(), reference.accounts())) return "other accounts";
    for (const id of machine.accounts()) {
      const found =
        differ(`account ${id}`, machine.account(id), reference.account(id)) ??
        differ(`orders of account ${id}`, machine.ordersOf(id), reference.ordersOf(id)) ??
        differ(
          `delayed orders of account ${id}`,
          machine.delayedOrdersOf(id),
          reference.delayedOrdersOf(id),
        ) ??
        differ(`safety of account ${id}`, machine.safety(id), reference.safety(id));
      if (found !== null) return found;
      const owner = machine.account(id)?.owner ?? SYSTEM;
      const exclusion = differ(
        `exclusion of owner ${owner}`,
        machine.exclusion(owner),
        reference.exclusion(owner),
      );
      if (exclusion !== null) return exclusion;
      const last = machine.ordersOf(id).at(-1);
      if (last === undefined) continue;
      const ahead = reference.queueAhead(last.order);
      const queue = differ(
        `queue before order ${last.order}`,
        machine.queueAhead(last.order),
        ahead,
      );
      if (queue !== null) return queue;
    }
    return null;
  }

  private marketDifference(): string | null {
    const { machine, reference } = this;
    if (!isSame(machine.markets(), reference.markets())) return "other markets";
    for (const id of machine.markets()) {
      if (this.over.has(id)) continue;
      const shown = machine.market(id);
      const found =
        differ(`market ${id}`, shown, reference.market(id)) ??
        differ(`holders of market ${id}`, machine.holdersOf(id), reference.holdersOf(id)) ??
        this.bookDifference(id);
      if (found !== null) return found;
      const state = shown?.state;
      if (state === "resolved" || state === "voided" || state === "deleted") this.over.add(id);
    }
    return null;
  }

  private bookDifference(id: MarketId): string | null {
    for (const outcome of ["yes", "no"] as const) {
      const found = differ(
        `${outcome} book of market ${id}`,
        this.machine.depth(id, outcome, LEVELS_SHOWN),
        this.reference.depth(id, outcome, LEVELS_SHOWN),
      );
      if (found !== null) return found;
    }
    return null;
  }

  private venueDifference(): string | null {
    const { machine, reference } = this;
    const found =
      differ("events", machine.events(), reference.events()) ??
      differ("assets", machine.assets(), reference.assets()) ??
      differ("withdrawals", machine.withdrawals(), reference.withdrawals()) ??
      differ("confirmations", machine.confirmations(), reference.confirmations()) ??
      differ("requests", machine.endingRequests(), reference.endingRequests()) ??
      differ("post-only time", machine.postOnlyUntil(), reference.postOnlyUntil()) ??
      differ("next deadline", machine.nextDeadline(), reference.nextDeadline());
    if (found !== null) return found;
    for (const { asset } of machine.assets()) {
      const money = [machine.fees(asset), machine.rewards(asset), machine.external(asset)];
      const expected = [reference.fees(asset), reference.rewards(asset), reference.external(asset)];
      if (!isSame(money, expected)) return `fees, rewards, external of asset ${asset}`;
    }
    return this.thingDifference();
  }

  private thingDifference(): string | null {
    const { machine, reference } = this;
    for (const id of reference.events().slice(-40)) {
      const found = differ(`event ${id}`, machine.event(id), reference.event(id));
      if (found !== null) return found;
    }
    for (const id of reference.groups()) {
      const found = differ(`group ${id}`, machine.group(id), reference.group(id));
      if (found !== null) return found;
    }
    for (const id of reference.withdrawals()) {
      const found = differ(`withdrawal ${id}`, machine.withdrawal(id), reference.withdrawal(id));
      if (found !== null) return found;
    }
    return null;
  }
}

function differ(what: string, machine: unknown, reference: unknown): string | null {
  const difference = firstDifference(machine, reference);
  return difference === null ? null : `${what} differs at ${difference}`;
}
