import { appendFileSync } from "node:fs";
import { parseAmount, parseQuantity } from "@probity/protocol";
import type { Random } from "../random.ts";
import type { Wire } from "./wire.ts";

/** The price every trade happens at; the house stands there. */
export const TRADE_PRICE = "0.60";

/** What a trader has been told, in lots and µ$; the venue must agree after every crash. */
export interface Ledger {
  deposited: number;
  spent: number;
  yes: number;
  /** Remaining lots of each order that was acknowledged and not cancelled. */
  readonly open: Map<string, number>;
}

/** A request whose fate is to be settled before the next. */
interface Intent {
  readonly kind: "place" | "take" | "cancel" | "deposit";
  readonly key: string;
  readonly method: "POST" | "DELETE";
  readonly path: string;
  readonly body: object;
  /** Order of a cancel. */
  readonly order: string;
}

/**
 * One client of the tortured venue: one request at a time, each
 * acknowledgement written to a file of its own before the next request. After a
 * crash it sends the request without an answer again, with the same key.
 */
export class Trader {
  readonly name: string;
  readonly ledger: Ledger = { deposited: 0, spent: 0, yes: 0, open: new Map() };
  acknowledged = 0;
  repeated = 0;
  private readonly random: Random;
  private readonly file: string;
  private readonly market: string;
  private counter = 0;
  private unanswered: Intent | null = null;

  constructor(name: string, market: string, random: Random, file: string) {
    this.name = name;
    this.market = market;
    this.random = random;
    this.file = file;
  }

  /** Trades until the venue is gone or `isOver`. */
  async trade(wire: Wire, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      this.unanswered ??= this.nextIntent();
      if (!(await this.send(wire, this.unanswered))) return;
      this.unanswered = null;
    }
  }

  /** Settles the request whose answer was lost. */
  async settle(wire: Wire): Promise<void> {
    if (this.unanswered === null) return;
    const isAnswered = await this.send(wire, this.unanswered);
    if (!isAnswered)
      throw new Error(`${this.name}: the venue does not answer ${this.unanswered.key}`);
    this.unanswered = null;
  }

  /** @returns false if there was no answer, or one that says so. */
  private async send(wire: Wire, intent: Intent): Promise<boolean> {
    const answer = await wire.request(intent.method, intent.path, intent.body, intent.key);
    if (answer === null || answer.status >= 500) return false;
    this.log({ intent: intent.kind, key: intent.key, status: answer.status, body: answer.body });
    this.acknowledged++;
    this.book(intent, answer.status, answer.body);
    return true;
  }

  private book(intent: Intent, status: number, body: Readonly<Record<string, unknown>>): void {
    const { ledger } = this;
    const isGone = intent.kind === "cancel" && status === 404;
    if (isGone) ledger.open.delete(intent.order);
    if (status >= 400) {
      if (isGone) return;
      throw new Error(`${this.name}: ${intent.key} was refused: ${JSON.stringify(body)}`);
    }
    if (intent.kind === "cancel") {
      ledger.open.delete(intent.order);
      return;
    }
    if (intent.kind === "deposit") {
      ledger.deposited += parseAmount((intent.body as { amount: string }).amount);
      return;
    }
    const order = body["order"] as Record<
      "order_id" | "filled" | "resting" | "notional" | "fee",
      string
    >;
    if ((order as { repeated?: boolean }).repeated === true) this.repeated++;
    ledger.yes += parseQuantity(order.filled);
    ledger.spent += parseAmount(order.notional) + parseAmount(order.fee);
    const resting = parseQuantity(order.resting);
    if (resting > 0) ledger.open.set(order.order_id, resting);
  }

  private nextIntent(): Intent {
    const { random, ledger } = this;
    const key = `${this.name}-${++this.counter}`;
    const choice = random.below(100);
    const open = [...ledger.open.keys()];
    if (ledger.deposited === 0 || choice < 10) {
      const body = { amount: `${100 + random.below(900)}.${random.below(1_000_000)}` };
      return { kind: "deposit", key, method: "POST", path: "/deposits", body, order: "" };
    }
    if (choice < 35 && open.length > 0) {
      const order = open[random.below(open.length)] ?? "";
      return { kind: "cancel", key, method: "DELETE", path: `/orders/${order}`, body: {}, order };
    }
    const isTake = choice < 55;
    const body = {
      type: "limit",
      market_id: this.market,
      outcome: "yes",
      side: "buy",
      client_order_id: key,
      price: isTake ? TRADE_PRICE : `0.${String(1 + random.below(20)).padStart(2, "0")}`,
      quantity: `${1 + random.below(3)}.${random.below(100)}`,
      time_in_force: isTake ? "ioc" : "gtc",
      post_only: !isTake,
    };
    return {
      kind: isTake ? "take" : "place",
      key,
      method: "POST",
      path: "/orders",
      body,
      order: "",
    };
  }

  private log(entry: object): void {
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}
