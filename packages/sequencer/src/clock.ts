/** Time as the sequencer needs it, in milliseconds. */
export interface Clock {
  /** Wall clock: ms since 1970, may be set by people and programs. */
  now(): number;
  /** Counts up evenly from anywhere. */
  monotonic(): number;
  /** Calls back once after `delayMs`. @returns what calls it off. */
  after(delayMs: number, callback: () => void): () => void;
}

const TIMER_MAX_MS = 2_147_483_647;

/** The machine's own clocks. A pending timer does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(delayMs, TIMER_MAX_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is told to move. */
export class VirtualClock implements Clock {
  #now: number;
  #monotonic = 0;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  constructor(nowMs = 1_700_000_000_000) {
    this.#now = nowMs;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#monotonic + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, for both clocks; timers that fall due are called in order. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    while (true) {
      let next: { readonly at: number; readonly callback: () => void } | null = null;
      for (const timer of this.#timers) {
        if (timer.at <= end && (next === null || timer.at < next.at)) next = timer;
      }
      if (next === null) break;
      const due = next;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#pass(Math.max(0, due.at - this.#monotonic));
      due.callback();
    }
    this.#pass(end - this.#monotonic);
  }

  /** Sets the wall clock alone, as an operator or a broken time server does. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #pass(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }
}

/** How far the wall clock may leave the monotonic one while running. */
export const CLOCK_TOLERANCE_MS = 10_000;

/** Watches the wall clock against the monotonic one. */
export class ClockGuard {
  readonly #clock: Clock;
  #offset: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offset = clock.now() - clock.monotonic();
  }

  /** How far the wall clock, which shows `wallMs`, is from where it should be; beyond the tolerance it is not to be trusted. */
  offByMs(wallMs = this.#clock.now()): number {
    return wallMs - this.#clock.monotonic() - this.#offset;
  }

  isTrusted(wallMs = this.#clock.now()): boolean {
    return Math.abs(this.offByMs(wallMs)) <= CLOCK_TOLERANCE_MS;
  }

  /** The wall clock is right as it is now. */
  confirm(): void {
    this.#offset = this.#clock.now() - this.#clock.monotonic();
  }
}
