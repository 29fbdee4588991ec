import { isMovableAmount } from "@probity/core";
import { DecimalError, parseAmount } from "@probity/protocol";

/** Whether a text is money that can be moved. */
export function isMoney(text: string): boolean {
  try {
    return isMovableAmount(parseAmount(text.trim()));
  } catch (error) {
    if (error instanceof DecimalError) return false;
    throw error;
  }
}

export const PARTIES = ["account", "fees", "rewards", "reserve"] as const;
export type PartyKind = (typeof PARTIES)[number];

/** One side of a transfer as it stands in a form; `id` of an account or a market. */
export interface PartyDraft {
  readonly kind: PartyKind;
  readonly id: string;
}

type Party =
  | { kind: "fees" }
  | { kind: "rewards" }
  | { kind: "account"; account_id: string }
  | { kind: "reserve"; market_id: string };

/** @returns null: whose it is cannot be read. */
export function partyJson({ kind, id }: PartyDraft): Party | null {
  const said = id.trim();
  switch (kind) {
    case "fees":
    case "rewards":
      return { kind };
    case "account":
      return /^acc_\d+-\d+$/.test(said) ? { kind, account_id: said } : null;
    case "reserve":
      return /^mkt_\d+-\d+$/.test(said) ? { kind, market_id: said } : null;
    default:
      return kind satisfies never;
  }
}

/** A transfer from a party to itself moves nothing. */
export function isSameParty(from: PartyDraft, to: PartyDraft): boolean {
  const hasId = from.kind === "account" || from.kind === "reserve";
  return from.kind === to.kind && (!hasId || from.id.trim() === to.id.trim());
}
