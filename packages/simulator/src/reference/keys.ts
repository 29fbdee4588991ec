import { KEY_WINDOW_MS } from "@probity/core";
import type { CommandContent, KeyOutcome, OrderSpec, Rejection } from "@probity/core";
import { toAmount, toLots } from "./arithmetic.ts";
import { invalid, reject } from "./answers.ts";
import type { Account, KeyEntry, KeyKind, Turn } from "./state.ts";

/** RULES.md 1.6: what an account's keys remember. */

/** What a key's content is: all fields but the key and the account, with the command's type. */
export function contentOf(content: CommandContent): object {
  const {
    key: _key,
    account: _account,
    ...rest
  } = content as CommandContent & {
    readonly key?: string | null;
    readonly account?: number;
  };
  return rest;
}

/** An order of a batch counts as if it were placed alone. */
export function contentOfOrder(order: OrderSpec): object {
  return { type: "PlaceOrder", order };
}

/** The entry under `key` if it is still live. */
export function liveEntry(
  turn: Turn,
  account: Account,
  key: string,
  kind: KeyKind = "other",
): KeyEntry | null {
  const entry = account.keys[kind].get(key);
  if (entry === undefined || kind === "deposit") return entry ?? null;
  const isFresh = turn.time - entry.time < KEY_WINDOW_MS;
  const { orders, waiting, withdrawals } = turn.state;
  const { id } = entry.outcome;
  const isOpen =
    kind === "withdrawal"
      ? withdrawals.has(id as never)
      : orders.has(id as never) || waiting.has(id as never);
  return isFresh || isOpen ? entry : null;
}

/** The memory a command's key belongs to. */
function kindOf({ type }: CommandContent): KeyKind {
  if (type === "Deposit") return "deposit";
  return type === "RequestWithdrawal" ? "withdrawal" : "other";
}

/** What a key says before the command is looked at: an old answer, a refusal, or nothing. */
export function consultKey(
  turn: Turn,
  account: Account,
  key: string | null,
  content: object,
  kind: KeyKind = "other",
): { readonly repeated: KeyEntry } | { readonly refused: Rejection } | null {
  if (key === null) return null;
  if (key.length < 1 || key.length > 64) return { refused: invalid("key") };
  const entry = liveEntry(turn, account, key, kind);
  if (entry === null) return null;
  if (isSame(entry.content, content)) return { repeated: entry };
  return { refused: { code: "IdempotencyKeyReused", original: entry.sequence } };
}

/** @returns whether the key has answered a command that stands for itself, or refused it. */
export function isAnsweredByKey(
  turn: Turn,
  account: Account,
  key: string | null,
  content: CommandContent,
): boolean {
  const said = consultKey(turn, account, key, contentOf(content), kindOf(content));
  if (said === null) return false;
  if ("refused" in said) reject(turn, said.refused);
  else repeat(turn, account, 0, said.repeated);
  return true;
}

export function repeat(turn: Turn, account: Account, item: number, entry: KeyEntry): void {
  turn.events.push({
    type: "CommandRepeated",
    account: account.id,
    item,
    original: entry.sequence,
    outcome: entry.outcome,
  });
}

const NOTHING: KeyOutcome = {
  id: 0,
  filled: toLots(0),
  notional: toAmount(0n),
  fee: toAmount(0n),
  resting: toLots(0),
};

/** Remembers a success under its key, if it has one. */
export function remember(
  turn: Turn,
  account: Account,
  key: string | null,
  content: object,
  outcome: Partial<KeyOutcome> = {},
  kind: KeyKind = "other",
): void {
  if (key === null) return;
  const entry = { sequence: turn.sequence, time: turn.time, content };
  const keys = account.keys[kind];
  keys.set(key, { ...entry, outcome: { ...NOTHING, ...outcome } });
  if (keys.size % 1_000 === 0) forgetDead(turn, account, kind);
}

/** Dead entries answer nothing, so dropping them now and then changes nothing. */
function forgetDead(turn: Turn, account: Account, kind: KeyKind): void {
  for (const key of account.keys[kind].keys()) {
    if (liveEntry(turn, account, key, kind) === null) account.keys[kind].delete(key);
  }
}

/** Deep equality of plain data; NaN equals itself, −0 does not equal 0. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame(a[key as never], b[key as never]))
  );
}
