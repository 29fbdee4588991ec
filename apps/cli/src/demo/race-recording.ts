import { price, PRICE_ONE, quantity } from "@probity/core";
import type { Price, Quantity } from "@probity/core";
import type { DepthView, Level } from "@probity/market-data";
import { readRecording, scaled } from "./recording-file.ts";

export type RaceMarketName = "WIN" | "PLACE";

/** Shares that changed hands at one price since the message before. */
export interface RaceTrade {
  readonly runner: number;
  /** Decimal odds, in hundredths. */
  readonly odds: number;
  /** Stake matched × odds, in lots, before rounding. */
  readonly exactLots: number;
  readonly lots: Quantity;
}

/** What one recorded message means: trades first, then the ladders as they are after it. */
export interface RaceStep {
  readonly market: RaceMarketName;
  readonly time: number;
  readonly trades: readonly RaceTrade[];
  /** The whole ladder of each runner that the message touched, in YES terms. */
  readonly ladders: ReadonlyMap<number, DepthView>;
  /** What the market becomes with this message; null: as before. */
  readonly becomes: "suspended" | "settled" | null;
}

export interface RaceMarket {
  readonly name: RaceMarketName;
  readonly recordedId: string;
  /** In the order of the race card. */
  readonly runners: readonly { readonly id: number; readonly name: string }[];
  readonly winners: ReadonlySet<number>;
}

export interface RaceRecording {
  readonly title: string;
  readonly markets: readonly RaceMarket[];
  /** Both markets' messages by time, WIN first at the same instant. */
  readonly steps: readonly RaceStep[];
}

type Pairs = readonly (readonly [odds: number, stake: number])[];
interface Runner {
  readonly id: number;
  readonly status: "ACTIVE" | "WINNER" | "LOSER" | "REMOVED";
  readonly sortPriority: number;
  readonly name?: string;
}
interface MarketDefinition {
  readonly status: "OPEN" | "SUSPENDED" | "CLOSED";
  readonly runners: readonly Runner[];
  readonly eventName?: string;
}
interface RunnerChange {
  readonly id: number;
  readonly atb?: Pairs;
  readonly atl?: Pairs;
  readonly trd?: Pairs;
}
interface Message {
  readonly pt: number;
  readonly mc: readonly {
    readonly img?: boolean;
    readonly marketDefinition?: MarketDefinition;
    readonly rc?: readonly RunnerChange[];
  }[];
}

const FOLDER = "betfair-stream";
const FILES: readonly { readonly name: RaceMarketName; readonly recordedId: string }[] = [
  { name: "WIN", recordedId: "1.197931750" },
  { name: "PLACE", recordedId: "1.197931751" },
];
/** Odds are kept in hundredths: 10⁴ ÷ odds is 10⁶ ÷ hundredths. */
const HUNDREDTHS_OF_ONE = 100 * PRICE_ONE;

/** The race, both markets. */
export function readRaceRecording(): RaceRecording {
  const read = FILES.map(({ name, recordedId }) => {
    const messages = readRecording(`${FOLDER}/${recordedId}.jsonl.gz`) as readonly Message[];
    return { market: marketOf(name, recordedId, messages), messages };
  });
  const steps = read.flatMap(({ market, messages }) => stepsOf(market.name, messages));
  const [last] = read.flatMap(({ messages }) => definitionsOf(messages)).reverse();
  return {
    title: last?.eventName ?? "A race",
    markets: read.map(({ market }) => market),
    // A stable sort: within a market the order stays, at one instant WIN was read first.
    steps: steps.sort((a, b) => a.time - b.time),
  };
}

/** Best price of an offer to lay at these odds: an ask, rounded up. */
export function askPrice(odds: number): Price {
  return price(Math.ceil(HUNDREDTHS_OF_ONE / odds));
}

/** Best price of an offer to back at these odds: a bid, rounded down. */
export function bidPrice(odds: number): Price {
  return price(Math.floor(HUNDREDTHS_OF_ONE / odds));
}

/** Price of a trade at these odds, to the nearest tick. */
export function tradePrice(odds: number): Price {
  return price(Math.round(HUNDREDTHS_OF_ONE / odds));
}

