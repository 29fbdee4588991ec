import type { AccountId, Event, MarketId } from "@probity/core";
import type { MarketDataChanges, OwnFill, OwnOrder } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import type { Desk } from "../desk.ts";
import { formatDollars, formatShares, formatUnits } from "../orders/decimals.ts";
import { tradeId } from "../orders/trade-id.ts";
import { orderWords, originalSize, sharesOf } from "./order-words.ts";
import type { OrderWords } from "./order-words.ts";

/** What clients know notifications by (reference §5.4). */
const TYPES = { cancelled: 1, filled: 2, resolved: 4 } as const;

/** Something that happened to an account, told when it is asked for. */
type News =
  | { readonly kind: "cancelled"; readonly id: number; readonly order: OwnOrder }
  | { readonly kind: "filled"; readonly id: number; readonly fill: OwnFill }
  | {
      readonly kind: "resolved";
      readonly id: number;
      readonly market: MarketId;
      readonly time: number;
    };

/** A notification as it goes out. */
interface NotificationJson {
  readonly id: number;
  readonly owner: string;
  readonly type: number;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** Notifications of an account, and of all together: beyond them the account that heard nothing for longest loses its own. */
const NEWS_MAX = 100;
const ALL_NEWS_MAX = 200_000;

/**
 * The last hundred notifications of each account: fills, cancellations nobody asked for, resolutions. Of this
 * run only, and in memory: what they tell of is in trades and orders for ever.
 */
export class Notifications {
  readonly #desk: Desk;
  /** The account that heard nothing for longest first; of each the oldest first. */
  readonly #news = new Map<AccountId, News[]>();
  #count = 0;
  #lastId = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  apply({ fills, orders }: MarketDataChanges, { events, time }: FeedEntry<Event>): void {
    for (const fill of fills) this.#add(fill.account, { kind: "filled", id: this.#next(), fill });
    for (const order of orders) {
      if (isNews(order)) this.#add(order.account, { kind: "cancelled", id: this.#next(), order });
    }
    for (const event of events) {
      if (event.type !== "PositionPaid") continue;
      const { account, market } = event;
      this.#add(account, { kind: "resolved", id: this.#next(), market, time });
    }
  }

  /** Newest first. @param apiKey of whoever asks. */
  async of(account: AccountId, apiKey: string): Promise<readonly NotificationJson[]> {
    const news = [...(this.#news.get(account) ?? [])].reverse();
    const orders = news.flatMap((one) => {
      if (one.kind === "filled") return { order: one.fill.order, account };
      return one.kind === "cancelled"
        ? { order: one.order.order, account, key: one.order.key }
        : [];
    });
    const words = await orderWords(this.#desk, orders);
    return news.flatMap((one) => {
      const order =
        one.kind === "filled"
          ? words.get(one.fill.order)
          : one.kind === "cancelled"
            ? words.get(one.order.order)
            : undefined;
      const told = this.#told(one, order ?? null);
      if (told === null) return [];
      return { id: one.id, owner: apiKey, type: TYPES[one.kind], ...told };
    });
  }

  /** Forgets those. */
  drop(account: AccountId, ids: ReadonlySet<number>): void {
    const news = this.#news.get(account);
    if (news === undefined) return;
    const left = news.filter(({ id }) => !ids.has(id));
    this.#count -= news.length - left.length;
    if (left.length === 0) this.#news.delete(account);
    else this.#news.set(account, left);
  }

  #next(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #add(account: AccountId, news: News): void {
    const own = this.#news.get(account) ?? [];
    this.#news.delete(account);
    own.push(news);
    if (own.length > NEWS_MAX) own.shift();
    else this.#count += 1;
    this.#news.set(account, own);
    while (this.#count > ALL_NEWS_MAX) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [account, news] of this.#news) {
      this.#news.delete(account);
      this.#count -= news.length;
      return;
    }
  }

  #told(
    news: News,
    words: OrderWords | null,
  ): Pick<NotificationJson, "payload" | "timestamp"> | null {
    const kept = words?.kept ?? null;
    const market =
      news.kind === "filled"
        ? news.fill.market
        : news.kind === "cancelled"
          ? news.order.spec.market
          : news.market;
    const chain = this.#desk.markets.of(market);
    if (chain === null) return null;
    const about = {
      condition_id: chain.conditionId,
      market: chain.conditionId,
      market_slug: chain.slug,
      eventSlug: chain.eventSlug,
      question: this.#desk.venue.readSide.data.catalogue.market(market)?.text.question ?? "",
    };
    if (news.kind === "resolved") {
      return { payload: about, timestamp: Math.floor(news.time / 1_000) };
    }
    const { outcome, side } = news.kind === "filled" ? news.fill : news.order.spec;
    const place = outcome === "yes" ? 0 : 1;
    const order = {
      ...about,
      asset_id: chain.tokens[place],
      order_id: words?.hash ?? "",
      side: side === "buy" ? "BUY" : "SELL",
      outcome: chain.outcomes[place],
      outcome_index: place,
      type: kept?.orderType ?? "GTC",
    };
    if (news.kind === "cancelled") {
      const { price, filled, updatedAt } = news.order;
      const total = originalSize(news.order, kept);
      return {
        payload: {
          ...order,
          price: formatDollars(price),
          original_size: formatUnits(total),
          matched_size: formatShares(filled),
          remaining_size: formatUnits(total - sharesOf(filled)),
        },
        timestamp: Math.floor(updatedAt / 1_000),
      };
    }
    const { account, match, price, quantity: lots, time } = news.fill;
    const own = this.#desk.venue.readSide.data.ownOrders.order(account, news.fill.order);
    const total = own === null ? sharesOf(lots) : originalSize(own, kept);
    return {
      payload: {
        ...order,
        price: formatDollars(price),
        matched_size: formatShares(lots),
        original_size: formatUnits(total),
        remaining_size: formatShares(own?.remaining ?? 0),
        trade_id: tradeId(match),
        transaction_hash: this.#desk.settlements.of(match, time).transactionHash,
      },
      timestamp: Math.floor(time / 1_000),
    };
  }
}

/** Whether somebody else cancelled it. */
function isNews({ status, cancelReason }: OwnOrder): boolean {
  if (status !== "cancelled") return false;
  switch (cancelReason) {
    case "requested":
    case "replaced":
    case "amended":
    case "unfilled":
      return false;
    default:
      return true;
  }
}
