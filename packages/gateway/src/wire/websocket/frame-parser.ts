import { isUtf8 } from "node:buffer";
import { endianness } from "node:os";

/** What `FrameParser.next` found; its fields hold the rest. */
export type FrameEvent = "text" | "binary" | "ping" | "pong" | "close" | "violation";

export interface FrameLimits {
  /** Bytes of a message, all its fragments together. */
  readonly messageBytes: number;
  readonly fragments: number;
}

/** Close codes of RFC 6455, section 7.4.1, that we send ourselves. */
const PROTOCOL_ERROR = 1_002;
/** Stands for a close frame without a code; never sent. */
export const NO_CODE = 1_005;
/** Stands for an end without a close frame; never sent. */
export const ABNORMAL_CLOSURE = 1_006;
const INVALID_TEXT = 1_007;
const POLICY_VIOLATION = 1_008;
const MESSAGE_TOO_BIG = 1_009;

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

const CONTROL_BYTES_MAX = 125;
const EMPTY = Buffer.alloc(0);
const IS_LITTLE_ENDIAN = endianness() === "LE";

/**
 * Reads the frames a WebSocket client sends (RFC 6455, no extensions) off bytes cut anywhere.
 * One turns up bytes with `push` and takes what they hold with `next`, one event at a time, so a
 * reader that cannot take more leaves the rest where it is. A violation of the protocol is the
 * last event: after it, as after a close frame, nothing is read.
 */
export class FrameParser {
  /** Of the last `text`. */
  text = "";
  /** Of the last `ping` or `pong`. */
  payload: Buffer = EMPTY;
  /** Of the last `close` (1005: it had none), or what to close with after a `violation`. */
  closeCode = 0;
  /** What the client said, or what it did wrong. */
  closeReason = "";
  readonly #limits: FrameLimits;
  #bytes: Buffer = EMPTY;
  /** The same memory in words, made when first needed. */
  #words: Int32Array | null = null;
  #start = 0;
  #end = 0;
  /** Whether `#bytes` was made here, so that more may be written behind its end. */
  #isOwn = false;
  /** Opcode of the message whose fragments are being collected; 0: none is. */
  #opcode = 0;
  #fragments: Buffer[] = [];
  #fragmentCount = 0;
  #messageBytes = 0;
  #isOver = false;

  constructor(limits: FrameLimits) {
    this.#limits = limits;
  }

