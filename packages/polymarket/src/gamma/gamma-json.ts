/** Events, markets and tags in the shapes of the Gamma API: lists inside strings, and numbers both ways. */
import { PRICE_ONE } from "@probity/core";
import type { EventId, MarketId, MarketView } from "@probity/core";
import type { MarketData, MarketStatus } from "@probity/market-data";
import { readMachine } from "@probity/gateway";
import { formatBigAmount } from "@probity/protocol";
import type { Desk } from "../desk.ts";
import { feeDetails } from "../markets/fee-details.ts";
import { standingOf } from "../markets/market-standing.ts";
import { tokenPrice } from "../markets/market-json.ts";
import { isoSecond, isoTime } from "../wire-times.ts";
import { competitiveOf, dollarsOf } from "./figures.ts";
import type { GammaIndex } from "./gamma-index.ts";
import { LongVolumes } from "./long-volumes.ts";
import type { LongVolume } from "./long-volumes.ts";
import type { Tag } from "./tag-book.ts";

const LOTS_PER_SHARE = 100;

/** Writes what pages are made of, with the machine's view of their markets. */
export class GammaWriter {
  readonly #desk: Desk;
  readonly #index: GammaIndex;
  readonly #volumes: LongVolumes;

  constructor(desk: Desk, index: GammaIndex) {
    this.#desk = desk;
    this.#index = index;
    this.#volumes = new LongVolumes(desk);
  }

  /** Markets with their events, in the order given. */
  async markets(markets: readonly MarketId[], hasTags: boolean) {
    const views = await this.#views(markets);
    const events = new Map<EventId, ReturnType<GammaWriter["event"]>>();
    return markets.flatMap((id) => {
      const market = this.#market(id, views);
      const chain = this.#desk.markets.of(id);
      if (market === null || chain === null) return [];
      // Many of them may be of one event.
      if (!events.has(chain.event)) events.set(chain.event, this.event(chain.event));
      const event = events.get(chain.event) ?? null;
      const tags = this.#index.tags.of(chain.event);
      return [
        {
          ...market,
          events: event === null ? [] : [event],
          ...(hasTags ? { tags: tags.map((tag) => this.tag(tag)) } : {}),
        },
      ];
    });
  }

