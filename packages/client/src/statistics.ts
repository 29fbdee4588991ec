import type {
  CandlesAnswer,
  EventStatsAnswer,
  HoldersAnswer,
  LeaderboardAnswer,
  ManyCandlesAnswer,
  MarketStatsAnswer,
  OpenInterestAnswer,
  SparklinesAnswer,
} from "@probity/protocol";
import type { AnswerOf } from "./json.ts";
import type { Query, Transport } from "./transport.ts";

type Target = "events" | "markets";

/** Figures of markets and events, for everybody. A `ref` is an id or a slug. */
export class StatisticsApi {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Candles of YES, oldest first. */
  candles(ref: string, query: Query = {}): Promise<AnswerOf<typeof CandlesAnswer>> {
    return this.transport.request("GET", `/markets/${ref}/candles`, { query });
  }

  /** The same of up to 8 markets. */
  candlesOf(
    marketIds: readonly string[],
    query: Query = {},
  ): Promise<AnswerOf<typeof ManyCandlesAnswer>> {
    const market_ids = marketIds.join(",");
    return this.transport.request("GET", "/candles", { query: { ...query, market_ids } });
  }

  market(ref: string, query: Query = {}): Promise<AnswerOf<typeof MarketStatsAnswer>> {
    return this.transport.request("GET", `/markets/${ref}/stats`, { query });
  }

  event(ref: string, query: Query = {}): Promise<AnswerOf<typeof EventStatsAnswer>> {
    return this.transport.request("GET", `/events/${ref}/stats`, { query });
  }

  /** Who holds most of an outcome, by account. */
  holders(ref: string, query: Query = {}): Promise<AnswerOf<typeof HoldersAnswer>> {
    return this.transport.request("GET", `/markets/${ref}/holders`, { query });
  }

  /** Full sets outstanding, now and hour by hour. */
  openInterest(
    target: Target,
    ref: string,
    query: Query = {},
  ): Promise<AnswerOf<typeof OpenInterestAnswer>> {
    return this.transport.request("GET", `/${target}/${ref}/open-interest`, { query });
  }

  /** A few closing prices of up to 50 markets. */
  sparklines(
    marketIds: readonly string[],
    query: Query = {},
  ): Promise<AnswerOf<typeof SparklinesAnswer>> {
    const market_ids = marketIds.join(",");
    return this.transport.request("GET", "/sparklines", { query: { ...query, market_ids } });
  }

  leaderboard(query: Query = {}): Promise<AnswerOf<typeof LeaderboardAnswer>> {
    return this.transport.request("GET", "/leaderboard", { query });
  }
}
