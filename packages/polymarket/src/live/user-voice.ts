import { sequenceOf } from "@probity/core";
import type { AccountId, Event, MarketId, MatchId, OrderId, OwnerId } from "@probity/core";
import { textFrame } from "@probity/gateway";
import type { MarketDataChanges, OwnFill, OwnOrder } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import { orderWords } from "../account/order-words.ts";
import type { Desk } from "../desk.ts";
import { Newest } from "../newest.ts";
import type { ChainMarket, TradeStanding } from "../ports.ts";
import { orderJson, tradeJson } from "./user-frames.ts";
import type { OrderChange } from "./user-frames.ts";

/** Matches whose standing may change yet that are remembered; of older ones no change is told. */
const MATCHES_KEPT = 50_000;
/** Messages of one person that wait for what they are made of, from the database perhaps. */
const WAITING_MOST = 10_000;
/** Matches of an order that are named with it. */
const NAMED_MOST = 100;

/** Who is told what happens to the orders of a person. */
export interface UserFollower {
  /** @param frame shared with the person's other connections. */
  tell(account: AccountId, market: ChainMarket, frame: Buffer): void;
  /** It could not be told. */
  fail(): void;
}

/** A person's connections, and the messages that are made for them one after the other. */
interface Followed {
  readonly followers: Set<UserFollower>;
  tail: Promise<void>;
  waiting: number;
}

/** Both legs of a match, the maker's first. */
type Legs = readonly [maker: OwnFill, taker: OwnFill];

/** Tells people what happens to their orders, and of each of their matches how it comes to its end. */
export class UserVoice {
  readonly #desk: Desk;
  readonly #people = new Map<OwnerId, Followed>();
  readonly #matches = new Newest<MatchId, Legs>(MATCHES_KEPT);

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  follow(owner: OwnerId, follower: UserFollower): void {
    let followed = this.#people.get(owner);
    if (followed === undefined) {
      followed = { followers: new Set(), tail: Promise.resolve(), waiting: 0 };
      this.#people.set(owner, followed);
    }
    followed.followers.add(follower);
  }

  leave(owner: OwnerId, follower: UserFollower): void {
    const followed = this.#people.get(owner);
    followed?.followers.delete(follower);
    if (followed?.followers.size === 0) this.#people.delete(owner);
  }

  publish(changes: MarketDataChanges, entry: FeedEntry<Event>, isLive: boolean): void {
    if (!isLive) return;
    const matches = matchesOf(changes.fills);
    // Whoever comes later is told how they end.
    for (const legs of matches) this.#matches.set(legs[0].match, legs);
    if (this.#people.size === 0) return;
    const delayed = new Set<OrderId>();
    for (const event of entry.events) if (event.type === "OrderDelayed") delayed.add(event.order);
    for (const order of changes.orders) this.#tellOrder(order, changes.sequence, delayed);
    for (const legs of matches) {
      const [{ match, time }] = legs;
      // It may be further by now, which is told next.
      const { transactionHash } = this.#desk.settlements.of(match, time);
      this.#tellMatch(legs, { status: "MATCHED", transactionHash, updatedAt: time, error: "" });
    }
  }

  /** A match has come further on its way. */
  settle(match: MatchId, standing: TradeStanding): void {
    const legs = this.#matches.get(match);
    if (legs === undefined) return;
    // Nothing comes behind a reversal; behind CONFIRMED there may be one.
    if (standing.status === "FAILED") this.#matches.delete(match);
    this.#tellMatch(legs, standing);
  }

  close(): void {
    this.#people.clear();
    this.#matches.clear();
  }

  #tellOrder(order: OwnOrder, sequence: number, delayed: ReadonlySet<OrderId>): void {
    const { account, spec } = order;
    const owner = this.#ownerIfFollowed(account);
    if (owner === null) return;
    const matches = order.filled === 0 ? [] : this.#matchesOf(order);
    const isDelayed = delayed.has(order.order);
    const types: OrderChange["type"][] = [];
    if (sequenceOf(order.order) === sequence) types.push("PLACEMENT");
    if (order.status === "cancelled") types.push("CANCELLATION");
    if (types.length === 0) types.push("UPDATE");
    for (const type of types) {
      const change = { order, type, isDelayed, matches };
      this.#tell(owner, account, spec.market, async (chain) => {
        const words = (await orderWords(this.#desk, [order])).get(order.order);
        return words === undefined ? null : orderJson(chain, change, words);
      });
    }
  }

  #matchesOf({ account, order }: OwnOrder): readonly MatchId[] {
    const fills = this.#desk.venue.readSide.data.ownFills.fills(account);
    const own = fills.filter((fill) => fill.order === order);
    return own.slice(0, NAMED_MOST).map(({ match }) => match);
  }

  #tellMatch(legs: Legs, standing: TradeStanding): void {
    for (const own of legs.toReversed()) {
      const owner = this.#ownerIfFollowed(own.account);
      if (owner === null) continue;
      this.#tell(owner, own.account, own.market, () => tradeJson(this.#desk, own, legs, standing));
    }
  }

  /** Makes a message once for all connections of the person, behind those before it. */
  #tell(
    owner: OwnerId,
    account: AccountId,
    market: MarketId,
    message: (chain: ChainMarket) => Promise<string | null>,
  ): void {
    const followed = this.#people.get(owner);
    const chain = this.#desk.markets.of(market);
    if (followed === undefined || chain === null) return;
    if (followed.waiting >= WAITING_MOST) {
      for (const follower of followed.followers) follower.fail();
      return;
    }
    followed.waiting += 1;
    followed.tail = followed.tail
      .then(async () => {
        if (followed.followers.size === 0) return;
        const text = await message(chain);
        if (text === null) return;
        const frame = textFrame(text);
        for (const follower of followed.followers) follower.tell(account, chain, frame);
      })
      .catch(() => {
        for (const follower of followed.followers) follower.fail();
      })
      .then(() => {
        followed.waiting -= 1;
      });
  }

  #ownerIfFollowed(account: AccountId): OwnerId | null {
    const owner = this.#desk.venue.readSide.ownerOf(account);
    return owner !== null && this.#people.has(owner) ? owner : null;
  }
}

/** The matches of a command, in their order: of each the maker's leg is followed by the taker's. */
function matchesOf(fills: readonly OwnFill[]): readonly Legs[] {
  return fills.flatMap((maker, at) => {
    const taker = fills[at + 1];
    const isMatch = maker.role === "maker" && taker?.match === maker.match;
    return isMatch ? [[maker, taker] as const] : [];
  });
}
