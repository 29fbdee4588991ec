import type { MarketId } from "@probity/core";
import type { MarketData } from "@probity/market-data";
import { formatChannel } from "@probity/protocol";
import { textFrame } from "../wire/websocket/frame-writer.ts";
import type { Voice } from "./broadcast.ts";
import type { MarketChange } from "./market-changes.ts";
import { bookMessage, marketMessage, tradesMessage } from "./messages.ts";
import type { OpenChannel } from "./messages.ts";
import { MarketSubscriptions } from "./subscriptions.ts";
import type { MarketChannel, MarketFollowers } from "./subscriptions.ts";

/** Who is told what a market's channels say. */
export interface MarketFollower {
  /** @param frame of a message, or several, that go to all followers of the channel, `name`. */
  tell(channel: OpenChannel, name: string, frame: Buffer): void;
}

/** The native channels of markets on `/ws`: each message is encoded once for all its followers. */
export class NativeVoice implements Voice {
  readonly subscriptions = new MarketSubscriptions<MarketFollower>();
  readonly #data: MarketData;

  constructor(data: MarketData) {
    this.#data = data;
  }

  get isListenedTo(): boolean {
    return this.subscriptions.size > 0;
  }

  wants(market: MarketId): boolean {
    return this.subscriptions.of(market) !== undefined;
  }

  tell(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      const followers = this.subscriptions.of(change.market);
      if (followers !== undefined) this.#tellMarket(followers, change);
    }
  }

  #tellMarket(
    followers: MarketFollowers<MarketFollower>,
    { market, book, trades, status }: MarketChange,
  ): void {
    if (book !== null) {
      const checksum = this.#data.depth.book(market)?.checksum ?? 0;
      for (const outcome of ["yes", "no"] as const) {
        if (followers.book[outcome].size === 0) continue;
        const channel = { kind: "book", market, outcome } as const;
        tellAll(followers.book[outcome], channel, bookMessage(book, outcome, checksum));
      }
    }
    if (trades !== null && followers.trades.size > 0) {
      tellAll(followers.trades, { kind: "trades", market }, tradesMessage(trades));
    }
    if (status !== null && followers.market.size > 0) {
      const probability = this.#data.probabilities.of(market)?.yes ?? null;
      tellAll(followers.market, { kind: "market", market }, marketMessage(status, probability));
    }
  }
}

function tellAll(
  followers: Iterable<MarketFollower>,
  channel: MarketChannel,
  message: object,
): void {
  const name = formatChannel(channel);
  const frame = textFrame(JSON.stringify(message));
  for (const follower of followers) follower.tell(channel, name, frame);
}
