import { transfersOf } from "@probity/core";
import type { AssetId, Party, Transfer } from "@probity/core";
import type { Catalogue } from "../projector/catalogue.ts";
import type { Fact } from "../projector/projection.ts";
import type { Workspace } from "../projector/workspace.ts";
import type { systemBalances } from "../tables/balances.ts";
import { LINES_PER_EVENT } from "../tables/statement.ts";
import type { PartyKind } from "../tables/statement.ts";
import { isOrderChange } from "./orders.ts";
import type { HoldChange } from "./orders.ts";

type SystemParty = (typeof systemBalances.$inferSelect)["party"];

/** The balances an event is about. */
export function prepareLedger({ event }: Fact, rows: Workspace, catalogue: Catalogue): void {
  for (const transfer of transfersOf(event, catalogue)) {
    if (transfer.asset.kind !== "collateral" || transfer.amount === 0) continue;
    for (const party of [transfer.debit, transfer.credit]) {
      if (party.kind === "account") rows.balances.want(party.account, transfer.asset.asset);
      else rows.systemBalances.want(party.kind, marketOf(party), transfer.asset.asset);
    }
  }
  if (isOrderChange(event)) rows.balances.want(event.account, catalogue.market(event.market));
  if (event.type === "OrdersMatched") {
    const asset = catalogue.market(event.market);
    for (const leg of event.legs) rows.balances.want(leg.account, asset);
  }
  if (event.type === "WithdrawalRequested" || event.type === "WithdrawalFailed") {
    rows.balances.want(event.account, event.asset);
  }
}

/** Moves money from available to held, or back if the amount is negative. */
export function holdMoney(
  { account, asset, amount }: Omit<HoldChange & { kind: "money" }, "kind">,
  { sequence }: Fact,
  rows: Workspace,
): void {
  const row = rows.balances.find(account, asset) ?? {
    account,
    asset,
    available: 0,
    held: 0,
    sequence,
  };
  rows.balances.put({
    ...row,
    available: row.available - amount,
    held: row.held + amount,
    sequence,
  });
}

/** Carries out the transfers of an event and writes both sides' lines; positions have theirs already. */
export function foldLedger(fact: Fact, rows: Workspace, catalogue: Catalogue): void {
  let line = fact.place * LINES_PER_EVENT;
  for (const transfer of transfersOf(fact.event, catalogue)) {
    if (transfer.amount === 0) continue;
    writeSide(fact, rows, transfer, transfer.debit, transfer.credit, -transfer.amount, line++);
    writeSide(fact, rows, transfer, transfer.credit, transfer.debit, transfer.amount, line++);
  }
}

function writeSide(
  { time, sequence }: Fact,
  rows: Workspace,
  { asset, reason }: Transfer,
  party: Party,
  other: Party,
  amount: number,
  line: number,
): void {
  const isMoney = asset.kind === "collateral";
  if (party.kind !== "account") {
    if (isMoney) moveSystem(rows, party.kind, marketOf(party), asset.asset, amount, sequence);
    return;
  }
  const { account } = party;
  const balance = isMoney
    ? moveMoney(rows, account, asset.asset, amount, sequence)
    : rows.positions.get(account, asset.market, asset.outcome).shares;
  rows.statement.add({
    account,
    sequence,
    line,
    time,
    asset: isMoney ? asset.asset : null,
    market: isMoney ? null : asset.market,
    outcome: isMoney ? null : asset.outcome,
    amount,
    balance,
    reason,
    otherKind: other.kind satisfies PartyKind,
    otherId: other.kind === "account" ? other.account : marketOf(other),
  });
}

/** @returns what the account has then, held included. */
function moveMoney(
  rows: Workspace,
  account: Extract<Party, { kind: "account" }>["account"],
  asset: AssetId,
  amount: number,
  sequence: number,
): number {
  const row = rows.balances.find(account, asset);
  const available = (row?.available ?? 0) + amount;
  const held = row?.held ?? 0;
  rows.balances.put({ account, asset, available, held, sequence });
  return available + held;
}

function moveSystem(
  rows: Workspace,
  party: SystemParty,
  market: number,
  asset: AssetId,
  amount: number,
  sequence: number,
): void {
  const row = rows.systemBalances.find(party, market, asset);
  rows.systemBalances.put({ party, market, asset, amount: (row?.amount ?? 0) + amount, sequence });
}

function marketOf(party: Party): number {
  return party.kind === "pool" || party.kind === "reserve" ? party.market : 0;
}
