/** A small machine with everything the sequencer must cope with: deadlines, work in steps, redelivery, poison. */
import { codecs } from "../src/index.ts";
import type { Machine, MachineKind, Sequenced, StateRecord } from "../src/index.ts";

export type BankCommand =
  | { readonly type: "Deposit"; readonly account: number; readonly amount: number }
  | { readonly type: "Withdraw"; readonly account: number; readonly amount: number }
  | { readonly type: "Note"; readonly text: string }
  /** Pays `amount` once the time has come. */
  | {
      readonly type: "PayLater";
      readonly account: number;
      readonly amount: number;
      readonly at: number;
    }
  /** Pays 1 to each of `steps` accounts, one a step. */
  | { readonly type: "PayAll"; readonly steps: number }
  | { readonly type: "Cancel" }
  | { readonly type: "Break" }
  | { readonly type: "AdvanceTime" }
  | { readonly type: "Continue" };

export type BankEvent =
  | {
      readonly type: "Paid";
      readonly account: number;
      readonly amount: number;
      readonly balance: number;
    }
  | { readonly type: "Refused"; readonly account: number; readonly missing: number }
  | { readonly type: "Noted"; readonly text: string }
  | { readonly type: "Repeated" }
  | { readonly type: "Done" };

const { varuint, int, text, union, versioned } = codecs;

const commandV1 = union<"type", BankCommand>("type", {
  Deposit: [1, { account: varuint, amount: varuint }],
  Withdraw: [2, { account: varuint, amount: varuint }],
  Note: [3, { text }],
  PayLater: [4, { account: varuint, amount: varuint, at: varuint }],
  PayAll: [5, { steps: varuint }],
  Cancel: [6, {}],
  Break: [7, {}],
  AdvanceTime: [8, {}],
  Continue: [9, {}],
});

const eventV1 = union<"type", BankEvent>("type", {
  Paid: [1, { account: varuint, amount: int, balance: varuint }],
  Refused: [2, { account: varuint, missing: varuint }],
  Noted: [3, { text }],
  Repeated: [4, {}],
  Done: [5, {}],
});

export class Bank implements Machine<BankCommand, BankEvent> {
  sequence = 0;
  time = 0;
  readonly balances = new Map<number, number>();
  /** Last counter of each origin. */
  readonly counters = new Map<number, number>();
  later: { account: number; amount: number; at: number }[] = [];
  stepsLeft = 0;
  /** Test only: makes this machine behave otherwise, as a changed program would. */
  bonus = 0;

  execute(command: Sequenced<BankCommand>): readonly BankEvent[] {
    this.sequence = command.sequence;
    this.time = command.time;
    if (command.origin !== 0) {
      if (command.counter <= (this.counters.get(command.origin) ?? 0))
        return [{ type: "Repeated" }];
      this.counters.set(command.origin, command.counter);
    }
    return this.#apply(command.content);
  }

  overdue(time: number): { content: BankCommand; time: number } | null {
    const at = this.nextDeadline();
    return at !== null && at <= time ? { content: { type: "AdvanceTime" }, time: at } : null;
  }

  pendingWork(): BankCommand | null {
    return this.stepsLeft > 0 ? { type: "Continue" } : null;
  }

  nextDeadline(): number | null {
    return this.later.length === 0 ? null : Math.min(...this.later.map((payment) => payment.at));
  }

  *records(): Generator<StateRecord> {
    yield ["bank", this.sequence, this.time, this.stepsLeft];
    for (const [account, balance] of [...this.balances].toSorted((a, b) => a[0] - b[0])) {
      yield ["balance", account, balance];
    }
    for (const [origin, counter] of [...this.counters].toSorted((a, b) => a[0] - b[0])) {
      yield ["counter", origin, counter];
    }
    for (const { account, amount, at } of this.later) yield ["later", account, amount, at];
  }

  total(): number {
    let total = 0;
    for (const balance of this.balances.values()) total += balance;
    return total;
  }

  #apply(content: BankCommand): readonly BankEvent[] {
    switch (content.type) {
      case "Deposit":
        return [this.#pay(content.account, content.amount + this.bonus)];
      case "Withdraw": {
        const missing = content.amount - (this.balances.get(content.account) ?? 0);
        if (missing > 0) return [{ type: "Refused", account: content.account, missing }];
        return [this.#pay(content.account, -content.amount)];
      }
      case "Note":
        return [{ type: "Noted", text: content.text }];
      case "PayLater":
        this.later.push({ account: content.account, amount: content.amount, at: content.at });
        return [{ type: "Done" }];
      case "PayAll":
        this.stepsLeft += content.steps;
        return [{ type: "Done" }];
      case "Cancel":
        return [{ type: "Done" }];
      case "Break":
        // Half done when it breaks, as a real bug would have it.
        this.#pay(666, 666);
        throw new Error("the bank is broken");
      case "AdvanceTime": {
        const due = this.later.filter((payment) => payment.at <= this.time);
        this.later = this.later.filter((payment) => payment.at > this.time);
        return due.map((payment) => this.#pay(payment.account, payment.amount));
      }
      case "Continue":
        this.stepsLeft--;
        return [this.#pay(1_000 + this.stepsLeft, 1)];
      default:
        return content satisfies never;
    }
  }

  #pay(account: number, amount: number): BankEvent {
    const balance = (this.balances.get(account) ?? 0) + amount;
    this.balances.set(account, balance);
    return { type: "Paid", account, amount, balance };
  }
}

export const bankKind: MachineKind<BankCommand, BankEvent, Bank> = {
  name: "bank",
  rulesVersion: 1,
  create: () => new Bank(),
  restore(records) {
    const bank = new Bank();
    for (const record of records) {
      const [kind, a, b, c] = record as [string, number, number, number];
      if (kind === "bank") {
        bank.sequence = a;
        bank.time = b;
        bank.stepsLeft = c;
      } else if (kind === "balance") bank.balances.set(a, b);
      else if (kind === "counter") bank.counters.set(a, b);
      else bank.later.push({ account: a, amount: b, at: c });
    }
    return bank;
  },
  commands: versioned(1, { 1: commandV1 }),
  events: versioned(1, { 1: eventV1 }),
  isExempt: (content) => ["Cancel", "AdvanceTime", "Continue"].includes(content.type),
};
