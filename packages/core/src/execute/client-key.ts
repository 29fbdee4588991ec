import { NO_SLOT } from "../book/order-pool.ts";
import type { KeyOutcome } from "../events.ts";
import { invalid, isKey } from "../fields.ts";
import { contentHash } from "../keys.ts";
import type { Amount, Quantity } from "../money.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Account } from "../state.ts";

/** The outcome of a keyed command that made nothing and filled nothing. */
export const PLAIN_OUTCOME: KeyOutcome = {
  id: 0,
  filled: 0 as Quantity,
  notional: 0 as Amount,
  fee: 0 as Amount,
  resting: 0 as Quantity,
};

/**
 * A keyed command (or batch item) on its way: asked first, remembered if it
 * succeeds. `content` is all that must be the same under the same key.
 */
export class KeyedCommand {
  private readonly run: Run;
  private readonly account: Account;
  private readonly key: string | null;
  private readonly hash: number;

  constructor(
    run: Run,
    account: Account,
    key: string | null,
    type: string,
    content: Readonly<Record<string, unknown>>,
  ) {
    this.run = run;
    this.account = account;
    this.key = key;
    this.hash = key === null || !isKey(key) ? 0 : contentHash(type, content);
  }

  /**
   * @returns "new" if the command is to be executed; "repeated" if it was
   * before, and has been answered; or why the key cannot be used.
   */
  check(item: number): "new" | "repeated" | Rejection {
    if (this.key === null) return "new";
    if (!isKey(this.key)) return invalid("key");
    const { run, account } = this;
    const entry = account.keys.find(this.key, run.time, this.isResting);
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

  remember(outcome: KeyOutcome): void {
    if (this.key === null) return;
    const { hash: contentHash, run } = this;
    const entry = { contentHash, sequence: run.sequence, rememberedAt: run.time, outcome };
    this.account.keys.remember(this.key, entry, this.isResting);
  }

  private readonly isResting = (id: number): boolean => this.run.state.orders.find(id) !== NO_SLOT;
}

/** For commands outside batches that are refused as a whole: true if the command goes on. */
export function isNew(run: Run, keyed: KeyedCommand): boolean {
  const answer = keyed.check(0);
  if (answer === "new") return true;
  if (answer !== "repeated") run.reject(answer);
  return false;
}

/** All fields of a command but its type, account and key: what must be the same under the same key. */
export function contentOf(command: object): Record<string, unknown> {
  const content: Record<string, unknown> = { ...command };
  delete content["type"];
  delete content["account"];
  delete content["key"];
  return content;
}
