import { SYSTEM } from "@probity/core";
import type { MatchId } from "@probity/core";
import { Refusal } from "@probity/gateway";
import type { Venue } from "@probity/gateway";
import { tradeId } from "../orders/trade-id.ts";
import type { ChainMarkets } from "../ports.ts";
import type { ClockSettlements, Detour, MatchEvent } from "../settlement/clock-settlements.ts";
import { isNamed } from "./named-market.ts";
import type { RunningScenario, RunningStep } from "./running-scenario.ts";

/** Matches that wait for their failure at the same time; beyond them none fails. */
const DOOMED_MAX = 1_000;
/** What has the same time for ever: nothing happens by itself. */
const NEVER = Number.POSITIVE_INFINITY;

export interface MatchFaultParts {
  readonly submitter: Venue["submitter"];
  readonly settlements: ClockSettlements;
  readonly markets: Pick<ChainMarkets, "of">;
  /** From a match to MINED. */
  readonly minedMs: number;
  readonly running: () => RunningScenario | null;
}

/**
 * Lets matches be retried before they are mined, or fail: then what they moved goes back by a command
 * like any other, so that it is in the journal, and a match that cannot be reversed stands.
 */
export class MatchFaults {
  readonly #parts: MatchFaultParts;
  readonly #doomed = new Map<MatchId, NodeJS.Timeout>();

  constructor(parts: MatchFaultParts) {
    this.#parts = parts;
  }

  /** The way a match goes; null: the clock's. */
  detourOf(event: MatchEvent, matchedAt: number): Detour | null {
    const { running, markets, minedMs } = this.#parts;
    const subject = () => `trade ${tradeId(event.match)}`;
    for (const one of running()?.of("retrying", "failed") ?? []) {
      const { step } = one;
      if (!isNamed(step.match.market, event.market, markets) || !one.takes(subject)) continue;
      const usual = matchedAt + minedMs;
      if (step.fault === "retrying") return { retryingAt: usual, minedAt: usual + step.ms };
      if (this.#doomed.size >= DOOMED_MAX) {
        one.complain(`${subject()} was let be: ${DOOMED_MAX} others wait for their failure`);
        continue;
      }
      this.#doom(event, matchedAt + (step.ms ?? minedMs), one);
      return { retryingAt: null, minedAt: NEVER };
    }
    return null;
  }

  /** Whatever waits for its failure is let off. */
  close(): void {
    for (const [match, timer] of this.#doomed) {
      clearTimeout(timer);
      this.#parts.settlements.release(match);
    }
    this.#doomed.clear();
  }

  #doom(event: MatchEvent, at: number, step: RunningStep): void {
    const fail = (): void => {
      this.#doomed.delete(event.match);
      void this.#reverse(event, step);
    };
    const timer = setTimeout(fail, Math.max(0, at - Date.now())).unref();
    this.#doomed.set(event.match, timer);
  }

  async #reverse(event: MatchEvent, step: RunningStep): Promise<void> {
    const { submitter, settlements } = this.#parts;
    const { market, match, kind, legs } = event;
    try {
      await submitter.submit(SYSTEM, { type: "ReverseMatch", market, match, kind, legs });
    } catch (error) {
      // Somebody has sold or spent what would go back, or the venue stops: then the match stands.
      settlements.release(match);
      const reason = error instanceof Refusal ? error.message : "the venue did not take it";
      step.complain(`trade ${tradeId(match)} was not reversed: ${reason}`);
    }
  }
}
