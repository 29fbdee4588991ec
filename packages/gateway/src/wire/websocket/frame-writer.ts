/** Frames of a WebSocket server: never masked, never fragmented, no extensions (RFC 6455). */

const FINAL_TEXT = 0x81;
const FINAL_CLOSE = 0x88;
const FINAL_PING = 0x89;
const FINAL_PONG = 0x8a;
const HEADER_MAX = 10;
/** Bytes of a reason to close, behind the code. */
const REASON_BYTES_MAX = 123;

/** A text frame, made once for everybody it goes to. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(headerBytes(length) + length);
  frame.write(text, writeHeader(frame, 0, FINAL_TEXT, length), "utf8");
  return frame;
}

/** The most bytes the frame of a text can have. */
export function textFrameBytesMax(text: string): number {
  return HEADER_MAX + 3 * text.length;
}

/**
 * Writes a text frame into `target`, which has room for `textFrameBytesMax`.
 *
 * @returns the place behind it.
 */
export function writeTextFrame(target: Buffer, at: number, text: string): number {
  // Texts of this size have a header of four bytes however they are encoded, so one pass will do.
  if (text.length > 125 && text.length < 0x5555) {
    const length = target.write(text, at + 4, "utf8");
    writeHeader(target, at, FINAL_TEXT, length);
    return at + 4 + length;
  }
  const length = Buffer.byteLength(text);
  const start = writeHeader(target, at, FINAL_TEXT, length);
  return start + target.write(text, start, "utf8");
}

/** @param code null: a close frame that gives no reason. */
export function closeFrame(code: number | null, reason = ""): Buffer {
  if (code === null) return Buffer.from([FINAL_CLOSE, 0]);
  const told = Buffer.from(reason).subarray(0, REASON_BYTES_MAX);
  const frame = Buffer.allocUnsafe(4 + told.length);
  writeHeader(frame, 0, FINAL_CLOSE, 2 + told.length);
  frame.writeUInt16BE(code, 2);
  told.copy(frame, 4);
  return frame;
}

export const PING_FRAME = Buffer.from([FINAL_PING, 0]);

/** @param payload of the ping, at most 125 bytes. */
export function pongFrame(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([FINAL_PONG, payload.length]), payload]);
}

function headerBytes(length: number): number {
  if (length < 126) return 2;
  return length < 0x1_0000 ? 4 : HEADER_MAX;
}

/** @returns the place behind the header. */
function writeHeader(target: Buffer, at: number, first: number, length: number): number {
  target[at] = first;
  if (length < 126) {
    target[at + 1] = length;
    return at + 2;
  }
  if (length < 0x1_0000) {
    target[at + 1] = 126;
    return target.writeUInt16BE(length, at + 2);
  }
  target[at + 1] = 127;
  target.writeUInt32BE(Math.floor(length / 2 ** 32), at + 2);
  return target.writeUInt32BE(length >>> 0, at + 6);
}
