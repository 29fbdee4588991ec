import type { Exchange } from "./exchange.ts";
import type { AssetId, MarketId } from "./ids.ts";
import { PRICE_ONE } from "./money.ts";
import type { MarketView, PositionView } from "./views.ts";

/** What of a machine the laws are read off. */
type Ledger = Pick<
  Exchange,
  | "assets"
  | "fees"
  | "rewards"
  | "external"
  | "accounts"
  | "account"
  | "events"
  | "event"
  | "markets"
  | "market"
  | "holdersOf"
  | "depth"
>;

/**
 * Holds a machine at rest to the laws that can be read off its views: every asset
 * sums to zero, nobody who may not owe does, nothing is held that is not there,
 * pools are worth the shares they stand for, and no book is crossed. The simulator's auditor holds it to the rest,
 * which take its events.
 *
 * @returns what does not hold, in words; empty when all does.
 */
export function brokenLaws(machine: Ledger): string[] {
  return [
    ...unbalancedAssets(machine),
    ...debts(machine),
    ...machine
      .markets()
      .flatMap((market) => [...unsoundPool(machine, market), ...crossedBook(machine, market)]),
  ];
}

/** In bigint: a sum of many safe integers need not be one. */
function unbalancedAssets(machine: Ledger): string[] {
  const sums = new Map<AssetId, bigint>();
  const add = (asset: AssetId, amount: number): void => {
    sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount));
  };
  for (const { asset } of machine.assets()) {
    add(asset, machine.fees(asset));
    add(asset, machine.rewards(asset));
    add(asset, -machine.external(asset));
  }
  for (const account of machine.accounts()) {
    for (const balance of machine.account(account)?.balances ?? []) {
      add(balance.asset, balance.available);
      add(balance.asset, balance.held);
    }
  }
  for (const id of machine.events()) {
    const event = machine.event(id);
    if (event === null) continue;
    add(event.collateral, -event.conversionDebt);
    for (const market of event.markets) {
      const view = machine.market(market);
      add(event.collateral, view?.pool ?? 0);
      add(event.collateral, view?.reserve ?? 0);
    }
  }
  return [...sums]
    .filter(([, sum]) => sum !== 0n)
    .map(([asset, sum]) => `asset ${asset} sums to ${sum} instead of 0`);
}

function debts(machine: Ledger): string[] {
  return machine
    .accounts()
    .flatMap((account) =>
      (machine.account(account)?.balances ?? [])
        .filter(({ available, held }) => available < 0 || held < 0)
        .map(({ asset }) => `account ${account} owes asset ${asset}`),
    );
}

/** A dollar for each full set while nothing is fixed; afterwards what is not paid yet. */
function unsoundPool(machine: Ledger, id: MarketId): string[] {
  const market = machine.market(id);
  if (market === null) return [];
  const holders = machine.holdersOf(id);
  const owed = holders.reduce((sum, holder) => sum + owedTo(market, holder), 0n);
  const yes = holders.reduce((sum, holder) => sum + BigInt(holder.yes), 0n);
  const no = holders.reduce((sum, holder) => sum + BigInt(holder.no), 0n);
  const problems: string[] = [];
  if (BigInt(market.pool) !== owed) {
    problems.push(`the pool of market ${id} holds ${market.pool} and owes ${owed}`);
  }
  if (market.ending === null && yes !== no) {
    problems.push(`market ${id} has ${yes} lots of YES and ${no} of NO`);
  }
  for (const { account, yes: lotsYes, no: lotsNo, heldYes, heldNo } of holders) {
    if (heldYes >= 0 && heldYes <= lotsYes && heldNo >= 0 && heldNo <= lotsNo) continue;
    problems.push(`account ${account} holds shares of market ${id} that it has not`);
  }
  return problems;
}

function owedTo({ ending }: MarketView, { yes, no, costYes, costNo }: PositionView): bigint {
  if (ending?.kind === "voided-at-cost") return BigInt(costYes) + BigInt(costNo);
  // Before an ending YES and NO are equally many, so that any price gives a dollar a set.
  const yesPrice = BigInt(ending?.yesPayout ?? PRICE_ONE);
  return BigInt(yes) * yesPrice + BigInt(no) * (BigInt(PRICE_ONE) - yesPrice);
}

function crossedBook(machine: Ledger, id: MarketId): string[] {
  const [bid] = machine.depth(id, "yes", 1)?.bids ?? [];
  const [ask] = machine.depth(id, "yes", 1)?.asks ?? [];
  if (bid === undefined || ask === undefined || bid.price < ask.price) return [];
  return [`the book of market ${id} is crossed: bid ${bid.price}, ask ${ask.price}`];
}
