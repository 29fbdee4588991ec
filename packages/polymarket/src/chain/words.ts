/** Words of 32 bytes as the chain's ABI has them, written into one buffer, one after the other. */
import { bytesOfHex } from "./hex.ts";

/** No number of 256 bits has more digits. */
const DECIMAL = /^(?:0|[1-9]\d{0,77})$/;
const TWO_256 = 1n << 256n;
/** Digits of which any number is exact. */
const EXACT_DIGITS = 15;

/** Words in a buffer of their own. What does not fit its type is told by `isWhole`, not thrown: it comes from anybody. */
export class Words {
  readonly bytes: Buffer;
  private length = 0;
  private isFine = true;

  constructor(count: number) {
    this.bytes = Buffer.alloc(count * 32);
  }

  /** From the first word on. */
  begin(): this {
    this.length = 0;
    this.isFine = true;
    return this;
  }

  /** 32 bytes as they are. */
  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.length);
    return this.next();
  }

  /** A whole number of at most 53 bits. */
  small(value: number): this {
    this.bytes.fill(0, this.length, this.length + 24);
    this.bytes.writeUInt32BE(Math.floor(value / 2 ** 32), this.length + 24);
    this.bytes.writeUInt32BE(value % 2 ** 32, this.length + 28);
    return this.next();
  }

  /** Digits of an unsigned number of 256 bits, without zeros in front. */
  decimal(text: string): this {
    if (!DECIMAL.test(text)) return this.refuse();
    if (text.length <= EXACT_DIGITS) return this.small(Number(text));
    const value = BigInt(text);
    if (value >= TWO_256) return this.refuse();
    for (let part = 0; part < 4; part++) {
      const bits = BigInt.asUintN(64, value >> BigInt(192 - 64 * part));
      this.bytes.writeBigUInt64BE(bits, this.length + 8 * part);
    }
    return this.next();
  }

  address(text: string): this {
    const bytes = bytesOfHex(text, 20);
    if (bytes === null) return this.refuse();
    this.bytes.fill(0, this.length, this.length + 12);
    this.bytes.set(bytes, this.length + 12);
    return this.next();
  }

  bytes32(text: string): this {
    const bytes = bytesOfHex(text, 32);
    return bytes === null ? this.refuse() : this.raw(bytes);
  }

  /** Whether the buffer is full, of words that all fit. */
  isWhole(): boolean {
    return this.isFine && this.length === this.bytes.length;
  }

  private refuse(): this {
    this.isFine = false;
    return this.next();
  }

  private next(): this {
    this.length += 32;
    return this;
  }
}
