import { quantity } from "@probity/core";
import { flip } from "@probity/market-data";
import type { DepthView } from "@probity/market-data";
import { formatQuantity } from "@probity/protocol";
import { bookOverHttp, isSameBook, Watcher } from "./book-check.ts";
import { MarketMakers } from "./market-makers.ts";
import type { Player } from "./player.ts";
import { PublicTape } from "./public-tape.ts";
import { readRaceRecording } from "./race-recording.ts";
import type { RaceMarket, RaceMarketName, RaceStep, RaceTrade } from "./race-recording.ts";
import { RaceTraders } from "./race-traders.ts";
import { Settlement } from "./settlement.ts";
import type { Stage } from "./stage.ts";
import { table } from "../table.ts";

/** The seller's full sets in each market: more than half of the deepest recorded side. */
const SETS = 600_000;
const EMPTY: DepthView = { bids: [], asks: [] };

/** Plays a recorded greyhound race, its WIN and its PLACE market, from open to everybody paid. */
export async function playRace(stage: Stage): Promise<void> {
  const { title, markets, steps } = readRaceRecording();
  const { progress } = stage;
  progress.say(`A race on Betfair, WIN and PLACE (${title})`);
  const play = await RacePlay.prepare(stage);
  for (const market of markets) await play.open(market, title);
  progress.begin("message by message", steps.length);
  for (const [place, step] of steps.entries()) {
    progress.at(place, play.note);
    if (step.becomes !== "settled") await play.show(step);
  }
  progress.end();
  await play.report();
  await play.resolve();
}

/** A runner in one of the two markets: a binary market of the venue. */
interface Runner {
  readonly marketId: string;
  readonly name: string;
  readonly isWinner: boolean;
  readonly watchers: readonly Watcher[];
  readonly tape: PublicTape;
  /** What the makers show. */
  shown: DepthView;
  /** Lots traded by the recording, before rounding, and in how many trades. */
  recorded: number;
  trades: number;
}

interface Race {
  readonly eventId: string;
  readonly runners: ReadonlyMap<number, Runner>;
}

/** The two races of one race, those who play them, and how their ladders came out. */
class RacePlay {
  private readonly stage: Stage;
  private readonly players: readonly [buyer: Player, seller: Player, backer: Player, layer: Player];
  private readonly makers: MarketMakers;
  private readonly traders: RaceTraders;
  private readonly races = new Map<RaceMarketName, Race>();
  private equal = 0;
  private different = 0;

  private constructor(stage: Stage, players: RacePlay["players"]) {
    const [buyer, seller, backer, layer] = players;
    this.stage = stage;
    this.players = players;
    this.makers = new MarketMakers(buyer, seller);
    this.traders = new RaceTraders(backer, layer, this.makers);
  }

  static async prepare(stage: Stage): Promise<RacePlay> {
    return new RacePlay(stage, [
      await stage.enter("race-buyer", 20_000_000),
      await stage.enter("race-seller", 20_000_000),
      await stage.enter("race-backer", 1_000_000),
      await stage.enter("race-layer", 1_000_000),
    ]);
  }

  get note(): string {
    return `${this.equal} ladders equal, ${this.trades} trades`;
  }

  /** Opens an event with a market for each runner, and splits the seller's sets. */
  async open(market: RaceMarket, title: string): Promise<void> {
    const [, seller, backer, layer] = this.players;
    const { event, markets } = await this.stage.openEvent(eventOf(market, title));
    const runners = market.runners.map(({ id, name }, place): [number, Runner] => {
      const marketId = markets[place]?.market_id ?? "";
      const watchers = [new Watcher(backer, marketId, "yes"), new Watcher(layer, marketId, "no")];
      const tape = new PublicTape(layer, marketId);
      const isWinner = market.winners.has(id);
      const soFar = { shown: EMPTY, recorded: 0, trades: 0 };
      return [id, { marketId, name, isWinner, watchers, tape, ...soFar }];
    });
    this.races.set(market.name, { eventId: event.event_id, runners: new Map(runners) });
    for (const { market_id } of markets) {
      const sets = { market_id, quantity: String(SETS) };
      const answer = await seller.client.portfolio.split(sets, `sets-${market_id}`);
      this.stage.horizon.saw(answer);
    }
  }

  /** Plays a message: its trades, its suspension if it is one, its ladders; then compares. */
  async show(step: RaceStep): Promise<void> {
    const { operator, horizon } = this.stage;
    const race = this.race(step.market);
    const touched = await this.playTrades(race, step.trades);
    if (step.becomes === "suspended") {
      horizon.saw(await operator.admin.changeState("events", race.eventId, { to: "halted" }));
    }
    for (const [id, ladder] of step.ladders) {
      const runner = runnerOf(race, id);
      runner.shown = ladder;
      touched.add(runner);
    }
    await this.makers.show(new Map([...touched].map(({ marketId, shown }) => [marketId, shown])));
    for (const runner of touched) await this.compare(runner);
  }

  async report(): Promise<void> {
    const [, , , layer] = this.players;
    await layer.caughtUp();
    this.reportLadders();
    this.reportVolume();
  }

