import type { Duplex } from "node:stream";
import { ABNORMAL_CLOSURE, FrameParser, NO_CODE } from "./frame-parser.ts";
import type { FrameLimits } from "./frame-parser.ts";
import {
  PING_FRAME,
  closeFrame,
  pongFrame,
  textFrame,
  textFrameBytesMax,
  writeTextFrame,
} from "./frame-writer.ts";
import type { Scratch, TurnWriter, WriteTurn } from "./write-turn.ts";

/** How long the other side has to answer a close and hang up. */
const CLOSE_MS = 1_000;
/** The same for a reader that was too slow: it has much to read before it comes to the close. */
const GIVEN_UP_MS = 10_000;
const NOTHING = Buffer.alloc(0);

export interface WebSocketEvents {
  onText(text: string): void;
  /** Messages that are no text have no meaning here; their content is not kept. */
  onBinary(): void;
  /** A ping or pong came; it is answered already. */
  onControl(): void;
  /** Everything that waited is with the kernel. */
  onDrain(): void;
  /** The last word; `code` is 1006 when there was no close frame. */
  onClose(code: number): void;
}

/**
 * The server's end of one WebSocket (RFC 6455). What is sent within one turn goes out as one write
 * at its end. Only one write is with the kernel at a time; what waits behind it is ours, so a reader
 * that is given up costs nothing more from that moment on.
 */
export class WebSocket implements TurnWriter {
  readonly #socket: Duplex;
  readonly #turn: WriteTurn;
  readonly #events: WebSocketEvents;
  readonly #parser: FrameParser;
  /** Frames, and texts that will be frames, in their order. */
  #waiting: (string | Buffer)[] = [];
  #waitingBytes = 0;
  #isInTurn = false;
  #isInBulk = false;
  #isWriting = false;
  #isReading = false;
  #isPaused = false;
  /** `closing`: a close frame is on its way or was heard; nothing more is said. */
  #state: "open" | "closing" | "closed" = "open";
  /** Nothing more can come from the other side, so we hang up once everything is told. */
  #isToldOff = false;
  #closeCode = ABNORMAL_CLOSURE;
  #closeTimer: NodeJS.Timeout | null = null;
  #showsLife = true;

