import { NUL_REPLACEMENT } from "./literal.ts";

const TAB = 9;
const NEWLINE = 10;
const MINUS = 45;
const ZERO = 48;
const BACKSLASH = 92;
const LETTER_N = 78;
/** What a number takes at most, with its sign. */
const INTEGER_BYTES = 24;
/** Longer texts are for the runtime, which copies them as a whole. */
const SHORT = 32;
const BILLION = 1_000_000_000;

/** What each control character of the format, and what PostgreSQL cannot hold, looks like within a text. */
const ESCAPES: Readonly<Record<string, string>> = {
  "\\": String.raw`\\`,
  "\n": String.raw`\n`,
  "\r": String.raw`\r`,
  "\t": String.raw`\t`,
  "\0": NUL_REPLACEMENT,
};

/**
 * Rows in the text format of COPY, as bytes from the start: strings that are put
 * together and then encoded are most of what a projector would do.
 */
export class CopyLines {
  #bytes: Buffer;
  #length = 0;

  /** @param expectedBytes it grows if there are more. */
  constructor(expectedBytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(expectedBytes, INTEGER_BYTES));
  }

  /** What was written; it is not to be written to any more. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  endColumn(): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = TAB;
  }

  /** In place of the end of the last column. */
  endRow(): void {
    this.#bytes[this.#length - 1] = NEWLINE;
  }

  null(): void {
    this.#reserve(2);
    this.#bytes[this.#length++] = BACKSLASH;
    this.#bytes[this.#length++] = LETTER_N;
  }

  integer(value: number | bigint): void {
    if (!Number.isSafeInteger(value)) return this.text(String(value));
    this.#reserve(INTEGER_BYTES);
    let rest = value as number;
    if (rest < 0) {
      this.#bytes[this.#length++] = MINUS;
      rest = -rest;
    }
    if (rest < BILLION) return this.#digits(rest, digitsOf(rest));
    const billions = Math.floor(rest / BILLION);
    this.#digits(billions, digitsOf(billions));
    this.#digits(rest - billions * BILLION, 9);
  }

  text(value: string): void {
    if (value.length > SHORT || !this.#writePlain(value)) {
      const escaped = value.replace(/[\\\n\r\t\0]/g, (found) => ESCAPES[found]!);
      this.#reserve(3 * escaped.length);
      this.#length += this.#bytes.write(escaped, this.#length);
    }
  }

  /** @returns whether it could: only ASCII without control characters. */
  #writePlain(value: string): boolean {
    this.#reserve(value.length);
    const start = this.#length;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code < 32 || code > 126 || code === BACKSLASH) return false;
      this.#bytes[start + index] = code;
    }
    this.#length = start + value.length;
    return true;
  }

  /** `value` below a billion. */
  #digits(value: number, count: number): void {
    const bytes = this.#bytes;
    let rest = value | 0;
    for (let place = this.#length + count - 1; place >= this.#length; place--) {
      const tens = (rest / 10) | 0;
      bytes[place] = ZERO + rest - 10 * tens;
      rest = tens;
    }
    this.#length += count;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

function digitsOf(value: number): number {
  if (value < 10) return 1;
  if (value < 100) return 2;
  if (value < 1_000) return 3;
  if (value < 10_000) return 4;
  if (value < 100_000) return 5;
  if (value < 1_000_000) return 6;
  if (value < 10_000_000) return 7;
  return value < 100_000_000 ? 8 : 9;
}
