import type { Socket } from "node:net";
import type { OrderEntry } from "../../order-entry/order-entry.ts";
import { readBody } from "../../order-entry/read-body.ts";
import type { OrderRequest } from "../../order-entry/read-body.ts";
import type { Principal } from "../../principal.ts";
import { addressKey } from "../../rate-limit.ts";
import type { RequestCounts } from "../../rate-limit.ts";
import { requestId } from "../../request-id.ts";
import type { Tokens } from "../../tokens.ts";
import { HEAD_BYTES_MAX, mayBecomeHead } from "./request-head.ts";
import type { HeadReader, RequestHead } from "./request-head.ts";
import { replyText } from "./reply-text.ts";
import type { RateHeaders } from "./reply-text.ts";

/** Requests of one connection that are not answered yet; while there are as many, nothing is read. */
const IN_FLIGHT_MAX = 128;
/** Unsent bytes from which on nothing is read of a client who does not take the answers. */
const UNSENT_BYTES = 256 << 10;

/** Hears of each answer, when anybody wants to know. */
export type AnswerLog = (path: string, status: number, requestId: string, ms: number) => void;

/** What the connections of a door share. */
export interface DoorParts {
  readonly orderEntry: Pick<OrderEntry, "enter">;
  readonly tokens: Pick<Tokens, "verify" | "remembered" | "isLive">;
  readonly counts: RequestCounts;
  /** Requests a minute and address; 0: no limit. */
  readonly requestsPerMinute: number;
  readonly log: AnswerLog | null;
  readonly heads: HeadReader;
  /** Counts up as time passes; a clock that costs nothing. */
  readonly sweeps: number;
}

/** How a connection ends here: Node reads on from `rest`, or nobody does. */
export interface ConnectionEnds {
  /** The socket is Node's from now on, with every byte that was not answered. */
  handOver(socket: Socket): void;
  /** The client said half a request and no more; `code` is that of Node's parser. */
  giveUp(socket: Socket, code: string): void;
  /** The connection is no longer ours. */
  forget(connection: OrderConnection): void;
}

/** A request that waits for its answer, or for the answers before it. */
interface Waiting {
  text: string | null;
  isAscii: boolean;
}

/**
 * One connection, as long as all that comes in on it are requests for order entry in the one
 * spelling we read. Each byte is read by exactly one parser: with the first one that is not so, the
 * connection is Node's for good, from the beginning of that request on.
 */
export class OrderConnection {
  readonly #socket: Socket;
  readonly #door: DoorParts;
  readonly #ends: ConnectionEnds;
  /** The sweep of the last sign of life. */
  #lastSweep: number;
  /** What came in and is not read yet, a byte a letter. */
  #unread = "";
  /** Letters there must be before it is worth looking again. */
  #needed = 0;
  /** The head read last with its empty line; clients say the same again and again. */
  #headText = "";
  #head: RequestHead | null = null;
  #token = "";
  #bearer: Principal | null = null;
  /** Whether the bearer is being asked for, so that nothing is read. */
  #isAsking = false;
  /** Answers in the order of the requests. */
  #waiting: Waiting[] = [];
  #address = "";
  #isLeaving = false;
  #isClosing = false;
  #hasEnded = false;
  #isFlushDue = false;

