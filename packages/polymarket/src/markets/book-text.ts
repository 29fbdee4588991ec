import { createHash } from "node:crypto";

/** One price of a token's book, in decimal. */
export interface BookLevel {
  readonly price: string;
  readonly size: string;
}

/** The book of one token, as Polymarket spells it. */
export interface BookSummary {
  /** Condition id. */
  readonly market: string;
  readonly asset_id: string;
  /** Ms since 1970. */
  readonly timestamp: string;
  /** The best level is the last of both. */
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  readonly min_order_size: string;
  readonly tick_size: string;
  readonly neg_risk: boolean;
  /** "" before the first trade. */
  readonly last_trade_price: string;
}

/** A book as text, ready to be sent. */
export interface BookText {
  /** SHA-1 of the text with an empty hash in it, 40 hex digits. */
  readonly hash: string;
  /** JSON, with the hash. */
  readonly text: string;
}

/**
 * Writes a book with its hash. The order of the keys is part of the hash
 * (`py_clob_client_v2/utilities.py`, `generate_orderbook_summary_hash`).
 */
export function bookText(book: BookSummary): BookText {
  const { market, asset_id, timestamp, ...rest } = book;
  const { bids, asks, min_order_size, tick_size, neg_risk, last_trade_price } = rest;
  const names = JSON.stringify({ market, asset_id, timestamp });
  const before = `${names.slice(0, -1)},"hash":"`;
  const limits = JSON.stringify({ min_order_size, tick_size, neg_risk, last_trade_price });
  const after = `","bids":${levelsText(bids)},"asks":${levelsText(asks)},${limits.slice(1)}`;
  const hash = createHash("sha1").update(before).update(after).digest("hex");
  return { hash, text: before + hash + after };
}

/** Decimals need no escapes. */
function levelsText(levels: readonly BookLevel[]): string {
  let text = "[";
  for (const { price, size } of levels) {
    if (text.length > 1) text += ",";
    text += `{"price":"${price}","size":"${size}"}`;
  }
  return `${text}]`;
}
