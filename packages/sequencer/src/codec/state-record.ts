/**
 * A state record as a line of JSON: made for people and other programs to read, and the state hash
 * is over these bytes. A snapshot has millions of them, so names, integers and lists of them, which is
 * nearly all there is, are written and read here byte by byte; whatever else comes goes through `JSON`.
 */
import type { StateRecord, StateValue } from "../ports.ts";
import { CodecError, isWellFormed } from "./bytes.ts";
import type { ByteWriter } from "./bytes.ts";

const NEWLINE = 10;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const OPEN = 91;
const BACKSLASH = 92;
const CLOSE = 93;
const FIRST_PRINTABLE = 32;
const DELETE = 127;
/** Sign and digits of any safe integer, and a comma. */
const NUMBER_ROOM = 18;
/** Longer text is left to the library. */
const SHORT_TEXT = 64;
const KNOWN_TEXTS = 64;
const BILLION = 1_000_000_000;

/** Writes the record and its newline. Refuses what has more than one form: fractions, −0, half surrogate pairs, other values. */
export function writeStateLine(writer: ByteWriter, record: StateRecord): void {
  writeList(writer, record);
  writer.u8(NEWLINE);
}

function writeList(writer: ByteWriter, list: readonly StateValue[]): void {
  writer.u8(OPEN);
  for (let index = 0; index < list.length; index++) {
    if (index > 0) writer.u8(COMMA);
    const value = list[index];
    if (typeof value === "number") writeNumber(writer, value);
    else if (typeof value === "string") writeText(writer, value);
    else if (Array.isArray(value)) writeList(writer, value as readonly StateValue[]);
    else throw new CodecError(`${typeof value} in a state record`);
  }
  writer.u8(CLOSE);
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value) || Object.is(value, -0))
    throw new CodecError(`${Object.is(value, -0) ? "−0" : value} in a state record`);
  let at = writer.reserve(NUMBER_ROOM);
  const { buffer } = writer;
  let rest = value;
  if (rest < 0) {
    buffer[at++] = MINUS;
    rest = -rest;
  }
  if (rest >= BILLION) {
    const high = Math.floor(rest / BILLION);
    at = putDigits(buffer, at, high, digitsOf(high));
    writer.advance(putDigits(buffer, at, rest - high * BILLION, 9));
  } else {
    writer.advance(putDigits(buffer, at, rest, digitsOf(rest)));
  }
}

/** Of a natural number below a billion. */
function digitsOf(value: number): number {
  if (value < 100_000) {
    if (value < 100) return value < 10 ? 1 : 2;
    return value < 1_000 ? 3 : value < 10_000 ? 4 : 5;
  }
  if (value < 10_000_000) return value < 1_000_000 ? 6 : 7;
  return value < 100_000_000 ? 8 : 9;
}

function putDigits(buffer: Uint8Array, from: number, value: number, digits: number): number {
  let rest = value | 0;
  for (let at = from + digits - 1; at >= from; at--) {
    const tenth = (rest / 10) | 0;
    buffer[at] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return from + digits;
}

function writeText(writer: ByteWriter, text: string): void {
  const { length } = text;
  if (length <= SHORT_TEXT) {
    const start = writer.reserve(SHORT_TEXT + 2);
    const { buffer } = writer;
    let at = start;
    buffer[at++] = QUOTE;
    let index = 0;
    for (; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (!isPlain(unit)) break;
      buffer[at++] = unit;
    }
    if (index === length) {
      buffer[at++] = QUOTE;
      writer.advance(at);
      return;
    }
  }
  if (!isWellFormed(text))
    throw new CodecError("text with half a surrogate pair in a state record");
  writer.raw(Buffer.from(JSON.stringify(text), "utf8"));
}

/** Whether the character stands for itself between quotes, in one byte. */
function isPlain(unit: number): boolean {
  return unit >= FIRST_PRINTABLE && unit < DELETE && unit !== QUOTE && unit !== BACKSLASH;
}

/** Reads lines that `writeStateLine` wrote. */
export class StateLineReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  /** The text read last in each of a few places: kinds of records and words come again and again. */
  readonly #known: string[] = new Array<string>(KNOWN_TEXTS).fill("");

  /** The record in `bytes[from, to)`, which do not include the newline. */
  read(bytes: Buffer, from = 0, to = bytes.length): StateRecord {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    if (to > from && bytes[from] === OPEN) {
      this.#at++;
      const record = this.#list();
      if (record !== null && this.#at === to) return record;
    }
    return parseStateLine(bytes.toString("utf8", from, to));
  }

  /** The rest of a list, or null where it is not as plain as most. */
  #list(): StateValue[] | null {
    const list: StateValue[] = [];
    if (this.#next() === CLOSE) {
      this.#at++;
      return list;
    }
    while (true) {
      const value = this.#value();
      if (value === null) return null;
      list.push(value);
      const after = this.#next();
      this.#at++;
      if (after === CLOSE) return list;
      if (after !== COMMA) return null;
    }
  }

  #value(): StateValue | null {
    const first = this.#next();
    if (first === QUOTE) return this.#text();
    if (first === OPEN) {
      this.#at++;
      return this.#list();
    }
    return this.#number();
  }

  #number(): number | null {
    const isNegative = this.#next() === MINUS;
    if (isNegative) this.#at++;
    const start = this.#at;
    let value = 0;
    for (let digit = this.#next(); digit >= ZERO && digit <= NINE; digit = this.#next()) {
      value = value * 10 + digit - ZERO;
      this.#at++;
    }
    const digits = this.#at - start;
    // A second way to write a number, or more digits than are exact: the library says what it is worth.
    if (digits === 0 || digits > 15 || (this.#bytes[start] === ZERO && (digits > 1 || isNegative)))
      return null;
    return isNegative ? -value : value;
  }

  #text(): string | null {
    const start = this.#at + 1;
    let at = start;
    let hash = 0;
    for (; at < this.#end; at++) {
      const unit = this.#bytes[at]!;
      if (!isPlain(unit)) break;
      hash = (hash * 31 + unit) | 0;
    }
    if (at >= this.#end || this.#bytes[at] !== QUOTE) return null;
    this.#at = at + 1;
    const place = (hash >>> 0) % KNOWN_TEXTS;
    const known = this.#known[place]!;
    if (this.#is(known, start, at)) return known;
    const text = this.#bytes.toString("latin1", start, at);
    this.#known[place] = text;
    return text;
  }

  #is(text: string, from: number, to: number): boolean {
    if (text.length !== to - from) return false;
    for (let index = 0; index < text.length; index++)
      if (text.charCodeAt(index) !== this.#bytes[from + index]) return false;
    return true;
  }

  /** The byte at the cursor, −1 at the end. */
  #next(): number {
    return this.#at < this.#end ? this.#bytes[this.#at]! : -1;
  }
}

function parseStateLine(line: string): StateRecord {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (cause) {
    throw new CodecError("state record is not JSON", { cause });
  }
  if (!Array.isArray(record)) throw new CodecError("state record is not a list");
  check(record as StateRecord);
  return record as StateRecord;
}

function check(record: readonly StateValue[]): void {
  for (const value of record) {
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
        throw new CodecError(`${Object.is(value, -0) ? "−0" : value} in a state record`);
      }
    } else if (Array.isArray(value)) {
      check(value as readonly StateValue[]);
    } else if (typeof value !== "string" || !isWellFormed(value)) {
      throw new CodecError(`${typeof value} in a state record`);
    }
  }
}
