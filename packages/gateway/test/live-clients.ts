/** Clients of the other live protocols, for tests. */
import type { DepthMessage, ServerEvent, ServerPayload, UserMessage } from "@probity/protocol";
import {
  SERVER_EVENTS,
  DepthMessage as DepthSchema,
  UserMessage as UserSchema,
} from "@probity/protocol";
import { io } from "socket.io-client";
import type { ManagerOptions, Socket, SocketOptions } from "socket.io-client";
import { vi } from "vitest";
import { WebSocket } from "ws";

/** A client of `/depth` or `/user` that keeps what it hears, heartbeats apart. */
export class SideListener<Message extends { readonly type: string }> {
  readonly heard: Message[] = [];
  readonly heartbeats: Message[] = [];
  closedWith: number | null = null;
  closeReason = "";
  private readonly socket: WebSocket;

  private constructor(socket: WebSocket, parse: (json: unknown) => Message) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => {
      const message = parse(JSON.parse(data.toString("utf8")));
      (message.type === "heartbeat" ? this.heartbeats : this.heard).push(message);
    });
    socket.on("close", (code, reason) => {
      this.closedWith = code;
      this.closeReason = reason.toString("utf8");
    });
  }

  static async depth(url: string): Promise<SideListener<DepthMessage>> {
    return SideListener.open(`${url}/depth`, (json) => DepthSchema.parse(json));
  }

  static async user(url: string): Promise<SideListener<UserMessage>> {
    return SideListener.open(`${url}/user`, (json) => UserSchema.parse(json));
  }

  say(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** Waits for a message of a type and takes it and everything before it off the list. */
  async hear<T extends Message["type"]>(type: T): Promise<Extract<Message, { type: T }>> {
    return vi.waitFor(() => {
      const place = this.heard.findIndex((message) => message.type === type);
      if (place === -1) throw new Error(`no ${type} among ${JSON.stringify(this.heard)}`);
      const [message] = this.heard.splice(0, place + 1).slice(-1);
      return message as Extract<Message, { type: T }>;
    });
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  close(): void {
    this.socket.terminate();
  }

  private static async open<M extends { readonly type: string }>(
    url: string,
    parse: (json: unknown) => M,
  ): Promise<SideListener<M>> {
    const socket = new WebSocket(url.replace("http", "ws"));
    const listener = new SideListener(socket, parse);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return listener;
  }
}

export interface HeardEvent {
  readonly event: ServerEvent;
  // The tests look into payloads of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly payload: any;
}

/** The official Socket.IO client in the namespace `/ws`; every payload is compared with its schema. */
export class IoListener {
  readonly heard: HeardEvent[] = [];
  readonly socket: Socket;
  /** Why the connection ended: the reason of Socket.IO, and the close code of the WebSocket if there was one. */
  ended: { readonly reason: string; readonly code: number | undefined } | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((event: ServerEvent, payload: unknown) => {
      const checked = SERVER_EVENTS[event].parse(payload);
      if (event !== "heartbeat") this.heard.push({ event, payload: checked });
    });
    socket.on("disconnect", (reason, details) => {
      const context = (details as { context?: { code?: number } } | undefined)?.context;
      this.ended = { reason, code: context?.code };
    });
  }

  /** @throws Error what the venue refused the connection with. */
  static async open(
    url: string,
    token?: unknown,
    options: Partial<ManagerOptions & SocketOptions> = {},
  ): Promise<IoListener> {
    const socket = io(`${url}/ws`, {
      forceNew: true,
      reconnection: false,
      ...(token === undefined ? {} : { auth: { token } }),
      ...options,
    });
    const listener = new IoListener(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve).once("connect_error", (error) => {
        socket.close();
        reject(error);
      });
    });
    return listener;
  }

  async hear<E extends ServerEvent>(event: E): Promise<ServerPayload<E>> {
    return vi.waitFor(() => {
      const place = this.heard.findIndex((one) => one.event === event);
      if (place === -1) throw new Error(`no ${event} among ${JSON.stringify(this.heard)}`);
      const [one] = this.heard.splice(0, place + 1).slice(-1);
      return one?.payload as ServerPayload<E>;
    });
  }

  /** What the venue answers. */
  ask(event: string, payload: unknown): Promise<{ ok: boolean; code?: string }> {
    return this.socket.timeout(5_000).emitWithAck(event, payload);
  }

  close(): void {
    this.socket.close();
  }
}
