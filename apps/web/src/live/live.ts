import { LiveBook, LiveOrders, LiveTrades } from "@probity/client";
import type { DepthView } from "@probity/market-data";
import type { Fill, Order, Trade } from "@probity/protocol";
import { useSyncExternalStore } from "react";
import { session } from "../session/session.ts";
import { live, onOwnerChange } from "./live-socket.ts";
import { SharedStore } from "./shared-store.ts";

export { live } from "./live-socket.ts";

/** Trades of a market kept for the tape. */
const TAPE = 200;

/** A market's book at one moment; `view` gives YES or NO, best levels first. */
export interface BookPicture {
  /** False until the first book came, and while it is asked for anew. */
  readonly isCurrent: boolean;
  readonly sequence: number;
  view(outcome: "yes" | "no", depth?: number): DepthView;
}

const NO_BOOK: BookPicture = {
  isCurrent: false,
  sequence: 0,
  view: () => ({ bids: [], asks: [] }),
};
const books = new Map<string, SharedStore<BookPicture>>();

function bookOf(market: string): SharedStore<BookPicture> {
  let store = books.get(market);
  if (store === undefined) {
    // The one that is followed, and the last that was known: shown until the next is.
    let followed: LiveBook | null = null;
    let shown: LiveBook | null = null;
    store = new SharedStore<BookPicture>(
      (changed) => {
        followed = new LiveBook(live(), market, "yes", { onChange: changed, onResync: changed });
        return followed;
      },
      () => {
        if (followed?.isCurrent === true) shown = followed;
        if (shown === null) return NO_BOOK;
        const book = shown;
        return {
          isCurrent: book === followed && book.isCurrent,
          sequence: book.sequence,
          view: (outcome, depth) => book.view(outcome, depth),
        };
      },
    );
    books.set(market, store);
  }
  return store;
}

/** The market's book, at most one picture an animation frame. */
export function useBook(market: string): BookPicture {
  const store = bookOf(market);
  return useSyncExternalStore(store.subscribe, store.get);
}

/** The last trades and what came in since, newest first, without a gap. */
export interface TradesPicture {
  readonly trades: readonly Trade[];
  /** Counts the times something may have been missed: then a longer list is to be asked for anew. */
  readonly missed: number;
}

const tapes = new Map<string, SharedStore<TradesPicture>>();

function tapeOf(market: string): SharedStore<TradesPicture> {
  let store = tapes.get(market);
  if (store === undefined) {
    let trades: readonly Trade[] = [];
    let missed = 0;
    let wasOpened = false;
    store = new SharedStore<TradesPicture>(
      (changed) => {
        // Nobody listened for a while: there is a gap before what comes now.
        if (wasOpened) missed += 1;
        wasOpened = true;
        return new LiveTrades(live(), market, {
          onLast: (last) => {
            trades = last;
            changed();
          },
          onTrades: (fresh) => {
            trades = [...[...fresh].reverse(), ...trades].slice(0, TAPE);
            changed();
          },
          onMissed: () => {
            missed += 1;
            changed();
          },
        });
      },
      () => ({ trades, missed }),
    );
    tapes.set(market, store);
  }
  return store;
}

export function useLiveTrades(market: string): TradesPicture {
  const store = market === "" ? null : tapeOf(market);
  return useSyncExternalStore(store?.subscribe ?? noSubscription, store?.get ?? (() => NO_TRADES));
}

const NO_TRADES: TradesPicture = { trades: [], missed: 0 };

/** An account's open orders, oldest first, and the fills of this visit, newest first. */
export interface OrdersPicture {
  readonly isCurrent: boolean;
  readonly open: readonly Order[];
  readonly fills: readonly Fill[];
  /** Counts changes, so that what depends on balances and positions asks anew. */
  readonly version: number;
}

const accounts = new Map<string, SharedStore<OrdersPicture>>();
// What was somebody's is let go of with them; whoever signs in again begins anew.
onOwnerChange(() => {
  const before = [...accounts.values()];
  accounts.clear();
  for (const store of before) store.drop();
});

/** The store of an account's orders, for who listens to it outside of a component, too. */
export function ordersOf(account: string): SharedStore<OrdersPicture> {
  let store = accounts.get(account);
  if (store === undefined) {
    let orders: LiveOrders | null = null;
    let open: readonly Order[] = [];
    let fills: readonly Fill[] = [];
    let version = 0;
    store = new SharedStore<OrdersPicture>(
      (changed) => {
        const opened = new LiveOrders(live(), account, {
          onListed: () => {
            version += 1;
            changed();
          },
          onChange: (_orders, fresh) => {
            fills = [...[...fresh].reverse(), ...fills].slice(0, TAPE);
            version += 1;
            changed();
          },
          onRefused: ({ code }) => {
            // It ran out before its time, on a machine that slept: the next one brings the channel back.
            if (code === "TOKEN_INVALID") void session.renew();
            changed();
          },
        });
        orders = opened;
        return opened;
      },
      () => {
        const isCurrent = orders?.isCurrent ?? false;
        // While they are asked for anew, the last ones known are shown.
        if (isCurrent) open = orders?.open() ?? [];
        return { isCurrent, open, fills, version };
      },
    );
    accounts.set(account, store);
  }
  return store;
}

const NO_ORDERS: OrdersPicture = { isCurrent: false, open: [], fills: [], version: 0 };

/** @param account null: nobody is signed in. */
export function useLiveOrders(account: string | null): OrdersPicture {
  const store = account === null ? null : ordersOf(account);
  return useSyncExternalStore(store?.subscribe ?? noSubscription, store?.get ?? (() => NO_ORDERS));
}

const noSubscription = (): (() => void) => () => {};
