import { SYSTEM } from "@probity/core";
import type { CommandContent, MarketId, Price, Timestamp } from "@probity/core";
import { Refusal, readMachine } from "@probity/gateway";
import type { Venue } from "@probity/gateway";
import { parsePrice } from "@probity/protocol";
import type { ChainMarkets } from "../ports.ts";
import { marketNamed } from "./named-market.ts";
import type { RunningScenario, RunningStep } from "./running-scenario.ts";
import type { StepOf } from "./scenario.ts";

export interface MarketFaultParts {
  readonly venue: Pick<Venue, "submitter" | "sequencer" | "readSide">;
  readonly markets: ChainMarkets;
}

/** A taker delay that a step set, and what it was before. */
interface Delay {
  readonly step: RunningStep<StepOf<"delayed">>;
  readonly market: MarketId;
  readonly before: number;
}

/** Lets something befall a market at a time of its own: takers wait, or its tick size changes. */
export class MarketFaults {
  readonly #parts: MarketFaultParts;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #delays = new Set<Delay>();
  /** Ends with each scenario; what is under way then does nothing more. */
  #running: RunningScenario | null = null;

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
    for (const delay of this.#delays) await this.#attempt(delay.step, () => this.#undo(delay));
  }

  #in(ms: number, step: RunningStep, act: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#attempt(step, act);
    }, ms);
    this.#timers.add(timer.unref());
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
    await this.#submit({ type: "ChangeTickSize", market, tickSize, at: 0 as Timestamp });
    one.note(`${match.market}: tick size ${text}`);
  }

  async #delay(one: RunningStep<StepOf<"delayed">>, running: RunningScenario): Promise<void> {
    const { match, ms, for: lasts } = one.step;
    const market = await this.#marketOf(one, match.market);
    const before = market === null ? null : await this.#setDelay(market, () => ms);
    if (market === null || before === null) return;
    const delay = { step: one, market, before };
    this.#delays.add(delay);
    one.note(`${match.market}: takers wait ${ms} ms`);
    if (this.#running !== running) await this.#undo(delay);
    else if (lasts !== undefined) this.#in(lasts, one, () => this.#undo(delay));
  }

  /** Unless somebody has set another in the meantime. */
  async #undo(delay: Delay): Promise<void> {
    if (!this.#delays.delete(delay)) return;
    const { step, market, before } = delay;
    await this.#setDelay(market, (now) => (now === step.step.ms ? before : now));
  }

  /** @returns what it was before; null when there is no such market. */
  async #setDelay(market: MarketId, change: (before: number) => number): Promise<number | null> {
    const { value: view } = await readMachine(
      this.#parts.venue as Venue,
      (machine) => machine.market(market),
      undefined,
    );
    if (view === null) return null;
    const { parameters } = view;
    const takerDelayMs = change(parameters.takerDelayMs);
    if (takerDelayMs !== parameters.takerDelayMs) {
      const changed = { ...parameters, takerDelayMs };
      await this.#submit({ type: "UpdateMarket", market, text: null, parameters: changed });
    }
    return parameters.takerDelayMs;
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

  async #submit(content: CommandContent): Promise<void> {
    await this.#parts.venue.submitter.submit(SYSTEM, content);
  }
}
