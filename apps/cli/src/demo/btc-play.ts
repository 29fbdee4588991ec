import { quantity } from "@probity/core";
import type { Outcome } from "@probity/core";
import { flip } from "@probity/market-data";
import type { DepthView } from "@probity/market-data";
import { formatQuantity } from "@probity/protocol";
import { mulberry32 } from "@probity/sequencer";
import { bookOverHttp, isSameBook, Watcher } from "./book-check.ts";
import { readBtcRecording } from "./btc-recording.ts";
import type { BtcStep } from "./btc-recording.ts";
import { Taker } from "./btc-takers.ts";
import { MarketMakers } from "./market-makers.ts";
import type { Player } from "./player.ts";
import { PublicTape } from "./public-tape.ts";
import { Settlement } from "./settlement.ts";
import type { Stage } from "./stage.ts";

const SEED = 20_260_425;
/** The seller's full sets: more than half of the deepest recorded side, and what takers buy. */
const SETS = 1_500_000;
/** What the recording is known to hold: see its README. */
const EQUAL_BOOKS = 523;
const UNEQUAL_BOOKS = "1777108246407";
const EMPTY: DepthView = { bids: [], asks: [] };

type Snapshot = Extract<BtcStep, { readonly type: "snapshot" }>;

/** Plays five recorded minutes of BTC up or down, from an empty book to everybody paid. */
export async function playBtc(stage: Stage): Promise<void> {
  const { slug, steps } = readBtcRecording();
  const { progress } = stage;
  progress.say(`BTC up or down, five minutes (${slug})`);
  const play = await BtcPlay.prepare(stage, slug);
  progress.begin("book by book", steps.length);
  for (const [place, step] of steps.entries()) {
    progress.at(place, play.note);
    if (step.type === "resolution") await play.close(step.winner);
    else await play.show(step);
    // A lost connection in the middle of it all must not lose a message.
    if (place === Math.floor(steps.length / 2)) play.loseConnections();
  }
  progress.end();
  play.report();
  await play.resolve();
}

/** The market, those who play it, and how its books came out. */
class BtcPlay {
  private readonly stage: Stage;
  private readonly marketId: string;
  private readonly buyer: Player;
  private readonly seller: Player;
  private readonly takers: readonly Taker[];
  private readonly makers: MarketMakers;
  private readonly watchers: readonly Watcher[];
  private readonly tape: PublicTape;
  private winner: Outcome | null = null;
  private shown = 0;
  private equal = 0;
  private empty = 0;
  private readonly different: number[] = [];

  private constructor(
    stage: Stage,
    marketId: string,
    [buyer, seller, first, second]: readonly [Player, Player, Player, Player],
  ) {
    this.stage = stage;
    this.marketId = marketId;
    this.buyer = buyer;
    this.seller = seller;
    this.takers = [new Taker(first, mulberry32(SEED)), new Taker(second, mulberry32(SEED + 1))];
    this.makers = new MarketMakers(buyer, seller);
    this.watchers = [
      new Watcher(buyer, marketId, "yes"),
      new Watcher(seller, marketId, "no"),
      new Watcher(first, marketId, "yes"),
      new Watcher(second, marketId, "no"),
    ];
    this.tape = new PublicTape(buyer, marketId);
  }

  /** Opens the market and brings in two makers and two takers. */
  static async prepare(stage: Stage, slug: string): Promise<BtcPlay> {
    const { markets } = await stage.openEvent({
      slug,
      title: "Bitcoin up or down, 25 April 2026, 09:10 to 09:15 UTC",
      category: "Crypto",
      rules: "YES if the price at the end is at least the price at the beginning.",
      markets: [
        {
          slug: `${slug}-up`,
          question: "Is Bitcoin up after five minutes?",
          tick_size: "0.01",
          min_quantity: "0.01",
          fees: { formula: "quadratic", exponent: 2, taker_bps: 2_500, rebate_bps: 500 },
        },
      ],
    });
    const marketId = markets[0]?.market_id ?? "";
    const buyer = await stage.enter("btc-buyer", 10_000_000);
    const seller = await stage.enter("btc-seller", 10_000_000);
    const first = await stage.enter("btc-taker-1", 100_000);
    const second = await stage.enter("btc-taker-2", 100_000);
    const sets = { market_id: marketId, quantity: String(SETS) };
    stage.horizon.saw(await seller.client.portfolio.split(sets, "sets"));
    return new BtcPlay(stage, marketId, [buyer, seller, first, second]);
  }

  get note(): string {
    return `${this.equal} books equal, ${this.tape.trades} trades`;
  }

