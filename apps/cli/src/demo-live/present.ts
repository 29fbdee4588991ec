import { ApiError } from "@probity/client";
import { LOTS_PER_SHARE, price, PRICE_ONE, quantity } from "@probity/core";
import type { Price } from "@probity/core";
import { formatPrice, formatQuantity, parsePrice, parseQuantity } from "@probity/protocol";
import type { Order } from "@probity/protocol";
import { movesTo } from "../demo/quotes.ts";
import type { Standing } from "../demo/quotes.ts";
import type { Chance } from "./chance.ts";
import { openMarkets } from "./demo-markets.ts";
import { bestPrices, wander } from "./fair-values.ts";
import type { DemoMarket } from "./fair-values.ts";
import { wantedLadder } from "./ladder.ts";
import type { Participant } from "./participants.ts";
import { buy } from "./past.ts";

/** Somewhere something happens about so often. */
const VISIT_EVERY_MS = 400;
/** Of the visits, how many have somebody trade. */
const TRADES = 0.55;
/** Of the trades, how many sell what somebody holds. */
const SALES = 0.35;
const PACE = { deviation: 0.0035, pull: 0.01 };
/** Markets that were opened or closed are noticed, and full sets turned back into cash, so often. */
const TIDY_EVERY_MS = 60_000;

/** Makers who quote every open market around values that wander, and takers who trade with them. */
export class Present {
  readonly #makers: readonly Participant[];
  readonly #takers: readonly Participant[];
  readonly #chance: Chance;
  #markets: readonly DemoMarket[];
  #isOver = false;
  #wake: () => void = () => {};

  constructor(
    markets: readonly DemoMarket[],
    makers: readonly Participant[],
    takers: readonly Participant[],
    chance: Chance,
  ) {
    this.#markets = markets;
    this.#makers = makers;
    this.#takers = takers;
    this.#chance = chance;
  }

  /** Puts up every ladder once. */
  async quoteAll(): Promise<void> {
    for (const market of this.#markets) await this.#quote(market);
  }

  /** Goes on until `end`. */
  async goOn(): Promise<void> {
    let tidied = Date.now();
    while (!this.#isOver) {
      const { part, market } = { part: this.#chance.part(), market: this.#anyMarket() };
      try {
        if (market !== undefined) await this.#visit(market, part < TRADES);
        if (Date.now() - tidied > TIDY_EVERY_MS) {
          tidied = Date.now();
          await this.#tidy();
        }
      } catch (error) {
        // A market that was halted, an operator who voids: the others go on.
        if (!(error instanceof ApiError)) throw error;
      }
      await this.#rest(VISIT_EVERY_MS * (0.4 + 1.2 * this.#chance.part()));
    }
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  #anyMarket(): DemoMarket | undefined {
    return this.#chance.pick(this.#markets, ({ weight }) => weight);
  }

  async #visit(market: DemoMarket, isTraded: boolean): Promise<void> {
    const before = market.fair;
    wander([market], PACE, this.#chance);
    if (isTraded) await this.#trade(market, market.fair >= before);
    await this.#quote(market);
  }

  /** Somebody buys what goes up, or sells some of what goes down. */
  async #trade(market: DemoMarket, isUp: boolean): Promise<void> {
    const taker = this.#chance.pick(this.#takers);
    if (taker === undefined) return;
    const { bid, ask } = bestPrices(market);
    const shares = Math.round(5 + 250 * this.#chance.part() ** 3);
    if (this.#chance.part() < SALES) {
      const sold = await this.#sale(taker, market, shares);
      if (sold) return;
    }
    const slack = 2 * market.tick;
    const [outcome, at] = isUp
      ? (["yes", ask + slack] as const)
      : (["no", PRICE_ONE - bid + slack] as const);
    const size = quantity(shares * LOTS_PER_SHARE);
    const order = {
      ...buy(market, outcome, onGrid(at, market), size),
      time_in_force: "ioc" as const,
    };
    try {
      await taker.client.orders.place(order);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "INSUFFICIENT_COLLATERAL") throw error;
      await taker.client.accounts.deposit({ amount: "10000" });
    }
  }

  async #sale(taker: Participant, market: DemoMarket, shares: number): Promise<boolean> {
    const { positions } = await taker.client.portfolio.positions({ market_id: market.id });
    const held = positions.find(({ market_id }) => market_id === market.id);
    if (held === undefined) return false;
    const free = parseQuantity(held.quantity) - parseQuantity(held.held);
    const lots = Math.min(shares * LOTS_PER_SHARE, free);
    if (lots < 5 * LOTS_PER_SHARE) return false;
    const { bid, ask } = bestPrices(market);
    const slack = 2 * market.tick;
    const at = held.outcome === "yes" ? bid - slack : PRICE_ONE - ask - slack;
    await taker.client.orders.place({
      ...buy(market, held.outcome, onGrid(at, market), quantity(lots)),
      side: "sell",
      time_in_force: "ioc",
    });
    return true;
  }

  /** Moves a maker's orders to where they belong; what must go goes first. */
  async #quote(market: DemoMarket): Promise<void> {
    const maker = this.#makerOf(market);
    if (maker === undefined) return;
    const { orders: api } = maker.client;
    const { orders } = await api.list({ market_id: market.id, status: "open", limit: 100 });
    const standing = orders.map(standingOf).reverse();
    const { cancels, amends, places } = movesTo(wantedLadder(market), standing);
    const gone = [...cancels, ...amends.map(({ orderId }) => orderId)];
    if (gone.length > 0) {
      await api.cancelBatch({ targets: gone.map((order_id) => ({ order_id })) });
    }
    if (places.length === 0) return;
    await api.placeBatch({
      orders: places.map((quote) => buy(market, quote.outcome, quote.price, quote.quantity)),
    });
  }

  #makerOf({ id }: DemoMarket): Participant | undefined {
    const number = Number(/\d+(?=\D*$)/.exec(id)?.[0] ?? 0);
    return this.#makers[number % this.#makers.length];
  }

  /** Notices what was opened and closed, and turns full sets back into cash. */
  async #tidy(): Promise<void> {
    const [first] = this.#makers;
    if (first === undefined) return;
    const known = new Map(this.#markets.map((market) => [market.id, market]));
    const open = await openMarkets(first.client);
    this.#markets = open.map((market) => known.get(market.id) ?? market);
    for (const { client } of [...this.#makers, ...this.#takers]) {
      const { positions } = await client.portfolio.positions();
      const byMarket = Map.groupBy(positions, ({ market_id }) => market_id);
      for (const [market_id, held] of byMarket) {
        if (held.length < 2 || !open.some(({ id }) => id === market_id)) continue;
        const sets = Math.min(
          ...held.map((one) => parseQuantity(one.quantity) - parseQuantity(one.held)),
        );
        if (sets < 1_000 * LOTS_PER_SHARE) continue;
        await client.portfolio.merge({ market_id, quantity: formatQuantity(quantity(sets)) });
      }
    }
  }

  async #rest(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function onGrid(at: number, { tick }: DemoMarket): Price {
  return price(Math.min(PRICE_ONE - tick, Math.max(tick, Math.round(at / tick) * tick)));
}

function standingOf(order: Order): Standing {
  return {
    orderId: order.order_id,
    outcome: order.outcome,
    side: order.side,
    price: parsePrice(order.price ?? formatPrice(price(0))),
    quantity: parseQuantity(order.quantity ?? "0"),
    remaining: parseQuantity(order.remaining),
  };
}
