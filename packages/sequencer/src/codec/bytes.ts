/** Bytes that break their format: a record cut short, a number out of range, a second way to say the same. */
export class CodecError extends Error {
  override readonly name = "CodecError";
}

const TWO_32 = 4_294_967_296;
/** Half a surrogate pair, which UTF-8 cannot hold. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whole, safe, not negative; −0 neither, for it would come back as 0 and a replay would differ. */
function isNatural(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
}

/** Whether UTF-8 gives the text back as it was. */
export function isWellFormed(value: string): boolean {
  return !LONE_SURROGATE.test(value);
}

/**
 * A growing buffer that is written once and used again. Numbers are little-endian.
 * `bytes()` is a view: good until the next write.
 */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity = 4_096) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Forgets everything after the first `length` bytes. */
  rewind(length = 0): void {
    this.#length = length;
  }

  bytes(from = 0, to = this.#length): Buffer {
    return this.#buffer.subarray(from, to);
  }

  u8(value: number): void {
    this.#room(1);
    this.#buffer[this.#length++] = value;
  }

  u16(value: number): void {
    this.#room(2);
    this.#length = this.#buffer.writeUInt16LE(value, this.#length);
  }

  u32(value: number): void {
    this.#room(4);
    this.#length = this.#buffer.writeUInt32LE(value, this.#length);
  }

  /** A natural number up to 2^53 − 1 in eight bytes. */
  u53(value: number): void {
    if (!isNatural(value)) throw new CodecError(`${value} is not a natural number`);
    this.u32(value % TWO_32);
    this.u32(Math.floor(value / TWO_32));
  }

  /** Overwrites four bytes already written. */
  patchU32(at: number, value: number): void {
    this.#buffer.writeUInt32LE(value, at);
  }

  /** A natural number up to 2^53 − 1 in one to eight bytes, seven bits each, low ones first. */
  varuint(value: number): void {
    if (!isNatural(value)) throw new CodecError(`${value} is not a natural number`);
    this.#room(8);
    const buffer = this.#buffer;
    let at = this.#length;
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
    this.#length = at;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** `count` zero bytes. */
  zeros(count: number): void {
    this.#room(count);
    this.#buffer.fill(0, this.#length, this.#length + count);
    this.#length += count;
  }

  /** The byte length as varuint, then UTF-8. Text that UTF-8 cannot give back as it was is refused. */
  text(value: string): void {
    const units = value.length;
    if (units < 128) {
      this.#room(units + 1);
      const buffer = this.#buffer;
      const start = this.#length;
      let at = start + 1;
      let index = 0;
      for (; index < units; index++) {
        const unit = value.charCodeAt(index);
        if (unit >= 128) break;
        buffer[at++] = unit;
      }
      if (index === units) {
        buffer[start] = units;
        this.#length = at;
        return;
      }
    }
    if (!isWellFormed(value)) throw new CodecError("text with half a surrogate pair");
    const size = Buffer.byteLength(value, "utf8");
    this.varuint(size);
    this.#room(size);
    this.#length += this.#buffer.write(value, this.#length, size, "utf8");
  }

  #room(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads what `ByteWriter` wrote; every step is checked against the end. */
export class ByteReader {
  readonly #buffer: Buffer;
  readonly #end: number;
  #at: number;

  constructor(buffer: Buffer, from = 0, to = buffer.length) {
    this.#buffer = buffer;
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

  u8(): number {
    this.#need(1);
    return this.#buffer[this.#at++]!;
  }

  u16(): number {
    this.#need(2);
    const value = this.#buffer.readUInt16LE(this.#at);
    this.#at += 2;
    return value;
  }

  u32(): number {
    this.#need(4);
    const value = this.#buffer.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  u53(): number {
    const low = this.u32();
    const high = this.u32();
    if (high >= 0x20_0000) throw new CodecError("number beyond 2^53");
    return high * TWO_32 + low;
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
