import { SYSTEM } from "@probity/core";
import type { MarketId, Price, Timestamp } from "@probity/core";
import { Refusal } from "@probity/gateway";
import type { Venue } from "@probity/gateway";
import { parsePrice } from "@probity/protocol";
import type { ChainMarkets } from "../ports.ts";
import type { LeftoverDelays } from "./leftover-delays.ts";
import { marketNamed } from "./named-market.ts";
import type { RunningScenario, RunningStep } from "./running-scenario.ts";
import type { StepOf } from "./scenario.ts";
import { changeTakerDelay } from "./taker-delay.ts";

export interface MarketFaultParts {
  readonly venue: Pick<Venue, "submitter" | "sequencer" | "readSide">;
  readonly markets: ChainMarkets;
  readonly leftovers: Pick<LeftoverDelays, "settled">;
}

type DelayStep = RunningStep<StepOf<"delayed">>;

/** A market whose takers wait. */
interface Delayed {
  /** For how long without the scenario, ms. */
  readonly before: number;
  /** As it was set last. */
  now: number;
  /** The steps that let them wait; the latest says how long. */
  steps: readonly DelayStep[];
}

/** Lets something befall a market at a time of its own: takers wait, or its tick size changes. */
export class MarketFaults {
  readonly #parts: MarketFaultParts;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #delayed = new Map<MarketId, Delayed>();
  /** Ends with each scenario; what is under way then does nothing more. */
  #running: RunningScenario | null = null;
  /** Delays are changed one after the other: each goes by what the one before has set. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: MarketFaultParts) {
    this.#parts = parts;
  }

  begin(running: RunningScenario): void {
    this.#running = running;
    for (const one of running.of("tick-size")) {
      this.#in(one.step.at, one, () => this.#changeTickSize(one));
    }
    for (const one of running.of("delayed")) {
      this.#in(one.step.at, one, () => this.#delay(one, running));
    }
  }

  /** Nothing more happens; takers wait as before. */
  async end(): Promise<void> {
    this.#running = null;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.#inTurn(async () => {
      for (const [market, { steps }] of this.#delayed) {
        for (const step of steps) await this.#attempt(step, () => this.#undo(market, step));
      }
    });
  }

  #in(ms: number, step: RunningStep, act: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#attempt(step, act);
    }, ms);
    this.#timers.add(timer.unref());
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #attempt(step: RunningStep, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      step.complain(error instanceof Refusal ? error.message : "the venue did not take it");
    }
  }

  async #changeTickSize(one: RunningStep<StepOf<"tick-size">>): Promise<void> {
    const { match, tick_size: text } = one.step;
    const market = await this.#marketOf(one, match.market);
    if (market === null) return;
    const tickSize: Price = parsePrice(text);
    const content = { type: "ChangeTickSize", market, tickSize, at: 0 as Timestamp } as const;
    await this.#parts.venue.submitter.submit(SYSTEM, content);
    one.note(`${match.market}: tick size ${text}`);
  }

  async #delay(one: DelayStep, running: RunningScenario): Promise<void> {
    const { match, ms, for: lasts } = one.step;
    const market = await this.#marketOf(one, match.market);
    if (market === null) return;
    // What it was before is what it was without any scenario.
    await this.#parts.leftovers.settled(market);
    await this.#inTurn(async () => {
      if (this.#running !== running) return;
      const found = await changeTakerDelay(this.#parts.venue, market, () => ms);
      if (found === null) return;
      const known = this.#delayed.get(market);
      // What somebody else has set meanwhile is what it goes back to.
      const delayed = known?.now === found ? known : { before: found, now: ms, steps: [] };
      delayed.now = ms;
      delayed.steps = [...delayed.steps, one];
      this.#delayed.set(market, delayed);
      one.note(`${match.market}: takers wait ${ms} ms`);
    });
    if (this.#running !== running || lasts === undefined) return;
    this.#in(lasts, one, () => this.#inTurn(() => this.#undo(market, one)));
  }

  /** Takers wait as the latest of the other steps says, or as before; unless somebody has set another delay meanwhile. */
  async #undo(market: MarketId, step: DelayStep): Promise<void> {
    const delayed = this.#delayed.get(market);
    if (delayed === undefined || !delayed.steps.includes(step)) return;
    const { before, now: set, steps } = delayed;
    const left = steps.filter((one) => one !== step);
    const wanted = left.at(-1)?.step.ms ?? before;
    try {
      await changeTakerDelay(this.#parts.venue, market, (now) => (now === set ? wanted : now));
    } catch (error) {
      // A market that has ended is let be; where the venue is too busy, the next end of a scenario tries again.
      if (!(error instanceof Refusal)) throw error;
      step.complain(error.message);
    }
    delayed.now = wanted;
    delayed.steps = left;
    if (left.length === 0) this.#delayed.delete(market);
  }

  async #marketOf(step: RunningStep, name: string): Promise<MarketId | null> {
    const { venue, markets } = this.#parts;
    await venue.readSide.caughtUp();
    let market = marketNamed(name, markets);
    if (market === null) {
      await markets.known([name]);
      market = marketNamed(name, markets);
    }
    if (market === null) step.complain(`there is no market ${name}`);
    return market;
  }
}
