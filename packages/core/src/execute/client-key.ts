import { NO_SLOT } from "../book/order-pool.ts";
import type { KeyOutcome } from "../events.ts";
import { invalid, isKey } from "../fields.ts";
import type { WithdrawalId } from "../ids.ts";
import { KeyMemory, contentHash } from "../keys.ts";
import type { Amount, Quantity } from "../money.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Account, State } from "../state.ts";

/** The outcome of a keyed command that made nothing and filled nothing. */
export const PLAIN_OUTCOME: KeyOutcome = {
  id: 0,
  filled: 0 as Quantity,
  notional: 0 as Amount,
  fee: 0 as Amount,
  resting: 0 as Quantity,
};

/**
 * The memories of an account. Deposits come from outside, where a redelivery may
 * take its time: their keys are never forgotten. A withdrawal's key lasts while it
 * is pending, an order's while it rests.
 */
export const KEY_MEMORIES = ["keys", "depositKeys", "withdrawalKeys"] as const;
export type KeyMemoryName = (typeof KEY_MEMORIES)[number];

/** An empty memory of that name. */
export function newMemory(name: KeyMemoryName): KeyMemory {
  return name === "depositKeys" ? new KeyMemory(Infinity) : new KeyMemory();
}

/** Whether what a key of the memory made still stands: a withdrawal pending, an order at rest. */
export function stands(state: State, name: KeyMemoryName, id: number): boolean {
  return name === "withdrawalKeys"
    ? state.withdrawals.has(id as WithdrawalId)
    : state.orders.find(id) !== NO_SLOT;
}

/**
 * A keyed command (or batch item) on its way: asked first, remembered if it
 * succeeds.
 */
export class KeyedCommand {
  private readonly run: Run;
  private readonly account: Account;
  private readonly key: string | null;
  private readonly hash: number;
  private readonly memory: KeyMemoryName;

  /** `hash` is over everything that must be the same under the same key. */
  constructor(
    run: Run,
    account: Account,
    key: string | null,
    hash: number,
    memory: KeyMemoryName = "keys",
  ) {
    this.run = run;
    this.account = account;
    this.key = key;
    this.hash = hash;
    this.memory = memory;
  }

  /**
   * @returns "new" if the command is to be executed; "repeated" if it was
   * before, and has been answered; or why the key cannot be used.
   */
  check(item: number): "new" | "repeated" | Rejection {
    if (this.key === null) return "new";
    if (!isKey(this.key)) return invalid("key");
    const { run, account } = this;
    const entry = account[this.memory]?.find(this.key, run.time, this.stands);
    if (entry === undefined) return "new";
    if (entry.contentHash !== this.hash)
      return { code: "IdempotencyKeyReused", original: entry.sequence };
    run.emit({
      type: "CommandRepeated",
      account: account.id,
      item,
      original: entry.sequence,
      outcome: entry.outcome,
    });
    return "repeated";
  }

  /** For who cannot take an old answer: why the key cannot be used, or null. */
  refusal(): Rejection | null {
    if (this.key === null) return null;
    if (!isKey(this.key)) return invalid("key");
    const entry = this.account[this.memory]?.find(this.key, this.run.time, this.stands);
    return entry === undefined ? null : { code: "IdempotencyKeyReused", original: entry.sequence };
  }

  remember(outcome: KeyOutcome): void {
    if (this.key === null) return;
    const { hash: contentHash, run } = this;
    const entry = { contentHash, sequence: run.sequence, rememberedAt: run.time, outcome };
    const memory = (this.account[this.memory] ??= newMemory(this.memory));
    memory.remember(this.key, entry, this.stands);
  }

  private readonly stands = (id: number): boolean => stands(this.run.state, this.memory, id);
}

/** For commands outside batches that are refused as a whole: true if the command goes on. */
export function isNew(run: Run, keyed: KeyedCommand): boolean {
  const answer = keyed.check(0);
  if (answer === "new") return true;
  if (answer !== "repeated") run.reject(answer);
  return false;
}

/** A command whose every field but its account and key must be the same under the same key. */
export function keyedCommand(
  run: Run,
  account: Account,
  command: { readonly type: string; readonly account: number; readonly key: string | null },
  memory: KeyMemoryName = "keys",
): KeyedCommand {
  const { key, type } = command;
  if (key === null) return new KeyedCommand(run, account, null, 0, memory);
  const content: Record<string, unknown> = { ...command };
  delete content["type"];
  delete content["account"];
  delete content["key"];
  return new KeyedCommand(run, account, key, contentHash(type, content), memory);
}