  /** Makes the venue show a recorded book, compares, and lets the takers trade with it. */
  async show(snapshot: Snapshot): Promise<void> {
    const up = snapshot.books?.up ?? EMPTY;
    const books = { yes: up, no: flip(up) };
    await this.makers.show(new Map([[this.marketId, up]]));
    await this.compare(snapshot);
    await Promise.all(this.watchers.map((watcher) => watcher.compare(books)));
    this.shown++;
    if (this.winner !== null) return;
    for (const taker of this.takers) await taker.trade(this.marketId, books);
  }

  /** Ends trading. The orders stay: the last recorded book is the one of a closed market. */
  async close(winner: Outcome): Promise<void> {
    const { operator, horizon } = this.stage;
    const closing = { to: "closed" } as const;
    horizon.saw(await operator.admin.changeState("markets", this.marketId, closing));
    this.winner = winner;
    horizon.saw(await operator.admin.propose(this.marketId, { yes_payout: this.payout() }));
  }

  /** Pays everybody as the recording says. */
  async resolve(): Promise<void> {
    const { stage, marketId } = this;
    const players = [this.buyer, this.seller, ...this.takers.map(({ player }) => player)];
    const settlement = new Settlement(stage, players);
    await settlement.begin([marketId]);
    const yes_payout = this.payout();
    stage.horizon.saw(await stage.operator.admin.resolveMarket(marketId, { yes_payout }));
    await stage.paidOut(marketId);
    await settlement.check(new Map([[marketId, yes_payout]]), "BTC");
  }

  loseConnections(): void {
    for (const { player } of this.takers) player.loseConnection();
  }

  report(): void {
    const { checks, progress } = this.stage;
    const { kinds, trades, lots, hasMissed } = this.tape;
    const shares = (count: number): string => formatQuantity(quantity(count));
    const { placed, amended, cancelled } = this.makers.work;
    progress.say(
      `  ${trades} trades of ${shares(lots)} shares; ` +
        `the makers placed ${placed}, amended ${amended} and cancelled ${cancelled} orders`,
    );
    checks.equal("BTC: recorded books that the venue's equal, YES and NO", EQUAL_BOOKS, this.equal);
    checks.equal("BTC: listed as different", UNEQUAL_BOOKS, this.different.join(", "));
    checks.equal("BTC: empty before the first quote", 1, this.empty);
    checks.holds(
      "BTC: trades that changed hands, minted, merged",
      "some of each",
      `${kinds.complementary}, ${kinds.mint}, ${kinds.merge}`,
      kinds.complementary > 0 && kinds.mint > 0 && kinds.merge > 0,
    );
    const asked = (["shares", "cash", "fillOrKill", "sell"] as const).map((kind) =>
      this.takers.reduce((sum, taker) => sum + taker.asked[kind], 0),
    );
    checks.holds(
      "BTC: takers bought shares, for cash, all or nothing; sold",
      "some of each",
      asked.join(", "),
      asked.every((count) => count > 0),
    );
    const taken = this.takers.reduce((sum, taker) => sum + taker.filled, 0);
    const told = hasMissed ? "some were missed" : shares(lots);
    checks.equal("BTC: shares on the tape = shares the takers filled", shares(taken), told);
    this.reportWatchers();
  }

  private reportWatchers(): void {
    const { checks } = this.stage;
    const least = (count: (watcher: Watcher) => number): number =>
      Math.min(...this.watchers.map(count));
    checks.equal(
      "BTC: live books equal, for each of two makers and two takers",
      this.shown,
      least(({ equal }) => equal),
    );
    const verified = least(({ book }) => book.verified);
    const resyncs = this.watchers.reduce((sum, { book }) => sum + book.resyncs, 0);
    checks.holds(
      "BTC: checksums of live messages agreed, none was missed",
      "all",
      `${verified} for each, ${resyncs} asked anew`,
      verified > 0 && resyncs === 0,
    );
  }

  /** The venue's YES book against the recorded Up, its NO book against the recorded Down. */
  private async compare({ time, books }: Snapshot): Promise<void> {
    const [yes, no] = await Promise.all([
      bookOverHttp(this.buyer, this.marketId, "yes"),
      bookOverHttp(this.buyer, this.marketId, "no"),
    ]);
    const isEqual = isSameBook(yes, books?.up ?? EMPTY) && isSameBook(no, books?.down ?? EMPTY);
    if (!isEqual) this.different.push(time);
    else if (books === null) this.empty++;
    else this.equal++;
  }

  private payout(): string {
    return this.winner === "yes" ? "1" : "0";
  }
}
