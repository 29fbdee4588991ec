/** Bytes that break their format: a record cut short, a number out of range, a second way to say the same. */
export class CodecError extends Error {
  override readonly name = "CodecError";
}

const TWO_32 = 4_294_967_296;
/** Half a surrogate pair, which UTF-8 cannot hold. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whole, safe, not negative; −0 neither, for it would come back as 0 and a replay would differ. */
export function isNatural(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
}

/**
 * Puts a natural number into eight bytes, as a little-endian double: for ids and counters.
 * The `put` functions check no room. Each returns the offset after it.
 */
export function putF53(view: DataView, at: number, value: number): number {
  // Said this way, a number that is none (NaN) is refused as well.
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER) || Math.floor(value) !== value)
    throw notNatural(value);
  if (value === 0 && Object.is(value, -0)) throw notNatural(value);
  view.setFloat64(at, value, true);
  return at + 8;
}

/** A natural number below 2^16 − 1 in two bytes; any other in ten, of which the first two are ones. */
export function putNat16(view: DataView, at: number, value: number): number {
  const small = value & 0xffff;
  if (small === value && small !== NAT16_ESCAPE && (small !== 0 || !Object.is(value, -0))) {
    view.setUint16(at, small, true);
    return at + 2;
  }
  view.setUint16(at, NAT16_ESCAPE, true);
  return putF53(view, at + 2, value);
}

/** A natural number below 2^32 − 1 in four bytes; any other in twelve, of which the first four are ones. */
export function putNat32(view: DataView, at: number, value: number): number {
  const small = value >>> 0;
  if (small === value && small !== NAT32_ESCAPE && (small !== 0 || !Object.is(value, -0))) {
    view.setUint32(at, small, true);
    return at + 4;
  }
  view.setUint32(at, NAT32_ESCAPE, true);
  return putF53(view, at + 4, value);
}

/** What stands for "eight bytes follow". */
export const NAT16_ESCAPE = 0xffff;
export const NAT32_ESCAPE = 0xffff_ffff;
/** Bytes that any of the three may take. */
export const NUMBER_BYTES_MAX = 12;

function notNatural(value: number): CodecError {
  return new CodecError(`${Object.is(value, -0) ? "−0" : value} is not a natural number`);
}

/** Whether UTF-8 gives the text back as it was. */
export function isWellFormed(value: string): boolean {
  return !LONE_SURROGATE.test(value);
}

/**
 * A growing buffer that is written once and used again, or handed over. Numbers are little-endian.
 * `bytes()` is a view: good until the next write.
 */
export class ByteWriter {
  #buffer: Buffer;
  #view: DataView;
  readonly #capacity: number;
  /** Where what was handed over ends. */
  #start = 0;
  /** Offset in the buffer. */
  #at = 0;

  constructor(capacity = 4_096) {
    this.#capacity = capacity;
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
    this.#view = viewOf(this.#buffer);
  }

  get length(): number {
    return this.#at - this.#start;
  }

  /** Forgets everything after the first `length` bytes. */
  rewind(length = 0): void {
    this.#at = this.#start + length;
  }

  bytes(from = 0, to = this.length): Buffer {
    return this.#buffer.subarray(this.#start + from, this.#start + to);
  }

