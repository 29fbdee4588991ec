import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";

const TEXT = 0x81;
const MASKED = 0x80;
const OPCODE = 0x0f;
const PING = 0x9;
const CLOSE = 0x8;
const TEXT_OPCODE = 0x1;

/**
 * A WebSocket connection that is cheap enough not to be the limit: it sends
 * frames that were written down before and takes text frames as bytes.
 */
export class WsConnection {
  private readonly socket: Socket;
  private rest: Buffer | null = null;
  /** Called for each text message, which lies in the read buffer. */
  onMessage: (text: Buffer) => void = () => {};
  onEnd: (reason: Error) => void = () => {};

  private constructor(socket: Socket, early: Buffer) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.receive(chunk));
    socket.on("error", (error) => this.onEnd(error));
    socket.on("close", () => this.onEnd(new Error("the connection was closed")));
    if (early.length > 0) setImmediate(() => this.receive(early));
  }

  static open(port: number, path = "/"): Promise<WsConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1" });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.write(
          `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: Upgrade\r\n` +
            `sec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
        );
        let head = Buffer.alloc(0);
        const onData = (chunk: Buffer): void => {
          head = Buffer.concat([head, chunk]);
          const end = head.indexOf("\r\n\r\n");
          if (end < 0) return;
          socket.off("data", onData);
          socket.off("error", reject);
          const text = head.toString("latin1", 0, end);
          if (!text.startsWith("HTTP/1.1 101")) return reject(new Error(text));
          resolve(new WsConnection(socket, head.subarray(end + 4)));
        };
        socket.on("data", onData);
      });
    });
  }

  send(frame: Buffer): void {
    this.socket.write(frame);
  }

  close(): void {
    this.onEnd = () => {};
    this.socket.destroy();
  }

  /** Stops and goes on reading, to play a slow reader. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  private receive(chunk: Buffer): void {
    const data = this.rest === null ? chunk : Buffer.concat([this.rest, chunk]);
    let at = 0;
    while (data.length - at >= 2) {
      const short = data[at + 1]! & 0x7f;
      const head = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (data.length - at < head) break;
      const length =
        short === 127
          ? Number(data.readBigUInt64BE(at + 2))
          : short === 126
            ? data.readUInt16BE(at + 2)
            : short;
      const begin = at + head;
      if (data.length < begin + length) break;
      const opcode = data[at]! & OPCODE;
      const payload = data.subarray(begin, begin + length);
      at = begin + length;
      if (opcode === TEXT_OPCODE) this.onMessage(payload);
      else if (opcode === PING) this.socket.write(frameOf(0x8a, payload));
      else if (opcode === CLOSE) {
        this.onEnd(new Error(`the other side said goodbye: ${payload.subarray(2).toString()}`));
        this.onEnd = () => {};
      }
    }
    this.rest = at === data.length ? null : data.subarray(at);
  }
}

/** A text message as it goes over the wire. */
export function wsText(text: string): Buffer {
  return frameOf(TEXT, Buffer.from(text));
}

/** A client has to mask; a mask of zeros is one and costs nothing. */
function frameOf(first: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([first, MASKED | length])
      : length < 65_536
        ? Buffer.from([first, MASKED | 126, length >> 8, length & 255])
        : longHead(first, length);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

function longHead(first: number, length: number): Buffer {
  const head = Buffer.alloc(10);
  head[0] = first;
  head[1] = MASKED | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}
