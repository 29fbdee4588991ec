import { transfersOf } from "@probity/core";
import type {
  AssetId,
  CollateralOf,
  Event,
  EventId,
  MarketId,
  Party,
  Transfer,
} from "@probity/core";
import { uphold } from "./law.ts";
import type { Venue } from "./law.ts";

/**
 * The balances that follow from the events alone: every event moves value by
 * transfers, and their sums must be what the machine shows. This is what a
 * follower with a ledger of its own would hold.
 */
export class FoldLaw implements CollateralOf {
  /** By what moves, and by who has it. */
  private readonly ledger = new Map<string, Map<string, number>>();
  private readonly collateralOfEvent = new Map<EventId, AssetId>();
  private readonly eventOfMarket = new Map<MarketId, EventId>();

  market(market: MarketId): AssetId {
    return this.event(this.eventOfMarket.get(market) ?? (0 as EventId));
  }

  event(event: EventId): AssetId {
    return this.collateralOfEvent.get(event) ?? (0 as AssetId);
  }

  observe(event: Event): void {
    if (event.type === "EventCreated") this.collateralOfEvent.set(event.event, event.collateral);
    if (event.type === "MarketCreated") this.eventOfMarket.set(event.market, event.event);
    for (const transfer of transfersOf(event, this)) this.book(transfer);
  }

  private book({ asset, debit, credit, amount }: Transfer): void {
    const name =
      asset.kind === "collateral" ? collateral(asset.asset) : shares(asset.market, asset.outcome);
    let balances = this.ledger.get(name);
    if (balances === undefined) {
      balances = new Map();
      this.ledger.set(name, balances);
    }
    const from = nameOf(debit);
    const to = nameOf(credit);
    balances.set(from, (balances.get(from) ?? 0) - amount);
    balances.set(to, (balances.get(to) ?? 0) + amount);
  }

  private balance(asset: string, party: Party): number {
    return this.ledger.get(asset)?.get(nameOf(party)) ?? 0;
  }

  /** @param markets those whose shares are looked at; their money always is. */
  check(venue: Venue, markets: readonly MarketId[]): void {
    for (const { asset } of venue.assets()) this.checkMoney(venue, asset);
    for (const id of venue.events()) {
      const event = venue.event(id);
      if (event === null) continue;
      const asset = collateral(event.collateral);
      const debt = { kind: "account", account: id as never } as const;
      this.compare(`debt of event ${id}`, -event.conversionDebt, this.balance(asset, debt));
      for (const market of event.markets) {
        const view = venue.market(market);
        const pool = this.balance(asset, { kind: "pool", market });
        const reserve = this.balance(asset, { kind: "reserve", market });
        this.compare(`pool of market ${market}`, view?.pool ?? 0, pool);
        this.compare(`reserve of market ${market}`, view?.reserve ?? 0, reserve);
      }
    }
    for (const market of markets) this.checkShares(venue, market);
  }

  private checkMoney(venue: Venue, asset: AssetId): void {
    const name = collateral(asset);
    this.compare("fees", venue.fees(asset), this.balance(name, { kind: "fees" }));
    this.compare("rewards", venue.rewards(asset), this.balance(name, { kind: "rewards" }));
    this.compare("external", venue.external(asset), -this.balance(name, { kind: "external" }));
    for (const account of venue.accounts()) {
      const balance = venue.account(account)?.balances.find((entry) => entry.asset === asset);
      const shown = (balance?.available ?? 0) + (balance?.held ?? 0);
      const folded = this.balance(name, { kind: "account", account });
      this.compare(`money of account ${account}`, shown, folded);
    }
  }

  private checkShares(venue: Venue, market: MarketId): void {
    for (const outcome of ["yes", "no"] as const) {
      const held = new Map<string, number>();
      for (const holder of venue.holdersOf(market)) {
        held.set(nameOf({ kind: "account", account: holder.account }), holder[outcome]);
      }
      const folded = this.ledger.get(shares(market, outcome)) ?? new Map<string, number>();
      for (const party of new Set([...held.keys(), ...folded.keys()])) {
        if (party === nameOf({ kind: "pool", market })) continue;
        const what = `${outcome} of market ${market} with ${party}`;
        this.compare(what, held.get(party) ?? 0, folded.get(party) ?? 0);
      }
    }
  }

  private compare(what: string, shown: number, folded: number): void {
    uphold(
      "balances are the fold of the events",
      shown === folded,
      () => `${what}: the machine has ${shown}, its events say ${folded}`,
    );
  }
}

function collateral(asset: AssetId): string {
  return `asset ${asset}`;
}

function shares(market: MarketId, outcome: "yes" | "no"): string {
  return `${outcome} ${market}`;
}

function nameOf(party: Party): string {
  switch (party.kind) {
    case "account":
      return `account ${party.account}`;
    case "pool":
    case "reserve":
      return `${party.kind} ${party.market}`;
    default:
      return party.kind;
  }
}
