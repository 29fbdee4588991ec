import { LOTS_PER_SHARE, price, PRICE_ONE, quantity } from "@probity/core";
import type { Outcome } from "@probity/core";
import type { DepthView, Level } from "@probity/market-data";
import { readRecording, scaled } from "./recording-file.ts";

/** One line of the recording that means something to a venue. Times in ms since 1970. */
export type BtcStep =
  /** Up is YES, Down is NO; each in its own terms, best first. Null: nothing was recorded yet. */
  | {
      readonly type: "snapshot";
      readonly time: number;
      readonly books: { readonly up: DepthView; readonly down: DepthView } | null;
    }
  | { readonly type: "resolution"; readonly time: number; readonly winner: Outcome };

export interface BtcRecording {
  readonly slug: string;
  readonly steps: readonly BtcStep[];
}

type RecordedLevels = readonly (readonly [price: number, shares: number])[];
interface RecordedBook {
  readonly bids: RecordedLevels;
  readonly asks: RecordedLevels;
}
type Line =
  | { readonly type: "slot"; readonly ts: number; readonly slug: string }
  | {
      readonly type: "orderbook_snapshot";
      readonly ts: number;
      readonly up: RecordedBook | null;
      readonly down: RecordedBook | null;
    }
  | { readonly type: "resolution"; readonly ts: number; readonly direction: "UP" | "DOWN" }
  | { readonly type: "ticker" | "remaining" | "market_price"; readonly ts: number };

const FILE = "polymarket-btc-updown-5m-book/orderbook.log.gz";

/** The five minutes of BTC up or down, in the order they were recorded. */
export function readBtcRecording(): BtcRecording {
  const lines = readRecording(FILE) as readonly Line[];
  const [first] = lines;
  if (first?.type !== "slot") throw new Error(`${FILE} does not begin with its slot`);
  return { slug: first.slug, steps: lines.flatMap((line) => stepOf(line)) };
}

function stepOf(line: Line): BtcStep[] {
  switch (line.type) {
    case "orderbook_snapshot": {
      const { ts: time, up, down } = line;
      const books = up === null || down === null ? null : { up: bookOf(up), down: bookOf(down) };
      return [{ type: "snapshot", time, books }];
    }
    case "resolution":
      return [
        { type: "resolution", time: line.ts, winner: line.direction === "UP" ? "yes" : "no" },
      ];
    case "slot":
    case "ticker":
    case "remaining":
    case "market_price":
      return [];
    default:
      return line satisfies never;
  }
}

function bookOf({ bids, asks }: RecordedBook): DepthView {
  return { bids: bids.map(levelOf), asks: asks.map(levelOf) };
}

function levelOf([dollars, shares]: RecordedLevels[number]): Level {
  return {
    price: price(scaled(dollars, PRICE_ONE)),
    quantity: quantity(scaled(shares, LOTS_PER_SHARE)),
  };
}
