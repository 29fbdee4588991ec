import { setTimeout as sleep } from "node:timers/promises";
import type { MarketId } from "@probity/core";
import { candleStart } from "@probity/market-data";
import type { Desk } from "../desk.ts";

const DAY_MS = 86_400_000;
/** Of a week, a month and a year; whole days, today's too. */
const WINDOWS = [7, 30, 365] as const;
/** How long an answer is good, and how many markets' are kept. */
const REMEMBERED_MS = 60_000;
const REMEMBERED = 50_000;
/** Markets asked for at once. */
const ASKED_MOST = 1_000;
/** Of a history that is further behind the sums would be too small. */
const LAG_MOST_MS = 60_000;
/** How long an answer waits for history, and how many may wait at once: discovery goes on without it. */
const WAIT_MS = 500;
const WAITING_MOST = 8;

/** What was traded, µ$. */
export interface LongVolume {
  readonly week: number;
  readonly month: number;
  readonly year: number;
}

interface Remembered extends LongVolume {
  readonly until: number;
}

/**
 * What was traded in markets over longer times. Of a market younger than a time that is all that ever was, which
 * memory has; history is asked for the others, and while it cannot be, nobody knows.
 */
export class LongVolumes {
  readonly #desk: Pick<Desk, "venue">;
  readonly #known = new Map<MarketId, Remembered>();
  #waiting = 0;

  constructor(desk: Pick<Desk, "venue">) {
    this.#desk = desk;
  }

  /** Null: not loaded, or history was not there. */
  of(market: MarketId): LongVolume | null {
    const young = this.#ofYoung(market, sinceOf(Date.now()));
    return young ?? this.#known.get(market) ?? null;
  }

  /** Makes `of` know them, unless history is away. */
  async load(markets: readonly MarketId[]): Promise<void> {
    const { store } = this.#desk.venue;
    const now = Date.now();
    const since = sinceOf(now);
    const missing = markets.filter((market) => {
      const until = this.#known.get(market)?.until ?? 0;
      return until < now && this.#ofYoung(market, since) === null;
    });
    const { state } = store.state();
    const isThere = (state === "idle" || state === "projecting") && store.lag().ms <= LAG_MOST_MS;
    if (!isThere || missing.length === 0 || this.#waiting >= WAITING_MOST) return;
    this.#waiting += 1;
    const asked = this.#askAll(missing, since, now + REMEMBERED_MS)
      // History went away; the rest of the answer does not need it.
      .catch(() => {})
      .finally(() => (this.#waiting -= 1));
    await Promise.race([asked, sleep(WAIT_MS, undefined, { ref: false })]);
  }

  async #askAll(markets: readonly MarketId[], since: Since, until: number): Promise<void> {
    for (let at = 0; at < markets.length; at += ASKED_MOST) {
      await this.#ask(markets.slice(at, at + ASKED_MOST), since, until);
    }
  }

  async #ask(markets: readonly MarketId[], since: Since, until: number): Promise<void> {
    const values = await this.#desk.venue.store.query.candles.valuesSince({ markets, since });
    const found = new Map(values.map((one) => [`${one.market} ${one.since}`, one.notional]));
    for (const market of markets) {
      const [week, month, year] = since.map((start) =>
        Number(found.get(`${market} ${start}`) ?? 0n),
      );
      this.#known.delete(market);
      this.#known.set(market, { until, week: week ?? 0, month: month ?? 0, year: year ?? 0 });
    }
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED) break;
      this.#known.delete(oldest);
    }
  }

  /** Of a market that never traded, or was made within a week. */
  #ofYoung(market: MarketId, [weekAgo]: Since): LongVolume | null {
    const { catalogue, tickers } = this.#desk.venue.readSide.data;
    const total = Number(tickers.ticker(market).volumeNotional);
    const isYoung = (catalogue.market(market)?.createdAt ?? 0) >= weekAgo;
    return isYoung || total === 0 ? { week: total, month: total, year: total } : null;
  }
}

type Since = readonly [week: number, month: number, year: number];

function sinceOf(now: number): Since {
  const today = candleStart(now, "1d");
  const [week, month, year] = WINDOWS.map((days) => today - (days - 1) * DAY_MS);
  return [week!, month!, year!];
}
