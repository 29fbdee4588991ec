import type { Scenario, Step } from "./scenario.ts";

/** Latest faults that are listed; all are counted. */
const LISTED_MAX = 1_000;
/** Of what a fault befell, characters that are kept. */
const SUBJECT_MAX = 200;

/** A fault that was let happen. */
export interface Fired {
  /** Ms since 1970. */
  readonly at: number;
  /** Place of the step in the scenario, from 0. */
  readonly step: number;
  readonly fault: Step["fault"];
  /** The request, match, market or message it befell. */
  readonly subject: string;
}

/** Why something could not be let happen. */
export interface Problem {
  readonly at: number;
  readonly step: number;
  readonly text: string;
}

/** Numbers from 0 to below 1 that follow from the seed alone (mulberry32). */
function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A step under way. Its occasions are counted one by one, and its chances are its own, so with the same
 * requests in the same order it does the same, whatever the other steps do.
 */
export class RunningStep<S extends Step = Step> {
  readonly step: S;
  readonly place: number;
  readonly #scenario: RunningScenario;
  readonly #startsAt: number;
  readonly #chance: () => number;
  occasions = 0;
  fired = 0;
  #wokeAt: number | null = null;

  constructor(scenario: RunningScenario, step: S, place: number, seed: number) {
    this.#scenario = scenario;
    this.step = step;
    this.place = place;
    this.#startsAt = scenario.beganAt + step.at;
    // Spread, so that neighbours do not begin alike.
    this.#chance = chances(seed + Math.imul(place + 1, 0x9e3779b1));
  }

  /** When it woke up, ms since 1970; null: not yet. A step without `after` needs no occasion for it. */
  get wokeAt(): number | null {
    const { step } = this;
    const waits = "after" in step && step.after > 0;
    if (!waits && this.#scenario.now() >= this.#startsAt) this.#wokeAt ??= this.#startsAt;
    return this.#wokeAt;
  }

  /** Whether it is awake, not looking at an occasion. */
  get isAwake(): boolean {
    const { wokeAt, step } = this;
    if (wokeAt === null) return false;
    return step.fault === "tick-size" || step.for === undefined
      ? true
      : this.#scenario.now() < wokeAt + step.for;
  }

  /** An occasion came: whether the fault happens. @param subject is told once it does. */
  takes(subject: () => string): boolean {
    const { step } = this;
    const now = this.#scenario.now();
    if (now < this.#startsAt) return false;
    this.occasions += 1;
    const after = "after" in step ? step.after : 0;
    if (this.occasions <= after) return false;
    this.#wokeAt ??= after === 0 ? this.#startsAt : now;
    if (!this.isAwake) return false;
    if ("every" in step) {
      if ((this.occasions - after - 1) % step.every !== 0) return false;
      if (step.chance < 1 && this.#chance() >= step.chance) return false;
      if (step.count !== undefined && this.fired >= step.count) return false;
    }
    this.note(subject());
    return true;
  }

  /** The fault happened. */
  note(subject: string): void {
    this.fired += 1;
    this.#scenario.note(this, subject);
  }

  /** It could not be let happen. */
  complain(text: string): void {
    this.#scenario.complain(this, text);
  }
}

/** A scenario from when it was begun: what it lets happen, what it did, and what it could not do. */
export class RunningScenario {
  readonly scenario: Scenario;
  /** Ms since 1970. */
  readonly beganAt: number;
  readonly now: () => number;
  readonly steps: readonly RunningStep[];
  readonly #listed: Fired[] = [];
  readonly #problems: Problem[] = [];

  constructor(scenario: Scenario, now: () => number) {
    this.scenario = scenario;
    this.now = now;
    this.beganAt = now();
    this.steps = scenario.steps.map(
      (step, place) => new RunningStep(this, step, place, scenario.seed),
    );
  }

  /** The steps of these faults, in their order. */
  of<Fault extends Step["fault"]>(
    ...faults: readonly Fault[]
  ): readonly RunningStep<Extract<Step, { readonly fault: Fault }>>[] {
    const wanted: ReadonlySet<Step["fault"]> = new Set(faults);
    return this.steps.filter(({ step }) => wanted.has(step.fault)) as never;
  }

  /** The latest, in the order in which they happened. */
  get fired(): readonly Fired[] {
    return this.#listed;
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  note({ place, step, fired }: RunningStep, subject: string): void {
    // A frozen socket is one fault, however much is lost meanwhile.
    if (step.fault === "freeze" && fired > 1) return;
    if (this.#listed.length >= LISTED_MAX) this.#listed.shift();
    const at = this.now();
    this.#listed.push({
      at,
      step: place,
      fault: step.fault,
      subject: subject.slice(0, SUBJECT_MAX),
    });
  }

  complain({ place }: RunningStep, text: string): void {
    if (this.#problems.length >= LISTED_MAX) this.#problems.shift();
    this.#problems.push({ at: this.now(), step: place, text });
  }
}
