import { idFrom } from "@probity/core";
import type {
  AccountId,
  CommandContent,
  Exchange,
  MarketId,
  OrderId,
  OrderSpec,
  OwnerId,
  Price,
  Quantity,
  Sequence,
} from "@probity/core";
import { BENCH_ORIGIN, BENCH_TIME } from "./machine.ts";
import type { World } from "./world.ts";

/** A buy of one outcome that stands until it is cancelled. */
export interface Buy {
  readonly account: number;
  readonly market: number;
  readonly outcome: "yes" | "no";
  readonly price: number;
  readonly lots: number;
}

/** Says single commands to a bare machine, for benchmarks that choose them one by one. */
export class Desk {
  readonly exchange: Exchange;
  private readonly world: World;

  constructor(exchange: Exchange, world: World) {
    this.exchange = exchange;
    this.world = world;
  }

  /** @returns the order's id; throws when it was refused. */
  buy(buy: Buy): OrderId {
    const events = this.say(buy.account, this.buyContent(buy));
    if (events < 2) throw new Error(`an order was refused: ${JSON.stringify(buy)}`);
    return this.lastOrder();
  }

  /** The id of the order that the last command placed. */
  lastOrder(): OrderId {
    return idFrom(this.exchange.sequence, 0);
  }

  cancel(account: number, order: OrderId): void {
    this.say(account, this.cancelContent(account, order));
  }

  buyContent({ account, market, outcome, price, lots }: Buy): CommandContent {
    const order: OrderSpec = {
      market: this.market(market),
      outcome,
      side: "buy",
      pricing: {
        kind: "limit",
        price: price as Price,
        quantity: lots as Quantity,
        timeInForce: { kind: "gtc", postOnly: false },
      },
      reduceOnly: false,
      selfTrade: "cancel-taker",
      group: null,
      session: null,
    };
    return { type: "PlaceOrder", account: this.account(account), key: null, order };
  }

  cancelContent(account: number, order: OrderId): CommandContent {
    const targets = [{ kind: "order" as const, order, slot: this.exchange.slotOf(order) }];
    return { type: "CancelOrders", account: this.account(account), targets };
  }

  /** @returns the number of events. */
  say(account: number, content: CommandContent): number {
    const sequence = (this.exchange.sequence + 1) as Sequence;
    return this.exchange.execute({
      sequence,
      time: BENCH_TIME,
      origin: BENCH_ORIGIN,
      counter: sequence,
      actor: (account + 1) as OwnerId,
      content,
    }).length;
  }

  account(index: number): AccountId {
    return this.world.accounts[index]!;
  }

  market(index: number): MarketId {
    return this.world.markets[index]!;
  }
}
