/** Messages, pings included, that a client may send in ten seconds; orders under a good token do not count. */
const MESSAGES_MAX = 1_000;
const WINDOW_MS = 10_000;

/** Counts what one client says. */
export class MessageRate {
  /** For how long the limit holds. */
  static readonly windowSeconds = WINDOW_MS / 1_000;
  #messages = 0;
  #windowStart = Date.now();

  /** Counts a message. @returns whether there are not too many. */
  take(): boolean {
    const now = Date.now();
    if (now - this.#windowStart >= WINDOW_MS) {
      this.#windowStart = now;
      this.#messages = 0;
    }
    this.#messages += 1;
    return this.#messages <= MESSAGES_MAX;
  }
}