  /** Events with all of their markets, in the order given. */
  async events(events: readonly EventId[]) {
    const markets = events.flatMap((event) => this.#index.marketsOf(event));
    const views = await this.#views(markets);
    return events.flatMap((id) => {
      const event = this.event(id);
      if (event === null) return [];
      const own = this.#index.marketsOf(id);
      return [
        {
          ...event,
          ...volumeJson(sumOf(own.map((market) => this.#volumes.of(market)))),
          openInterest: dollarsOf(
            own.reduce((sum, market) => sum + (views.get(market)?.outstanding ?? 0) * PRICE_ONE, 0),
          ),
          markets: own.flatMap((market) => this.#market(market, views) ?? []),
          series: [],
          tags: this.#index.tags.of(id).map((tag) => this.tag(tag)),
        },
      ];
    });
  }

  tag({ id, label, slug }: Tag) {
    return { id: String(id), label, slug, forceShow: false, requiresTranslation: false };
  }

  async #views(markets: readonly MarketId[]): Promise<ReadonlyMap<MarketId, MarketView>> {
    const { venue } = this.#desk;
    await this.#volumes.load(markets);
    const { sequence, value } = await readMachine(
      venue,
      (machine) => markets.flatMap((market) => machine.market(market) ?? []),
      undefined,
    );
    await venue.readSide.caughtUp(sequence);
    return new Map(value.map((view) => [view.market, view]));
  }

  get #data(): MarketData {
    return this.#desk.venue.readSide.data;
  }

  #market(id: MarketId, views: ReadonlyMap<MarketId, MarketView>) {
    const chain = this.#desk.markets.of(id);
    const words = this.#data.catalogue.market(id);
    const status = this.#data.statuses.status(id);
    const view = views.get(id);
    if (chain === null || words === null || status === null || view === undefined) return null;
    const siblings = this.#index.marketsOf(chain.event);
    const { question, description, image } = words.text;
    const { active, closed, acceptingOrders } = standingOf(status);
    const ticker = this.#data.tickers.ticker(id);
    const yes = tokenPrice(this.#data, status, "yes");
    const no = tokenPrice(this.#data, status, "no");
    const liquidity = dollarsOf(this.#index.liquidityOf(id));
    const volume = dollarsOf(ticker.volumeNotional);
    const dayVolume = dollarsOf(this.#index.dayVolumeOf(id));
    const longVolume = volumeJson(this.#volumes.of(id));
    const start = this.#index.startOf(id);
    const end = this.#index.endOf(id);
    const { fees, minQuantity, takerDelayMs } = view.parameters;
    const bestAsk = (ticker.bestAsk ?? PRICE_ONE) / PRICE_ONE;
    const bestBid = (ticker.bestBid ?? 0) / PRICE_ONE;
    const uma = umaStatuses(this.#data, status);
    return {
      id: chain.gammaId,
      question,
      conditionId: chain.conditionId,
      slug: chain.slug,
      resolutionSource: "",
      ...(end === null ? {} : { endDate: isoTime(end), endDateIso: isoTime(end).slice(0, 10) }),
      liquidity: String(liquidity),
      startDate: isoTime(start),
      startDateIso: isoTime(start).slice(0, 10),
      image,
      icon: image,
      description,
      outcomes: listText(chain.outcomes),
      outcomePrices: listText([String(yes), String(no)]),
      volume: formatBigAmount(ticker.volumeNotional),
      active,
      closed,
      marketMakerAddress: "",
      createdAt: isoTime(words.createdAt),
      updatedAt: isoTime(Math.max(words.createdAt, status.time, ticker.lastTime ?? 0)),
      ...(words.endedAt === null ? {} : { closedTime: spaced(words.endedAt) }),
      new: false,
      featured: false,
      archived: false,
      restricted: false,
      groupItemTitle: titleAmong(chain.groupItemTitle, question, siblings.length),
      groupItemThreshold: String(Math.max(0, siblings.indexOf(id))),
      questionID: chain.questionId,
      enableOrderBook: true,
      orderPriceMinTickSize: status.tickSize / PRICE_ONE,
      orderMinSize: minQuantity / LOTS_PER_SHARE,
      volumeNum: volume,
      liquidityNum: liquidity,
      hasReviewedDates: true,
      volume24hr: dayVolume,
      ...longVolume,
      clobTokenIds: listText(chain.tokens),
      positionIds: [],
      volume24hrClob: dayVolume,
      ...(longVolume && {
        volume1wkClob: longVolume.volume1wk,
        volume1moClob: longVolume.volume1mo,
        volume1yrClob: longVolume.volume1yr,
      }),
      volumeClob: volume,
      liquidityClob: liquidity,
      makerBaseFee: fees.makerBps,
      takerBaseFee: fees.takerBps,
      customLiveness: 0,
      acceptingOrders,
      negRisk: chain.isNegRisk,
      ...(chain.negRiskMarketId === null ? {} : { negRiskMarketID: chain.negRiskMarketId }),
      negRiskRequestID: "",
      secondsDelay: Math.floor(takerDelayMs / 1_000),
      ready: false,
      funded: false,
      ...(words.openedAt === null ? {} : { acceptingOrdersTimestamp: isoSecond(words.openedAt) }),
      cyom: false,
      competitive: competitiveOf(yes),
      pagerDutyNotificationEnabled: false,
      approved: true,
      rewardsMinSize: 0,
      rewardsMaxSpread: 0,
      spread: roundPrice(bestAsk - bestBid),
      ...(ticker.lastPrice === null ? {} : { lastTradePrice: ticker.lastPrice / PRICE_ONE }),
      ...(ticker.bestBid === null ? {} : { bestBid }),
      bestAsk,
      automaticallyActive: true,
      clearBookOnStart: false,
      showGmpSeries: false,
      showGmpOutcome: false,
      manualActivation: false,
      negRiskOther: false,
      ...(uma.length === 0 ? {} : { umaResolutionStatus: uma.at(-1) }),
      umaResolutionStatuses: listText(uma),
      pendingDeployment: false,
      deploying: false,
      rfqEnabled: false,
      holdingRewardsEnabled: false,
      feesEnabled: fees.takerBps > 0 || fees.makerBps > 0,
      requiresTranslation: false,
      ...(fees.takerBps > 0 ? { feeType: fees.formula, feeSchedule: feeDetails(fees) } : {}),
      version: "v1",
    };
  }

  /** An event without its markets and tags; null for one that is not known. */
  event(id: EventId) {
    const index = this.#index;
    const words = this.#data.catalogue.event(id);
    const [chain] = this.#desk.markets.ofEvent(id);
    if (words === null || chain === undefined) return null;
    const own = index.marketsOf(id);
    const { title, description, image, category } = words.text;
    const sum = (of: (market: MarketId) => number) =>
      dollarsOf(own.reduce((total, market) => total + of(market), 0));
    const liquidity = sum((market) => index.liquidityOf(market));
    const end = index.endOfEvent(id);
    const closedAt = index.closedAt(id);
    const changed = own.map((market) => this.#data.statuses.status(market)?.time ?? 0);
    return {
      id: chain.gammaEventId,
      ticker: chain.eventSlug,
      slug: chain.eventSlug,
      title,
      description,
      resolutionSource: "",
      startDate: isoTime(index.startOfEvent(id)),
      creationDate: isoTime(words.createdAt),
      ...(end === null ? {} : { endDate: isoTime(end) }),
      image,
      icon: image,
      active: true,
      closed: index.events.isClosed(id),
      archived: false,
      new: false,
      featured: false,
      restricted: false,
      liquidity,
      volume: sum((market) => index.volumeOf(market)),
      sortBy: "price",
      ...(category === "" ? {} : { category }),
      createdAt: isoTime(words.createdAt),
      updatedAt: isoTime(Math.max(words.createdAt, ...changed)),
      competitive: index.competitiveOfEvent(id),
      volume24hr: sum((market) => index.dayVolumeOf(market)),
      enableOrderBook: true,
      liquidityClob: liquidity,
      negRisk: chain.isNegRisk,
      ...(chain.negRiskMarketId === null ? {} : { negRiskMarketID: chain.negRiskMarketId }),
      commentCount: 0,
      cyom: false,
      ...(closedAt === null ? {} : { closedTime: isoTime(closedAt) }),
      showAllOutcomes: true,
      showMarketImages: false,
      enableNegRisk: chain.isNegRisk,
      automaticallyActive: true,
      negRiskAugmented: false,
      cumulativeMarkets: false,
      pendingDeployment: false,
      deploying: false,
      requiresTranslation: false,
    };
  }
}

function volumeJson(volume: LongVolume | null) {
  if (volume === null) return null;
  const { week, month, year } = volume;
  return { volume1wk: dollarsOf(week), volume1mo: dollarsOf(month), volume1yr: dollarsOf(year) };
}

/** Null if one of them is not known. */
function sumOf(volumes: readonly (LongVolume | null)[]): LongVolume | null {
  const sum = { week: 0, month: 0, year: 0 };
  for (const volume of volumes) {
    if (volume === null) return null;
    sum.week += volume.week;
    sum.month += volume.month;
    sum.year += volume.year;
  }
  return sum;
}

/** What a market is called among its event's; alone it needs no name. */
function titleAmong(title: string, question: string, markets: number): string {
  if (title !== "") return title;
  return markets > 1 ? question : "";
}

/** The steps its resolution has taken, in Polymarket's words. */
export function umaStatuses(data: MarketData, { market, event }: MarketStatus): readonly string[] {
  return data.timelines.of(market, event).flatMap((happened) => {
    if (happened.kind === "proposed") return ["proposed"];
    if (happened.kind === "state" && happened.to === "disputed") return ["disputed"];
    return happened.kind === "ended" ? ["resolved"] : [];
  });
}

/** A list inside a string, spelt as Gamma spells it. */
function listText(items: readonly string[]): string {
  return `[${items.map((item) => JSON.stringify(item)).join(", ")}]`;
}

/** `2026-05-28 05:29:05+00`: of one field Gamma has it so. */
function spaced(time: number): string {
  return isoSecond(time).replace("T", " ").replace("Z", "+00");
}

/** The difference of two prices, without what binary fractions leave behind. */
function roundPrice(price: number): number {
  return Math.round(price * PRICE_ONE) / PRICE_ONE;
}
