import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventId, MarketId, Price } from "@probity/core";
import { parsePrice, parseQuantity } from "@probity/protocol";
import { expect, test } from "vitest";
import type { ChainMarket, Hex } from "../ports.ts";
import { bestBidAskJson, priceChangeJson } from "./market-frames.ts";

const FILE = join(import.meta.dirname, "../../test/recordings/market-channel-2026-09/frames.jsonl");

interface PriceChange {
  readonly asset_id: string;
  readonly price: string;
  readonly size: string;
  readonly side: string;
  readonly hash: string;
  readonly best_bid: string;
  readonly best_ask: string;
}

interface Recorded {
  readonly event_type: string;
  readonly market: Hex;
  readonly timestamp: string;
  readonly asset_id: string;
  readonly best_bid: string;
  readonly best_ask: string;
  readonly price_changes: readonly [PriceChange, PriceChange];
}

function recorded(type: string): readonly { text: string; frame: Recorded }[] {
  const lines = readFileSync(FILE, "utf8").trim().split("\n");
  return lines
    .map((line) => JSON.parse((JSON.parse(line) as { payload: string }).payload) as Recorded)
    .filter(({ event_type }) => event_type === type)
    .map((frame) => ({ frame, text: JSON.stringify(frame) }));
}

function marketOf(frame: Recorded, tokens: readonly [string, string]): ChainMarket {
  return {
    market: 1 as MarketId,
    event: 1 as EventId,
    conditionId: frame.market,
    questionId: frame.market,
    tokens,
    outcomes: ["Yes", "No"],
    isNegRisk: false,
    negRiskMarketId: null,
    gammaId: "1",
    gammaEventId: "1",
    slug: "a-market",
    groupItemTitle: "",
    endDate: null,
    eventSlug: "an-event",
  };
}

function bestOf({ best_bid, best_ask }: Pick<PriceChange, "best_bid" | "best_ask">) {
  return { bid: priceOrNull(best_bid), ask: priceOrNull(best_ask) };
}

function priceOrNull(text: string): Price | null {
  return text === "" ? null : parsePrice(text);
}

test("changes of a level come out as Polymarket sent them, for both tokens", () => {
  const frames = recorded("price_change");
  expect(frames).toHaveLength(6);
  for (const { frame, text } of frames) {
    const [first, second] = frame.price_changes;
    const side = first.side === "BUY" ? ("bid" as const) : ("ask" as const);
    const level = { side, price: parsePrice(first.price), quantity: parseQuantity(first.size) };
    const made = priceChangeJson(marketOf(frame, [first.asset_id, second.asset_id]), [level], {
      time: Number(frame.timestamp),
      books: { yes: { hash: first.hash, text: "" }, no: { hash: second.hash, text: "" } },
      best: { yes: bestOf(first), no: bestOf(second) },
    });
    expect(made).toBe(text);
  }
});

test("best prices come out as Polymarket sent them", () => {
  const frames = recorded("best_bid_ask");
  expect(frames).toHaveLength(2);
  for (const { frame, text } of frames) {
    const market = marketOf(frame, [frame.asset_id, "1"]);
    expect(bestBidAskJson(market, "yes", bestOf(frame), Number(frame.timestamp))).toBe(text);
  }
});