function definitionsOf(messages: readonly Message[]): MarketDefinition[] {
  return messages.flatMap(({ mc }) => mc.flatMap((change) => change.marketDefinition ?? []));
}

function marketOf(
  name: RaceMarketName,
  recordedId: string,
  messages: readonly Message[],
): RaceMarket {
  const settled = definitionsOf(messages).at(-1);
  if (settled?.status !== "CLOSED") throw new Error(`${recordedId} does not end with a settlement`);
  const byCard = [...settled.runners].sort((a, b) => a.sortPriority - b.sortPriority);
  return {
    name,
    recordedId,
    runners: byCard.map(({ id, name: runnerName }) => ({ id, name: runnerName ?? String(id) })),
    winners: new Set(byCard.filter(({ status }) => status === "WINNER").map(({ id }) => id)),
  };
}

function stepsOf(market: RaceMarketName, messages: readonly Message[]): RaceStep[] {
  const books = new Map<number, RunnerBook>();
  return messages.flatMap(({ pt: time, mc }) =>
    mc.map(({ img, marketDefinition, rc = [] }): RaceStep => {
      if (img === true) books.clear();
      const trades: RaceTrade[] = [];
      const ladders = new Map<number, DepthView>();
      for (const change of rc) {
        const book = books.get(change.id) ?? new RunnerBook(change.id);
        books.set(change.id, book);
        // The totals of an image were traded before the recording began.
        const traded = book.apply(change);
        if (img !== true) trades.push(...traded);
        if (change.atb !== undefined || change.atl !== undefined) {
          ladders.set(change.id, book.ladder());
        }
      }
      return { market, time, trades, ladders, becomes: becomesOf(marketDefinition) };
    }),
  );
}

function becomesOf(definition: MarketDefinition | undefined): RaceStep["becomes"] {
  if (definition?.status === "SUSPENDED") return "suspended";
  if (definition?.status === "CLOSED") return "settled";
  return null;
}

/** One runner's ladders and traded totals: stakes in hundredths by odds in hundredths. */
class RunnerBook {
  private readonly runner: number;
  private readonly backable = new Map<number, number>();
  private readonly layable = new Map<number, number>();
  private readonly traded = new Map<number, number>();

  constructor(runner: number) {
    this.runner = runner;
  }

  /** @returns what was traded since the change before, best known from the growth of the totals. */
  apply({ atb = [], atl = [], trd = [] }: RunnerChange): RaceTrade[] {
    put(this.backable, atb);
    put(this.layable, atl);
    return trd.flatMap(([decimalOdds, total]) => {
      const odds = scaled(decimalOdds, 100);
      const stake = scaled(total, 100);
      const grown = stake - (this.traded.get(odds) ?? 0);
      this.traded.set(odds, stake);
      if (grown <= 0) return [];
      // Both sides are counted, so half of it was matched. Hundredths × hundredths ÷ 100 are lots.
      const exactLots = (grown / 2) * (odds / 100);
      return [{ runner: this.runner, odds, exactLots, lots: quantity(Math.round(exactLots)) }];
    });
  }

  /** What can be backed is offered (asks), what can be laid is wanted (bids). */
  ladder(): DepthView {
    return {
      bids: levels(this.layable, bidPrice).sort((a, b) => b.price - a.price),
      asks: levels(this.backable, askPrice).sort((a, b) => a.price - b.price),
    };
  }
}

function put(side: Map<number, number>, pairs: Pairs): void {
  for (const [odds, stake] of pairs) {
    if (stake === 0) side.delete(scaled(odds, 100));
    else side.set(scaled(odds, 100), scaled(stake, 100));
  }
}

/** Levels whose odds round to one price add up. */
function levels(side: ReadonlyMap<number, number>, priceOf: (odds: number) => Price): Level[] {
  const byPrice = new Map<Price, number>();
  for (const [odds, stake] of side) {
    const at = priceOf(odds);
    byPrice.set(at, (byPrice.get(at) ?? 0) + Math.round((stake * odds) / 100));
  }
  return Array.from(byPrice, ([at, lots]) => ({ price: at, quantity: quantity(lots) }));
}
