import { LiveBook, LiveOrders, LiveTrades } from "@probity/client";
import type { LiveConnection } from "@probity/client";
import type { DepthView } from "@probity/market-data";
import type { Fill, Order, Trade } from "@probity/protocol";
import { useSyncExternalStore } from "react";
import { session } from "../session/session.ts";
import { venue } from "../session/venue.ts";
import { SharedStore } from "./shared-store.ts";

/** Trades of a market kept for the tape. */
const TAPE = 200;

/** A market's book at one moment; `view` gives YES or NO, best levels first. */
export interface BookPicture {
  readonly isCurrent: boolean;
  readonly sequence: number;
  view(outcome: "yes" | "no", depth?: number): DepthView;
}

let connection: LiveConnection | null = null;
/** `idle`: nothing live was asked for yet. */
let status: "idle" | "open" | "lost" = "idle";
const statusListeners = new Set<() => void>();

/** The one live socket of the page. */
export function live(): LiveConnection {
  connection ??= venue.live({
    onStatus: (isOpen) => {
      status = isOpen ? "open" : "lost";
      for (const listener of statusListeners) listener();
    },
  });
  return connection;
}

export function liveStatus(): typeof status {
  return status;
}

export function onLiveStatus(listener: () => void): () => void {
  statusListeners.add(listener);
  return () => statusListeners.delete(listener);
}

let signedInAs: string | null = null;
session.subscribe(() => {
  const { state } = session;
  const owner = state.status === "signed-in" ? state.owner : null;
  if (owner === signedInAs || state.status === "unknown") return;
  signedInAs = owner;
  // Channels of accounts are somebody's: the socket signs in when it connects.
  connection?.reconnect();
});

const NO_BOOK: BookPicture = {
  isCurrent: false,
  sequence: 0,
  view: () => ({ bids: [], asks: [] }),
};
const books = new Map<string, SharedStore<BookPicture>>();

function bookOf(market: string): SharedStore<BookPicture> {
  let store = books.get(market);
  if (store === undefined) {
    let book: LiveBook | null = null;
    store = new SharedStore<BookPicture>(
      (changed) => {
        const opened = new LiveBook(live(), market, "yes", { onChange: changed });
        book = opened;
        return opened;
      },
      () => {
        const shown = book;
        if (shown === null) return NO_BOOK;
        return {
          isCurrent: shown.isCurrent,
          sequence: shown.sequence,
          view: (outcome, depth) => shown.view(outcome, depth),
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

/** What came in since the page began to listen, newest first. */
export interface TradesPicture {
  readonly trades: readonly Trade[];
  /** Counts the times something may have been missed: then the list is to be asked for anew. */
  readonly missed: number;
}

const tapes = new Map<string, SharedStore<TradesPicture>>();

function tapeOf(market: string): SharedStore<TradesPicture> {
  let store = tapes.get(market);
  if (store === undefined) {
    let trades: readonly Trade[] = [];
    let missed = 0;
    store = new SharedStore<TradesPicture>(
      (changed) =>
        new LiveTrades(live(), market, {
          onTrades: (fresh) => {
            trades = [...[...fresh].reverse(), ...trades].slice(0, TAPE);
            changed();
          },
          onMissed: () => {
            missed += 1;
            changed();
          },
        }),
      () => ({ trades, missed }),
    );
    tapes.set(market, store);
  }
  return store;
}

export function useLiveTrades(market: string): TradesPicture {
  const store = tapeOf(market);
  return useSyncExternalStore(store.subscribe, store.get);
}

/** An account's open orders, oldest first, and the fills of this visit, newest first. */
export interface OrdersPicture {
  readonly isCurrent: boolean;
  readonly open: readonly Order[];
  readonly fills: readonly Fill[];
  /** Counts changes, so that what depends on balances and positions asks anew. */
  readonly version: number;
}

const accounts = new Map<string, SharedStore<OrdersPicture>>();

function ordersOf(account: string): SharedStore<OrdersPicture> {
  let store = accounts.get(account);
  if (store === undefined) {
    let orders: LiveOrders | null = null;
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
        });
        orders = opened;
        return opened;
      },
      () => ({
        isCurrent: orders?.isCurrent ?? false,
        open: orders?.open() ?? [],
        fills,
        version,
      }),
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