  constructor(
    socket: Duplex,
    { turn, limits, events }: { turn: WriteTurn; limits: FrameLimits; events: WebSocketEvents },
  ) {
    this.#socket = socket;
    this.#turn = turn;
    this.#events = events;
    this.#parser = new FrameParser(limits);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    // Whoever hangs up without a close frame is gone; half a connection is none.
    socket.on("end", () => socket.destroy());
    // An error of the socket is followed by its close.
    socket.on("error", () => {});
    socket.on("close", () => this.#forget());
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Bytes that are not with the kernel yet; frames shared with others count in full. */
  get unsentBytes(): number {
    return this.#waitingBytes + this.#socket.writableLength;
  }

  /** Whether the kernel takes no more for the moment. */
  get isBlocked(): boolean {
    return this.#isWriting;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Sends a text at the end of the turn. */
  sendText(text: string): void {
    if (this.#state !== "open") return;
    this.#turn.counts.sent += 1;
    this.#queue(text, text.length);
  }

  /** Sends a text before the turn goes on to other work: its reader waits for nothing else. */
  sendTextNow(text: string): void {
    if (this.#state !== "open") return;
    this.#turn.counts.sent += 1;
    this.#waiting.push(text);
    this.#waitingBytes += text.length;
    if (!this.#isWriting) this.#turn.addUrgent(this);
  }

  /** Sends a frame of `textFrame` that goes to many sockets, when it is this one's turn among them. */
  sendFrame(frame: Buffer): void {
    if (this.#state !== "open") return;
    this.#turn.counts.sent += 1;
    this.#waiting.push(frame);
    this.#waitingBytes += frame.length;
    if (this.#isInTurn || this.#isInBulk || this.#isWriting) return;
    this.#isInBulk = true;
    this.#turn.addToBulk(this);
  }

  /** Hands over no more messages until `resume`; what has come meanwhile is kept. */
  pause(): void {
    if (this.#isPaused || this.#state !== "open") return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#read();
    // It may have been paused again by what was read.
    if (!this.#isPaused) this.#socket.resume();
  }

  /**
   * Asks whether the other side is there. Ends the connection when since the last time it neither
   * said anything nor took anything of what waits for it.
   */
  checkAlive(): void {
    // Who is being closed has a time of its own to read that.
    if (this.#state !== "open") return;
    if (!this.#showsLife) return this.terminate();
    this.#showsLife = false;
    this.sendFrame(PING_FRAME);
  }

  /** Says goodbye behind everything sent before, and hangs up once the other side has answered. */
  close(code: number, reason: string): void {
    if (this.#state === "open") this.#sayGoodbye(closeFrame(code, reason), CLOSE_MS);
  }

  /** Like `close`, but drops everything that waits to be sent: for readers that are too slow. */
  giveUp(code: number, reason: string): void {
    if (this.#state === "open") this.#turn.counts.slowReaders += 1;
    if (this.#state !== "open") return;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#sayGoodbye(closeFrame(code, reason), GIVEN_UP_MS);
  }

  /** Ends the connection without a word. */
  terminate(): void {
    this.#socket.destroy();
  }

  /** Writes what waits, until the kernel takes no more. */
  flush(scratch: Scratch): void {
    this.#isInTurn = false;
    this.#isInBulk = false;
    while (this.#waiting.length > 0 && !this.#isWriting && !this.#socket.destroyed) {
      const [first] = this.#waiting;
      if (this.#waiting.length === 1 && typeof first === "object") {
        this.#waiting = [];
        this.#waitingBytes = 0;
        this.#write(first);
      } else {
        this.#writeTogether(scratch);
      }
    }
    if (!this.#isWriting) this.#afterWrite();
  }

  #queue(frame: string | Buffer, bytes: number): void {
    this.#waiting.push(frame);
    this.#waitingBytes += bytes;
    if (!this.#isInTurn && !this.#isWriting) this.#joinTurn();
  }

  #joinTurn(): void {
    this.#isInTurn = true;
    this.#turn.add(this);
  }

  /** Puts as many frames together as fit into one write. */
  #writeTogether(scratch: Scratch): void {
    const waiting = this.#waiting;
    const target = scratch.take();
    let end = 0;
    let count = 0;
    for (; count < waiting.length; count++) {
      const frame = waiting[count] as string | Buffer;
      const isText = typeof frame === "string";
      const most = isText ? textFrameBytesMax(frame) : frame.length;
      if (end + most > target.length) break;
      if (isText) end = writeTextFrame(target, end, frame);
      else end += frame.copy(target, end);
      this.#waitingBytes -= frame.length;
    }
    if (count > 0) {
      this.#waiting = count === waiting.length ? [] : waiting.slice(count);
      this.#write(target.subarray(0, end));
      if (this.#isWriting) scratch.keep(end);
      return;
    }
    // A frame too large to be put together with others goes alone.
    const frame = waiting.shift() as string | Buffer;
    this.#waitingBytes -= frame.length;
    this.#write(typeof frame === "string" ? textFrame(frame) : frame);
  }

  #write(bytes: Buffer): void {
    const socket = this.#socket;
    socket.write(bytes);
    if (socket.writableLength === 0) return;
    // The kernel did not take it all. The stream tells of the end of a write only if asked before,
    // which costs every write; so it is asked of an empty one behind it.
    this.#isWriting = true;
    socket.write(NOTHING, (error) => {
      this.#isWriting = false;
      this.#showsLife = true;
      // An error is followed by the close.
      if (error === null || error === undefined) this.#afterWrite();
    });
  }

  #afterWrite(): void {
    if (this.#waiting.length > 0) {
      if (!this.#isInTurn) this.#joinTurn();
    } else if (this.#state === "open") {
      this.#events.onDrain();
    } else if (this.#isToldOff) {
      this.#socket.end();
    }
  }

  #receive(chunk: Buffer): void {
    this.#showsLife = true;
    if (this.#state === "closed") return;
    this.#parser.push(chunk);
    this.#read();
  }

  #read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    while (!this.#isPaused) {
      const event = this.#parser.next();
      if (event === null) break;
      // Who is closing listens only for the other side's close.
      if (this.#state === "open" || event === "close") this.#hear(event);
    }
    this.#isReading = false;
  }

  #hear(event: NonNullable<ReturnType<FrameParser["next"]>>): void {
    const parser = this.#parser;
    switch (event) {
      case "text":
        this.#turn.counts.received += 1;
        return this.#events.onText(parser.text);
      case "binary":
        return this.#events.onBinary();
      case "ping": {
        const pong = pongFrame(parser.payload);
        this.#queue(pong, pong.length);
        return this.#events.onControl();
      }
      case "pong":
        return this.#events.onControl();
      case "close":
        return this.#hearGoodbye(parser.closeCode);
      case "violation":
        this.#isToldOff = true;
        return this.#sayGoodbye(closeFrame(parser.closeCode, parser.closeReason), CLOSE_MS);
      default:
        return event satisfies never;
    }
  }

  /** The other side closes; unless we did so first, it gets its own code back. */
  #hearGoodbye(code: number): void {
    this.#isToldOff = true;
    this.#closeCode = code;
    if (this.#state === "open") {
      this.#sayGoodbye(closeFrame(code === NO_CODE ? null : code), CLOSE_MS);
    } else if (!this.#isWriting) {
      this.#afterWrite();
    }
  }

  #sayGoodbye(frame: Buffer, patienceMs: number): void {
    this.#state = "closing";
    this.#queue(frame, frame.length);
    this.#closeTimer = setTimeout(() => this.#socket.destroy(), patienceMs);
    this.#closeTimer.unref();
    // To hear the answer.
    this.resume();
  }

  #forget(): void {
    this.#state = "closed";
    if (this.#closeTimer !== null) clearTimeout(this.#closeTimer);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#events.onClose(this.#closeCode);
  }
}