  /** Gives away everything written, which is never touched again, and begins anew behind it or in new memory. */
  handOver(): Buffer {
    const given = this.bytes();
    this.#start = this.#at;
    if (this.#buffer.length - this.#start < this.#capacity / 8) this.#renew(this.#capacity);
    return given;
  }

  /**
   * For code that puts many values at once: makes room for `size` bytes. @returns the offset in `buffer` and
   * `view` at which to put them; `advance` says where they end. Both are replaced when room is made.
   */
  reserve(size: number): number {
    this.#room(size);
    return this.#at;
  }

  get buffer(): Uint8Array {
    return this.#buffer;
  }

  get view(): DataView {
    return this.#view;
  }

  advance(to: number): void {
    this.#at = to;
  }

  u8(value: number): void {
    this.#room(1);
    this.#buffer[this.#at++] = value;
  }

  u16(value: number): void {
    this.#room(2);
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
  }

  u32(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  /** A natural number up to 2^53 − 1 in eight bytes. */
  u53(value: number): void {
    if (!isNatural(value)) throw notNatural(value);
    this.u32(value % TWO_32);
    this.u32(Math.floor(value / TWO_32));
  }

  /** Overwrites four bytes already written. */
  patchU32(at: number, value: number): void {
    this.#view.setUint32(this.#start + at, value, true);
  }

  /** A natural number up to 2^53 − 1 in one to eight bytes, seven bits each, low ones first. */
  varuint(value: number): void {
    if (!isNatural(value)) throw notNatural(value);
    this.#room(8);
    const buffer = this.#buffer;
    let at = this.#at;
    let rest = value;
    while (rest >= 0x1000_0000) {
      buffer[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      buffer[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    buffer[at++] = rest;
    this.#at = at;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** `count` zero bytes. */
  zeros(count: number): void {
    this.#room(count);
    this.#buffer.fill(0, this.#at, this.#at + count);
    this.#at += count;
  }

  /** The byte length as varuint, then UTF-8. Text that UTF-8 cannot give back as it was is refused. */
  text(value: string): void {
    const units = value.length;
    if (units < 128) {
      this.#room(units + 1);
      const buffer = this.#buffer;
      const start = this.#at;
      let at = start + 1;
      let index = 0;
      for (; index < units; index++) {
        const unit = value.charCodeAt(index);
        if (unit >= 128) break;
        buffer[at++] = unit;
      }
      if (index === units) {
        buffer[start] = units;
        this.#at = at;
        return;
      }
    }
    if (!isWellFormed(value)) throw new CodecError("text with half a surrogate pair");
    const size = Buffer.byteLength(value, "utf8");
    this.varuint(size);
    this.#room(size);
    this.#at += this.#buffer.write(value, this.#at, size, "utf8");
  }

  /** See `putF53`, `putNat16` and `putNat32`. */
  f53(value: number): void {
    this.#room(NUMBER_BYTES_MAX);
    this.#at = putF53(this.#view, this.#at, value);
  }

  nat16(value: number): void {
    this.#room(NUMBER_BYTES_MAX);
    this.#at = putNat16(this.#view, this.#at, value);
  }

  nat32(value: number): void {
    this.#room(NUMBER_BYTES_MAX);
    this.#at = putNat32(this.#view, this.#at, value);
  }

  #room(more: number): void {
    if (this.#at + more > this.#buffer.length)
      this.#renew(Math.max(this.#capacity, (this.length + more) * 2));
  }

  /** Goes on in new memory with what is written and not given away. */
  #renew(capacity: number): void {
    const kept = this.bytes();
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
    this.#view = viewOf(this.#buffer);
    this.#buffer.set(kept);
    this.#start = 0;
    this.#at = kept.length;
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads what `ByteWriter` wrote; every step is checked against the end. */
export class ByteReader {
  readonly #buffer: Buffer;
  readonly #view: DataView;
  #end: number;
  #at: number;

  constructor(buffer: Buffer, from = 0, to = buffer.length) {
    this.#buffer = buffer;
    this.#view = viewOf(buffer);
    this.#at = from;
    this.#end = to;
  }

  get offset(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  /** Refuses bytes left over. */
  end(): void {
    if (this.#at !== this.#end) throw new CodecError(`${this.remaining} bytes too many`);
  }

  /** Goes on at `from`, with the end at `to`. */
  limit(from: number, to: number): void {
    if (from < 0 || to < from || to > this.#buffer.length) throw new CodecError("record cut short");
    this.#at = from;
    this.#end = to;
  }

  /** The byte `ahead` of the next without reading it; −1 behind the end. */
  peek(ahead: number): number {
    return this.#at + ahead < this.#end ? this.#buffer[this.#at + ahead]! : -1;
  }

  /**
   * For code that reads many values at once: the offset in `buffer` and `view` of the next `size`
   * bytes, or −1 when there are not so many. `skip` says that they were read.
   */
  look(size: number): number {
    return size <= this.#end - this.#at ? this.#at : -1;
  }

  get buffer(): Uint8Array {
    return this.#buffer;
  }

  get view(): DataView {
    return this.#view;
  }

  skip(size: number): void {
    this.#need(size);
    this.#at += size;
  }

  u8(): number {
    this.#need(1);
    return this.#buffer[this.#at++]!;
  }

  u16(): number {
    this.#need(2);
    const value = this.#view.getUint16(this.#at, true);
    this.#at += 2;
    return value;
  }

  u32(): number {
    this.#need(4);
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  u53(): number {
    const low = this.u32();
    const high = this.u32();
    if (high >= 0x20_0000) throw new CodecError("number beyond 2^53");
    return high * TWO_32 + low;
  }

  f53(): number {
    this.#need(8);
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    if (!isNatural(value)) throw notNatural(value);
    return value;
  }

  nat16(): number {
    const small = this.u16();
    return small === NAT16_ESCAPE ? this.#escaped(NAT16_ESCAPE) : small;
  }

  nat32(): number {
    const small = this.u32();
    return small === NAT32_ESCAPE ? this.#escaped(NAT32_ESCAPE) : small;
  }

  #escaped(least: number): number {
    const value = this.f53();
    if (value < least) throw new CodecError("number not in its shortest form");
    return value;
  }

  varuint(): number {
    let value = 0;
    let scale = 1;
    for (let index = 0; index < 8; index++) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (byte === 0 && index > 0) throw new CodecError("number not in its shortest form");
        if (!Number.isSafeInteger(value)) throw new CodecError("number beyond 2^53");
        return value;
      }
      scale *= 128;
    }
    throw new CodecError("number too long");
  }

  raw(length: number): Buffer {
    this.#need(length);
    const bytes = this.#buffer.subarray(this.#at, this.#at + length);
    this.#at += length;
    return bytes;
  }

  text(): string {
    const size = this.varuint();
    const bytes = this.raw(size);
    if (size < 24) {
      let text = "";
      let index = 0;
      for (; index < size; index++) {
        const byte = bytes[index]!;
        if (byte >= 128) break;
        text += String.fromCharCode(byte);
      }
      if (index === size) return text;
    }
    try {
      return strictUtf8.decode(bytes);
    } catch (cause) {
      throw new CodecError("text is not UTF-8", { cause });
    }
  }

  #need(bytes: number): void {
    if (bytes > this.#end - this.#at) throw new CodecError("record cut short");
  }
}