  /** Pays everybody as the recording says. */
  async resolve(): Promise<void> {
    const { stage } = this;
    const { operator, horizon } = stage;
    const settlement = new Settlement(stage, this.players);
    await settlement.begin(this.runners.map(({ marketId }) => marketId));
    for (const { eventId, runners } of this.races.values()) {
      const payouts = Array.from(runners.values(), (runner) => ({
        market_id: runner.marketId,
        yes_payout: payoutOf(runner),
      }));
      horizon.saw(await operator.admin.resolveEvent(eventId, { payouts }));
      await stage.paidOut(eventId);
    }
    const payouts = new Map(this.runners.map((runner) => [runner.marketId, payoutOf(runner)]));
    await settlement.check(payouts, "Race");
  }

  /** @returns the runners that traded. */
  private async playTrades(race: Race, trades: readonly RaceTrade[]): Promise<Set<Runner>> {
    const touched = new Set<Runner>();
    for (const id of new Set(trades.map((trade) => trade.runner))) {
      const runner = runnerOf(race, id);
      const own = trades.filter((trade) => trade.runner === id);
      await this.traders.play(runner.marketId, runner.shown, own);
      runner.recorded += own.reduce((lots, { exactLots }) => lots + exactLots, 0);
      runner.trades += own.length;
      touched.add(runner);
    }
    return touched;
  }

  private async compare({ marketId, shown, watchers }: Runner): Promise<void> {
    const [buyer] = this.players;
    if (isSameBook(await bookOverHttp(buyer, marketId, "yes"), shown)) this.equal++;
    else this.different++;
    for (const watcher of watchers) await watcher.compare({ yes: shown, no: flip(shown) });
  }

  private reportLadders(): void {
    const { checks } = this.stage;
    const watchers = this.runners.flatMap((runner) => runner.watchers);
    const sum = (count: (watcher: Watcher) => number): number =>
      watchers.reduce((total, watcher) => total + count(watcher), 0);
    checks.holds(
      "Race: ladders that the venue's equal after each message",
      "all",
      `${this.equal} of ${this.equal + this.different}`,
      this.equal > 0 && this.different === 0,
    );
    const different = sum((watcher) => watcher.different);
    checks.holds(
      "Race: live books of both traders equal",
      "all",
      `${sum((watcher) => watcher.equal)}, ${different} not`,
      different === 0,
    );
    const [verified, resyncs] = [sum(({ book }) => book.verified), sum(({ book }) => book.resyncs)];
    checks.holds(
      "Race: checksums of live messages agreed, none was missed",
      "all",
      `${verified}, ${resyncs} asked anew`,
      verified > 0 && resyncs === 0,
    );
  }

  /** Matched against recorded shares, runner by runner: rounding may cost half a lot a trade. */
  private reportVolume(): void {
    const { checks, progress } = this.stage;
    const shares = (lots: number): string => (lots / 100).toFixed(4);
    const rows = [...this.races].flatMap(([name, { runners }]) =>
      Array.from(runners.values(), (runner) => [
        name,
        runner.name,
        shares(runner.recorded),
        shares(runner.tape.lots),
        shares(runner.tape.lots - runner.recorded),
        String(runner.trades),
        payoutOf(runner),
      ]),
    );
    const header = ["Market", "Runner", "Recorded", "Matched", "Difference", "Trades", "Pays"];
    progress.say(`\n${table(header, rows)}\n`);
    const { fromLadder, between } = this.traders.lots;
    const { placed, amended, cancelled } = this.makers.work;
    progress.say(
      `  ${this.trades} trades: ${formatQuantity(quantity(fromLadder))} shares from the ladders, ` +
        `${formatQuantity(quantity(between))} between two players; ` +
        `the makers placed ${placed}, amended ${amended} and cancelled ${cancelled} orders`,
    );
    const beyond = this.runners.filter(
      ({ tape, recorded, trades }) =>
        tape.hasMissed || Math.abs(tape.lots - recorded) > trades / 2 + 1e-6,
    );
    checks.equal(
      "Race: runners whose matched shares differ by more than rounding",
      0,
      beyond.length,
    );
  }

  private get runners(): Runner[] {
    return [...this.races.values()].flatMap(({ runners }) => [...runners.values()]);
  }

  private get trades(): number {
    return this.runners.reduce((sum, { trades }) => sum + trades, 0);
  }

  private race(name: RaceMarketName): Race {
    const race = this.races.get(name);
    if (race === undefined) throw new Error(`${name} was not opened`);
    return race;
  }
}

function eventOf({ name, recordedId, runners }: RaceMarket, title: string) {
  const isWin = name === "WIN";
  const slug = `race-${recordedId.replace(".", "-")}`;
  return {
    slug,
    title: `${title}, 18:26: ${isWin ? "winner" : "first or second"}`,
    category: "Racing",
    rules: isWin ? "Exactly one runner wins." : "The first two are placed.",
    mutually_exclusive: isWin,
    exhaustive: isWin,
    markets: runners.map(({ id, name: runner }) => ({
      slug: `${slug}-${id}`,
      question: `${runner}: ${isWin ? "wins" : "is placed"}?`,
      tick_size: "0.0001",
      min_quantity: "0.01",
      fees: { formula: "symmetric" as const, taker_bps: 200, rebate_bps: 50 },
    })),
  };
}

function payoutOf({ isWinner }: Runner): string {
  return isWinner ? "1" : "0";
}

function runnerOf({ runners }: Race, id: number): Runner {
  const runner = runners.get(id);
  if (runner === undefined) throw new Error(`the race has no runner ${id}`);
  return runner;
}