  /** Takes in bytes, which belong to the parser from now on: they are unmasked in place. */
  push(chunk: Buffer): void {
    if (this.#isOver) return;
    const waiting = this.#end - this.#start;
    if (waiting === 0) {
      this.#use(chunk, 0, chunk.length, false);
      return;
    }
    if (!this.#isOwn || this.#end + chunk.length > this.#bytes.length) {
      // Twice what is needed, so that a client who sends byte by byte is not copied each time.
      const larger = Buffer.allocUnsafeSlow(2 * (waiting + chunk.length));
      this.#bytes.copy(larger, 0, this.#start, this.#end);
      this.#use(larger, 0, waiting, true);
    }
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
  }

  /** The next event, null when more bytes are needed. */
  next(): FrameEvent | null {
    while (!this.#isOver) {
      const available = this.#end - this.#start;
      if (available < 2) break;
      const bytes = this.#bytes;
      const first = bytes[this.#start] as number;
      const second = bytes[this.#start + 1] as number;
      const fault = this.#faultOf(first, second);
      if (fault !== null) return this.#violate(PROTOCOL_ERROR, fault);

      let length = second & 0x7f;
      let header = 6;
      if (length === 126) {
        header = 8;
        if (available < 4) break;
        length = bytes.readUInt16BE(this.#start + 2);
      } else if (length === 127) {
        header = 14;
        if (available < 10) break;
        // Past 2⁵³ this is not exact, and far too large either way.
        length =
          bytes.readUInt32BE(this.#start + 2) * 2 ** 32 + bytes.readUInt32BE(this.#start + 6);
      }
      const opcode = first & 0x0f;
      if (opcode < CLOSE && this.#messageBytes + length > this.#limits.messageBytes) {
        return this.#violate(
          MESSAGE_TOO_BIG,
          `a message has at most ${this.#limits.messageBytes} bytes`,
        );
      }
      if (available < header + length) break;

      const from = this.#start + header;
      const to = from + length;
      this.#unmask(from, to);
      this.#start = to;
      const event = this.#take(opcode, first >= 0x80, from, to);
      if (event !== null) return event;
    }
    if (this.#start === this.#end || this.#isOver) this.#use(EMPTY, 0, 0, false);
    return null;
  }

  /** What is wrong with the first two bytes of a frame. */
  #faultOf(first: number, second: number): string | null {
    if ((first & 0x70) !== 0) return "no extension is in use, so no reserved bit is set";
    const opcode = first & 0x0f;
    const isFinal = first >= 0x80;
    const length = second & 0x7f;
    switch (opcode) {
      case CONTINUATION:
        if (this.#opcode === 0) return "there is nothing to continue";
        break;
      case TEXT:
      case BINARY:
        if (this.#opcode !== 0) return "the message before has not ended";
        break;
      case CLOSE:
      case PING:
      case PONG:
        if (!isFinal) return "a control frame is not fragmented";
        if (length > CONTROL_BYTES_MAX) return "a control frame has at most 125 bytes";
        if (opcode === CLOSE && length === 1) return "a close code has two bytes";
        break;
      default:
        return "there is no such opcode";
    }
    return second < 0x80 ? "frames of a client are masked" : null;
  }

  #take(opcode: number, isFinal: boolean, from: number, to: number): FrameEvent | null {
    switch (opcode) {
      case PING:
      case PONG:
        this.payload = Buffer.from(this.#bytes.subarray(from, to));
        return opcode === PING ? "ping" : "pong";
      case CLOSE:
        return this.#takeClose(from, to);
      default:
        // By far the most common: a whole text in one frame.
        if (opcode === TEXT && isFinal) return this.#takeText(this.#bytes, from, to);
        return this.#takeFragment(opcode, isFinal, from, to);
    }
  }

  #takeFragment(opcode: number, isFinal: boolean, from: number, to: number): FrameEvent | null {
    if (opcode !== CONTINUATION) this.#opcode = opcode;
    this.#fragmentCount += 1;
    if (this.#fragmentCount > this.#limits.fragments) {
      return this.#violate(
        POLICY_VIOLATION,
        `a message has at most ${this.#limits.fragments} fragments`,
      );
    }
    // Copied, so that a small fragment does not keep the large read it came with.
    if (to > from) this.#fragments.push(Buffer.from(this.#bytes.subarray(from, to)));
    this.#messageBytes += to - from;
    if (!isFinal) return null;
    const whole = Buffer.concat(this.#fragments, this.#messageBytes);
    const isText = this.#opcode === TEXT;
    this.#opcode = 0;
    this.#fragments = [];
    this.#fragmentCount = 0;
    this.#messageBytes = 0;
    // Nobody here reads binary messages; that one came is all there is to say.
    return isText ? this.#takeText(whole, 0, whole.length) : "binary";
  }

  #takeText(bytes: Buffer, from: number, to: number): FrameEvent {
    const text = bytes.toString("utf8", from, to);
    // What is not UTF-8 decodes to U+FFFD, which honest text hardly ever has: only then look closer.
    if (text.includes("\uFFFD") && !isUtf8(bytes.subarray(from, to))) {
      return this.#violate(INVALID_TEXT, "a text is not UTF-8");
    }
    this.text = text;
    return "text";
  }

  #takeClose(from: number, to: number): FrameEvent {
    this.#isOver = true;
    if (from === to) {
      this.closeCode = NO_CODE;
      this.closeReason = "";
      return "close";
    }
    const code = this.#bytes.readUInt16BE(from);
    if (!isCloseCode(code)) return this.#violate(PROTOCOL_ERROR, "there is no such close code");
    const reason = this.#bytes.subarray(from + 2, to);
    if (!isUtf8(reason)) return this.#violate(INVALID_TEXT, "a reason to close is not UTF-8");
    this.closeCode = code;
    this.closeReason = reason.toString("utf8");
    return "close";
  }

  #violate(code: number, problem: string): FrameEvent {
    this.#isOver = true;
    this.#fragments = [];
    this.closeCode = code;
    this.closeReason = problem;
    return "violation";
  }

  /** Takes the mask, which stands in the four bytes before `from`, off the bytes up to `to`. */
  #unmask(from: number, to: number): void {
    const bytes = this.#bytes;
    const mask = bytes.readInt32LE(from - 4);
    if (mask === 0) return;
    const base = bytes.byteOffset;
    let at = from;
    // Whole words in the middle, single bytes before and behind them.
    if (IS_LITTLE_ENDIAN && to - from >= 16) {
      for (; ((base + at) & 3) !== 0; at++) {
        bytes[at] = (bytes[at] as number) ^ (mask >> (((at - from) & 3) << 3));
      }
      const turn = ((at - from) & 3) << 3;
      const turned = turn === 0 ? mask : (mask >>> turn) | (mask << (32 - turn));
      const words = (this.#words ??= new Int32Array(
        bytes.buffer,
        0,
        bytes.buffer.byteLength >>> 2,
      ));
      const end = (base + to) >>> 2;
      for (let word = (base + at) >>> 2; word < end; word++) {
        words[word] = (words[word] as number) ^ turned;
      }
      at = (end << 2) - base;
    }
    for (; at < to; at++) {
      bytes[at] = (bytes[at] as number) ^ (mask >> (((at - from) & 3) << 3));
    }
  }

  #use(bytes: Buffer, start: number, end: number, isOwn: boolean): void {
    if (bytes !== this.#bytes) this.#words = null;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#isOwn = isOwn;
  }
}

/** Whether a client may close with the code: those defined or registered, and the free ones. */
function isCloseCode(code: number): boolean {
  if (code >= 3_000) return code <= 4_999;
  return code >= 1_000 && code <= 1_014 && code !== 1_004 && code !== 1_005 && code !== 1_006;
}