  constructor(socket: Socket, door: DoorParts, ends: ConnectionEnds) {
    this.#socket = socket;
    this.#door = door;
    this.#ends = ends;
    this.#lastSweep = door.sweeps;
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("error", this.#onError);
    socket.on("close", this.#onClose);
    socket.on("drain", this.#onDrain);
  }

  /** Answers what is under way, then ends. */
  close(): void {
    this.#isClosing = true;
    if (this.#waiting.length === 0 && !this.#isAsking) this.#socket.destroy();
  }

  /** Ends a connection that has been quiet for that many sweeps, or `inRequest` in the middle of a request. */
  checkAlive(sweeps: number, limits: { readonly idle: number; readonly inRequest: number }): void {
    if (this.#waiting.length > 0 || this.#isLeaving || this.#isAsking) return;
    const quiet = sweeps - this.#lastSweep;
    if (this.#unread !== "") {
      if (quiet > limits.inRequest) this.#giveUp("ERR_HTTP_REQUEST_TIMEOUT");
    } else if (quiet > limits.idle) {
      this.#socket.destroy();
    }
  }

  readonly #onData = (data: Buffer): void => {
    // A request that trickles in does not prolong its own time.
    if (this.#unread === "") this.#lastSweep = this.#door.sweeps;
    this.#unread += data.toString("latin1");
    if (this.#unread.length >= this.#needed) this.#read();
  };

  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    this.#endIfDone();
  };

  readonly #onError = (): void => void this.#socket.destroy();

  readonly #onClose = (): void => this.#ends.forget(this);

  readonly #onDrain = (): void => this.#readOn();

  /** Whether so much is under way that the client has to wait. */
  #isBusy(): boolean {
    return (
      this.#isAsking ||
      this.#waiting.length >= IN_FLIGHT_MAX ||
      this.#socket.writableLength > UNSENT_BYTES
    );
  }

  #readOn(): void {
    if (this.#isLeaving) {
      if (this.#waiting.length === 0 && !this.#isFlushDue) this.#leave();
      return;
    }
    if (this.#isBusy()) return;
    if (this.#unread !== "" && this.#unread.length >= this.#needed) this.#read();
    if (!this.#isLeaving && !this.#isBusy() && this.#socket.isPaused()) this.#socket.resume();
    this.#endIfDone();
  }

  /** Reads as many whole requests as there are. */
  #read(): void {
    const text = this.#unread;
    let start = 0;
    let isOurs = true;
    this.#needed = 0;
    while (start < text.length && !this.#isBusy()) {
      const bodyStart = this.#readHeadAt(text, start);
      if (bodyStart === null) break;
      const end = bodyStart === -1 ? -1 : bodyStart + this.#head!.bodyBytes;
      if (end > text.length) {
        this.#needed = end - start;
        break;
      }
      isOurs = end !== -1 && this.#enter(this.#head!, text.slice(bodyStart, end));
      if (!isOurs) break;
      // The bearer is asked for first, and the request read again.
      if (this.#isAsking) break;
      start = end;
    }
    this.#unread = start === text.length ? "" : text.slice(start);
    if (!isOurs) this.#handOver();
    else if (this.#isBusy()) this.#socket.pause();
  }

  /**
   * Reads the head that begins at `start`.
   *
   * @returns where its body begins; -1: it is not ours to read; null: it is not complete.
   */
  #readHeadAt(text: string, start: number): number | null {
    if (this.#headText !== "" && text.startsWith(this.#headText, start)) {
      return start + this.#headText.length;
    }
    const end = text.indexOf("\r\n\r\n", start);
    if (end === -1) return mayBecomeHead(text.slice(start)) ? null : -1;
    this.#head =
      end - start > HEAD_BYTES_MAX ? null : this.#door.heads.read(text.slice(start, end));
    this.#headText = this.#head === null ? "" : text.slice(start, end + 4);
    return this.#head === null ? -1 : end + 4;
  }

  /** @returns whether the request is ours; if not, nothing was done. */
  #enter(head: RequestHead, body: string): boolean {
    const { tokens, counts, requestsPerMinute } = this.#door;
    if (this.#isClosing) return false;
    const bearer = this.#bearerOf(head.token);
    // Who it is gets known now; or it is known that there is nobody.
    if (bearer === null) return this.#isAsking;
    if (!tokens.isLive(bearer)) return false;
    const request = readRequest(head, body);
    if (request === null) return false;
    let rate: RateHeaders | null = null;
    if (requestsPerMinute > 0) {
      if (this.#address === "") this.#address = addressKey(this.#socket.remoteAddress ?? "");
      if (counts.isUsedUp(this.#address, requestsPerMinute)) return false;
      rate = { limit: requestsPerMinute, count: counts.add(this.#address) };
    }
    this.#submit(head, request, bearer, rate);
    return true;
  }

  #submit(
    head: RequestHead,
    request: OrderRequest,
    bearer: Principal,
    rate: RateHeaders | null,
  ): void {
    const id = requestId();
    const waiting: Waiting = { text: null, isAscii: true };
    this.#waiting.push(waiting);
    const { log } = this.#door;
    const began = log === null ? 0 : performance.now();
    this.#door.orderEntry.enter(
      request,
      bearer,
      head.key,
      (status, body, retryAfterSeconds = null) => {
        const bodyBytes = Buffer.byteLength(body);
        waiting.isAscii = bodyBytes === body.length;
        const isLast = this.#isClosing && this.#waiting.at(-1) === waiting;
        waiting.text = replyText({
          status,
          body,
          bodyBytes,
          requestId: id,
          retryAfterSeconds,
          rate,
          isLast,
        });
        log?.(head.path, status, id, performance.now() - began);
        this.#flushSoon();
      },
      id,
    );
  }

  /** The bearer of a token; null: being asked for if `#isAsking`, else there is none. */
  #bearerOf(token: string): Principal | null {
    if (token === this.#token) return this.#bearer;
    const remembered = this.#door.tokens.remembered(token);
    if (remembered !== null) {
      this.#token = token;
      this.#bearer = remembered;
      return remembered;
    }
    this.#isAsking = true;
    void this.#door.tokens
      .verify(token)
      .catch(() => null)
      .then((bearer) => {
        this.#isAsking = false;
        this.#token = token;
        this.#bearer = bearer;
        this.#readOn();
      });
    return null;
  }

  // ---- answers ----

  /** Writes what is answered once all that becomes durable now has been told. */
  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(this.#flush);
  }

  readonly #flush = (): void => {
    this.#isFlushDue = false;
    let text = "";
    let isAscii = true;
    let answered = 0;
    for (const waiting of this.#waiting) {
      if (waiting.text === null) break;
      text += waiting.text;
      isAscii &&= waiting.isAscii;
      answered += 1;
    }
    if (answered > 0) {
      if (answered === this.#waiting.length) this.#waiting = [];
      else this.#waiting.splice(0, answered);
      this.#lastSweep = this.#door.sweeps;
      this.#socket.write(text, isAscii ? "latin1" : "utf8");
    }
    if (this.#isClosing && this.#waiting.length === 0 && this.#unread === "") {
      return this.#socket.destroySoon();
    }
    this.#readOn();
  };

  /** The client will say no more: ends when everything is answered. */
  #endIfDone(): void {
    if (!this.#hasEnded || this.#waiting.length > 0 || this.#isAsking) return;
    if (this.#unread === "") this.#socket.end();
    else if (!this.#isLeaving) this.#giveUp("HPE_INVALID_EOF_STATE");
  }

  // ---- ends ----

  /** Lets Node read on from `#unread`, as soon as everything before it is answered. */
  #handOver(): void {
    this.#isLeaving = true;
    this.#socket.pause();
    if (this.#waiting.length === 0 && !this.#isFlushDue) this.#leave();
  }

  #leave(): void {
    if (this.#socket.destroyed) return;
    // Nothing can be read from a stream that has ended, so nothing is left for Node.
    if (this.#socket.readableEnded) return this.#giveUp("HPE_INVALID_EOF_STATE");
    this.#letGo();
    if (this.#unread !== "") this.#socket.unshift(Buffer.from(this.#unread, "latin1"));
    this.#ends.handOver(this.#socket);
  }

  #giveUp(code: string): void {
    this.#letGo();
    this.#socket.on("error", this.#onError);
    this.#ends.giveUp(this.#socket, code);
    this.#socket.destroySoon();
  }

  #letGo(): void {
    const socket = this.#socket;
    socket.off("data", this.#onData);
    socket.off("end", this.#onEnd);
    socket.off("error", this.#onError);
    socket.off("close", this.#onClose);
    socket.off("drain", this.#onDrain);
    this.#ends.forget(this);
  }
}

/** The request of a body; null when it is not good, or is not the plain text that we read. */
function readRequest(head: RequestHead, body: string): OrderRequest | null {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return null;
  }
  // Nothing but ASCII passes, so it does not matter that the bytes were not decoded.
  return readBody(head.operation, json);
}
