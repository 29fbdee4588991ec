import { sequenceOf } from "@probity/core";
import type { AccountId, Event, MarketId, MatchId, OrderId, OwnerId } from "@probity/core";
import { textFrame } from "@probity/gateway";
import type { MarketDataChanges, OwnOrder } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import type { Desk } from "../desk.ts";
import type { ChainMarket, TradeStanding } from "../ports.ts";
import { orderJson, tradeJson } from "./user-frames.ts";
import type { OrderChange, OrderWords, ToldMatch } from "./user-frames.ts";

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

/** What a match is told with, once its orders are forgotten. */
interface KeptMatch extends ToldMatch {
  readonly keys: { readonly maker: string | null; readonly taker: string | null };
}

const SIDES = ["taker", "maker"] as const;

/** Tells people what happens to their orders, and of each of their matches how it comes to its end. */
export class UserVoice {
  readonly #desk: Desk;
  readonly #people = new Map<OwnerId, Followed>();
  /** The oldest first. */
  readonly #matches = new Map<MatchId, KeptMatch>();

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
    const matches = matchesOf(changes, entry);
    // Whoever comes later is told how they end.
    for (const match of matches) this.#keep(match);
    if (this.#people.size === 0) return;
    const delayed = new Set<OrderId>();
    for (const event of entry.events) if (event.type === "OrderDelayed") delayed.add(event.order);
    for (const order of changes.orders) this.#tellOrder(order, changes.sequence, delayed);
    for (const match of matches) {
      this.#tellMatch(match, this.#desk.settlements.of(match.match, match.time));
    }
  }

  /** A match has come further on its way. */
  settle(id: MatchId, standing: TradeStanding): void {
    const match = this.#matches.get(id);
    if (match === undefined) return;
    const isOver = standing.status === "FAILED";
    // One that is final may yet be reversed by an operator.
    if (isOver) this.#matches.delete(id);
    this.#tellMatch(match, standing);
  }

  close(): void {
    this.#people.clear();
    this.#matches.clear();
  }

  #keep(match: KeptMatch): void {
    const [oldest] = this.#matches.keys();
    if (this.#matches.size >= MATCHES_KEPT && oldest !== undefined) this.#matches.delete(oldest);
    this.#matches.set(match.match, match);
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
      this.#tell(owner, account, spec.market, async (chain) =>
        orderJson(chain, change, await this.#wordsOf(order.order, account, order.key)),
      );
    }
  }

  #matchesOf({ account, order }: OwnOrder): readonly MatchId[] {
    const fills = this.#desk.venue.readSide.data.ownFills.fills(account);
    const own = fills.filter((fill) => fill.order === order);
    return own.slice(0, NAMED_MOST).map(({ match }) => match);
  }

  #tellMatch(told: KeptMatch, standing: TradeStanding): void {
    for (const side of SIDES) {
      const { account } = told[side];
      const owner = this.#ownerIfFollowed(account);
      if (owner === null) continue;
      this.#tell(owner, account, told.market, async (chain) => {
        const { maker, taker, keys } = told;
        const words = {
          maker: await this.#wordsOf(maker.order, maker.account, keys.maker),
          taker: await this.#wordsOf(taker.order, taker.account, keys.taker),
        };
        return tradeJson(chain, told, side, { standing, words });
      });
    }
  }

  /** Makes a message once for all connections of the person, behind those before it. */
  #tell(
    owner: OwnerId,
    account: AccountId,
    market: MarketId,
    message: (chain: ChainMarket) => Promise<string>,
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
        const frame = textFrame(await message(chain));
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

  async #wordsOf(order: OrderId, account: AccountId, key: string | null): Promise<OrderWords> {
    const { kept, wallets, venue } = this.#desk;
    const known = kept.peek(order) ?? (await kept.of([order])).get(order) ?? null;
    const owner = venue.readSide.ownerOf(account);
    // What was signed has an address of its own.
    if (known !== null || owner === null) {
      return { kept: known, address: known?.signed.maker ?? NOBODY, key };
    }
    return { kept: null, address: await wallets.addressOf(owner), key };
  }
}

const NOBODY = `0x${"0".repeat(40)}` as const;

/** The matches of a command, with the client order ids of both sides. */
function matchesOf(changes: MarketDataChanges, { events, time }: FeedEntry<Event>): KeptMatch[] {
  const matches: KeptMatch[] = [];
  for (const event of events) {
    if (event.type !== "OrdersMatched") continue;
    const maker = event.legs.find(({ role }) => role === "maker");
    const taker = event.legs.find(({ role }) => role === "taker");
    if (maker === undefined || taker === undefined) continue;
    const { match, market } = event;
    matches.push({ match, market, maker, taker, time, keys: { maker: null, taker: null } });
  }
  if (matches.length === 0) return matches;
  const keys = new Map(changes.orders.map(({ order, key }) => [order, key]));
  return matches.map((match) => ({
    ...match,
    keys: {
      maker: keys.get(match.maker.order) ?? null,
      taker: keys.get(match.taker.order) ?? null,
    },
  }));
}
