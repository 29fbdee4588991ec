import type { Event, EventOf } from "../events.ts";
import type { Leg } from "../match.ts";
import type { AccountId, AssetId, EventId, MarketId } from "../ids.ts";
import { PRICE_ONE, notional } from "../money.ts";
import type { Amount } from "../money.ts";
import type { Outcome } from "../order.ts";

/** Somebody value moves from or to. An event's conversion account bears the event's number. */
export type Party =
  | { readonly kind: "account"; readonly account: AccountId }
  | { readonly kind: "pool" | "reserve"; readonly market: MarketId }
  | { readonly kind: "fees" | "rewards" | "external" };

export type TransferAsset =
  | { readonly kind: "collateral"; readonly asset: AssetId }
  | { readonly kind: "shares"; readonly market: MarketId; readonly outcome: Outcome };

export type TransferReason =
  | "deposit"
  | "withdrawal"
  | "transfer"
  | "trade"
  | "reversal"
  | "fee"
  | "rebate"
  | "split"
  | "merge"
  | "convert"
  | "payout"
  | "reserve";

/** One movement of value: `amount` of `asset` leaves `debit` and reaches `credit`. Lots for shares, µ$ for collateral. */
export interface Transfer {
  readonly debit: Party;
  readonly credit: Party;
  readonly asset: TransferAsset;
  readonly amount: number;
  readonly reason: TransferReason;
}

/** Which collateral a market's and an event's money is in; an event itself does not repeat it. */
export interface CollateralOf {
  market(market: MarketId): AssetId;
  event(event: EventId): AssetId;
}

/**
 * All value an event moves. Folding these over the events of a venue gives the
 * balances of the machine (available and held together); the auditor does so.
 * Holds are no transfers: they stay within an account.
 */
export function transfersOf(event: Event, collateralOf: CollateralOf): Transfer[] {
  switch (event.type) {
    case "Deposited":
      return [
        money({ kind: "external" }, account(event.account), event.asset, event.amount, "deposit"),
      ];
    case "WithdrawalConfirmed":
      return [
        money(
          account(event.account),
          { kind: "external" },
          event.asset,
          event.amount,
          "withdrawal",
        ),
      ];
    case "CollateralTransferred":
      return [money(account(event.from), account(event.to), event.asset, event.amount, "transfer")];
    case "SystemTransferred":
      return [money(event.from, event.to, event.asset, event.amount, "transfer")];
    case "SharesTransferred": {
      const { from, to, market, outcome, quantity } = event;
      return [shares(account(from), account(to), market, outcome, quantity, "transfer")];
    }
    case "OrdersMatched":
      return matchTransfers(event, collateralOf.market(event.market));
    case "MatchReversed":
      return matchTransfers(event, collateralOf.market(event.market)).map(reversed);
    case "SetSplit":
    case "SetMerged":
      return setTransfers(event, collateralOf.market(event.market));
    case "PositionsConverted":
      return conversionTransfers(event, collateralOf.event(event.event));
    case "EndingFixed": {
      const { market, reserveIn } = event;
      const asset = collateralOf.market(market);
      const pool: Party = { kind: "pool", market };
      const reserve: Party = { kind: "reserve", market };
      if (reserveIn === 0) return [];
      return reserveIn > 0
        ? [money(reserve, pool, asset, reserveIn, "reserve")]
        : [money(pool, reserve, asset, -reserveIn as Amount, "reserve")];
    }
    case "PositionPaid": {
      const { market, yes, no, amount } = event;
      const pool: Party = { kind: "pool", market };
      const holder = account(event.account);
      return [
        shares(holder, pool, market, "yes", yes, "payout"),
        shares(holder, pool, market, "no", no, "payout"),
        money(pool, holder, collateralOf.market(market), amount, "payout"),
      ];
    }
    default:
      return [];
  }
}

function matchTransfers(
  event: EventOf<"OrdersMatched" | "MatchReversed">,
  asset: AssetId,
): Transfer[] {
  const { market, kind, legs } = event;
  const pool: Party = { kind: "pool", market };
  const transfers: Transfer[] = [];
  for (const leg of legs) {
    const trader = account(leg.account);
    const other = kind === "complementary" ? counterparty(legs, leg) : pool;
    // A complementary match moves each value once: the buyer's leg says it all.
    if (kind === "complementary" && leg.side === "sell") {
      transfers.push(...feeTransfers(leg, asset));
      continue;
    }
    const value = notional(leg.price, leg.quantity);
    const isBuy = leg.side === "buy";
    const [payer, payee] = isBuy ? [trader, other] : [other, trader];
    transfers.push(
      money(payer, payee, asset, value, "trade"),
      shares(payee, payer, market, leg.outcome, leg.quantity, "trade"),
      ...feeTransfers(leg, asset),
    );
  }
  return transfers;
}

function reversed({ debit, credit, asset, amount }: Transfer): Transfer {
  return { debit: credit, credit: debit, asset, amount, reason: "reversal" };
}

function feeTransfers(leg: Leg, asset: AssetId): Transfer[] {
  const fees: Party = { kind: "fees" };
  return [
    money(account(leg.account), fees, asset, leg.fee, "fee"),
    money(fees, account(leg.account), asset, leg.rebate, "rebate"),
  ];
}

function counterparty(legs: readonly Leg[], leg: Leg): Party {
  const other = legs.find((candidate) => candidate !== leg) ?? leg;
  return account(other.account);
}

function setTransfers(event: EventOf<"SetSplit" | "SetMerged">, asset: AssetId): Transfer[] {
  const { market, quantity } = event;
  const pool: Party = { kind: "pool", market };
  const holder = account(event.account);
  const [payer, payee, reason] =
    event.type === "SetSplit"
      ? ([holder, pool, "split"] as const)
      : ([pool, holder, "merge"] as const);
  return [
    money(payer, payee, asset, notional(PRICE_ONE, quantity), reason),
    shares(payee, payer, market, "yes", quantity, reason),
    shares(payee, payer, market, "no", quantity, reason),
  ];
}

function conversionTransfers(event: EventOf<"PositionsConverted">, asset: AssetId): Transfer[] {
  const { given, received, quantity, collateral } = event;
  const holder = account(event.account);
  const conversion = account(event.event as number as AccountId);
  const transfers = given.map((market) =>
    shares(holder, conversion, market, "no", quantity, "convert"),
  );
  for (const market of received) {
    const pool: Party = { kind: "pool", market };
    transfers.push(
      money(conversion, pool, asset, notional(PRICE_ONE, quantity), "convert"),
      shares(pool, holder, market, "yes", quantity, "convert"),
      shares(pool, conversion, market, "no", quantity, "convert"),
    );
  }
  transfers.push(money(conversion, holder, asset, collateral, "convert"));
  return transfers;
}

function account(id: AccountId): Party {
  return { kind: "account", account: id };
}

function money(
  debit: Party,
  credit: Party,
  asset: AssetId,
  value: Amount,
  reason: TransferReason,
): Transfer {
  return { debit, credit, asset: { kind: "collateral", asset }, amount: value, reason };
}

function shares(
  debit: Party,
  credit: Party,
  market: MarketId,
  outcome: Outcome,
  lots: number,
  reason: TransferReason,
): Transfer {
  return { debit, credit, asset: { kind: "shares", market, outcome }, amount: lots, reason };
}
