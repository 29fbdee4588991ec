import { webcrypto } from "node:crypto";
import { DIGEST_BYTES, nextDigest } from "./digest.ts";

/** Below this a digest takes less time than handing it to another thread. */
const SMALL_BYTES = 16_384;
/** Digests under way at once; each holds a copy of its bytes. */
const AT_ONCE = 8;

/**
 * Compares digests with what they should be, those of many bytes on other threads while the caller
 * goes on. Nothing that was checked is to be relied on before `settled`.
 */
export class DigestChecks {
  /** Oldest first: null when it holds, else what is wrong. */
  readonly #pending: Promise<Error | null>[] = [];
  #failure: Error | null = null;

  /** Begins a check of `linked`, which may be written to as soon as this returns; `mismatch` makes its error. */
  begin(linked: Uint8Array, expected: Buffer, mismatch: () => Error): void {
    const isRight =
      linked.length < SMALL_BYTES
        ? Promise.resolve(nextDigest(linked).equals(expected))
        : isDigest(linked, expected);
    this.#pending.push(
      isRight.then(
        (is) => (is ? null : mismatch()),
        (error: Error) => error,
      ),
    );
  }

  /** While there is no room for another check: resolves when there is. @throws like `settled`. */
  room(): Promise<void> | null {
    return this.#pending.length < AT_ONCE ? null : this.#settleOldest();
  }

  /** Waits for all checks. @throws the error of the first that failed, in the order in which they were begun. */
  async settled(): Promise<void> {
    while (this.#pending.length > 0) await this.#settleOldest();
    if (this.#failure !== null) throw this.#failure;
  }

  async #settleOldest(): Promise<void> {
    this.#failure ??= (await this.#pending.shift()) ?? null;
    if (this.#failure !== null) throw this.#failure;
  }
}

async function isDigest(linked: Uint8Array, expected: Buffer): Promise<boolean> {
  // The library takes its copy before it lets go of this thread.
  const digest = await webcrypto.subtle.digest("SHA-256", linked as Uint8Array<ArrayBuffer>);
  return expected.equals(new Uint8Array(digest, 0, DIGEST_BYTES));
}
