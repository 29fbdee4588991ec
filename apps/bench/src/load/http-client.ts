import { connect } from "node:net";
import type { Socket } from "node:net";

/** Takes the status of an answer, and its body while it lies in the read buffer. */
export type OnAnswer = (status: number, body: Buffer) => void;

const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/**
 * A kept-alive HTTP/1.1 connection that is cheap enough not to be the limit: it
 * sends requests that were written down before, and reads of the answers only
 * status and length. Answers come in the order of the requests.
 */
export class HttpConnection {
  private readonly socket: Socket;
  private rest: Buffer | null = null;
  /** Called for each answer. */
  onAnswer: OnAnswer = () => {};
  /** Called once when the connection ends by itself. */
  onEnd: (reason: Error) => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.receive(chunk));
    socket.on("error", (error) => this.onEnd(error));
    socket.on("close", () => this.onEnd(new Error("the connection was closed")));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1" });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new HttpConnection(socket));
      });
    });
  }

  send(request: Buffer): void {
    this.socket.write(request);
  }

  close(): void {
    this.onEnd = () => {};
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    const data = this.rest === null ? chunk : Buffer.concat([this.rest, chunk]);
    let at = 0;
    while (at < data.length) {
      const headEnd = data.indexOf(HEAD_END, at);
      if (headEnd < 0) break;
      const head = data.toString("latin1", at, headEnd);
      const length = LENGTH.exec(head)?.[1];
      if (length === undefined) return this.onEnd(new Error(`an answer without length: ${head}`));
      const body = headEnd + HEAD_END.length;
      const end = body + Number(length);
      if (end > data.length) break;
      // "HTTP/1.1 200": the status stands at the tenth place.
      const status = Number(head.slice(9, 12));
      at = end;
      this.onAnswer(status, data.subarray(body, end));
    }
    this.rest = at === data.length ? null : data.subarray(at);
  }
}

/** A request as it goes over the wire. */
export function httpRequest(
  method: string,
  path: string,
  body: string,
  token: string | null = null,
): Buffer {
  const authorization = token === null ? "" : `authorization: Bearer ${token}\r\n`;
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${authorization}` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
