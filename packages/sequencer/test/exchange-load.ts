/** A venue of one market and a stream of orders and cancels for it, the same for the same seed. */
import { idFrom, PRICE_ONE } from "@probity/core";
import type { CommandContent, OrderId, Sequence } from "@probity/core";
import { mulberry32 } from "../src/index.ts";
import type { Submission } from "../src/index.ts";

const ACCOUNTS = 1_000;
const TICK = 100;
const ORIGIN = 1;
/** Orders of which one may be cancelled. */
const CANCELLABLE = 4_096;

/** Plays a stream that expects to be the only one of its venue: it knows which sequence each command will have. */
export class ExchangeLoad {
  readonly #random: () => number;
  readonly #recent: { readonly sequence: number; readonly owner: number }[] = [];
  readonly #accounts: number[] = [];
  #counter = 0;
  #market = 0;
  #mid = 50;

  constructor(seed: number) {
    this.#random = mulberry32(seed);
  }

  /** What comes before the first order. */
  opening(): Submission<CommandContent>[] {
    const commands = [this.#own({ type: "RegisterCollateral", symbol: "USD" })];
    for (let owner = 1; owner <= ACCOUNTS; owner++) {
      commands.push(this.#own({ type: "OpenAccount", owner }, owner));
      const account = this.#idOf(this.#counter);
      this.#accounts[owner] = account;
      const deposit = { type: "Deposit", account, asset: 1, amount: 1e12, key: `d${owner}` };
      commands.push(this.#own(deposit));
    }
    const fees = { formula: "quadratic", exponent: 1, takerBps: 200, makerBps: 0, rebateBps: 50 };
    const parameters = {
      minQuantity: 1,
      fees,
      positionLimit: 1e12,
      bandLow: TICK,
      bandHigh: PRICE_ONE - TICK,
      closeTime: 0,
      takerDelayMs: 0,
    };
    const text = { question: "Q", description: "", image: "", external: "" };
    const markets = [{ slug: "m", text, tickSize: TICK, parameters }];
    const event = {
      type: "CreateEvent",
      slug: "e",
      text: { title: "E", description: "", category: "", tags: [], image: "" },
      rules: "",
      collateral: 1,
      mutuallyExclusive: false,
      exhaustive: false,
      markets,
    };
    commands.push(this.#own(event));
    this.#market = this.#idOf(this.#counter) + 1;
    const target = { kind: "market", market: this.#market };
    commands.push(this.#own({ type: "ChangeMarketState", target, to: "open", mode: "normal" }));
    return commands;
  }

  /** The next command of trading: half of them rest, three in ten cancel, two in ten take. */
  next(): Submission<CommandContent> {
    const kind = this.#below(100);
    const owner = 1 + this.#below(ACCOUNTS);
    if (kind >= 70 && this.#recent.length > 100) {
      const at = this.#below(this.#recent.length);
      const { sequence, owner: own } = this.#recent[at]!;
      this.#recent[at] = this.#recent.at(-1)!;
      this.#recent.pop();
      const targets = [{ kind: "order", order: this.#idOf(sequence) }];
      const account = this.#accounts[own]!;
      return this.#own({ type: "CancelOrders", account, targets }, own);
    }
    if (this.#below(64) === 0)
      this.#mid = Math.min(70, Math.max(30, this.#mid + this.#below(3) - 1));
    const isYes = this.#below(2) === 0;
    const away = kind >= 50 ? -2 : 1 + this.#below(1 + this.#below(20));
    const ladder = isYes ? this.#mid - away : this.#mid + away;
    const price = (isYes ? ladder : 100 - ladder) * TICK;
    const order = {
      market: this.#market,
      outcome: isYes ? "yes" : "no",
      side: "buy",
      pricing: {
        kind: "limit",
        price,
        quantity: 1 + this.#below(100),
        timeInForce: { kind: "gtc", postOnly: false },
      },
      reduceOnly: false,
      selfTrade: "cancel-taker",
      group: null,
      session: null,
    };
    const account = this.#accounts[owner]!;
    const placed = this.#own({ type: "PlaceOrder", account, key: null, order }, owner);
    const entry = { sequence: this.#counter, owner };
    if (this.#recent.length < CANCELLABLE) this.#recent.push(entry);
    else this.#recent[this.#below(CANCELLABLE)] = entry;
    return placed;
  }

  #own(content: unknown, actor = 0): Submission<CommandContent> {
    return { origin: ORIGIN, counter: ++this.#counter, actor, content: content as CommandContent };
  }

  #idOf(sequence: number): OrderId {
    return idFrom(sequence as Sequence, 0);
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }
}
