/** A client of the live socket, for tests. */
import { ServerMessage } from "@probity/protocol";
import { vi } from "vitest";
import { WebSocket } from "ws";

/** A client that keeps what it hears, heartbeats apart. */
export class Listener {
  readonly heard: ServerMessage[] = [];
  readonly heartbeats: ServerMessage[] = [];
  closedWith: number | null = null;
  closeReason = "";
  private readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => {
      const message = ServerMessage.parse(JSON.parse(data.toString("utf8")));
      (message.type === "heartbeat" ? this.heartbeats : this.heard).push(message);
    });
    socket.on("close", (code, reason) => {
      this.closedWith = code;
      this.closeReason = reason.toString("utf8");
    });
  }

  /** @param url of the gateway. */
  static async open(url: string): Promise<Listener> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws`);
    const listener = new Listener(socket);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return listener;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** Waits for a message of a type and takes it and everything before it off the list. */
  async hear<T extends ServerMessage["type"]>(
    type: T,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    return vi.waitFor(() => {
      const place = this.heard.findIndex((message) => message.type === type);
      if (place === -1) throw new Error(`no ${type} among ${JSON.stringify(this.heard)}`);
      const [message] = this.heard.splice(0, place + 1).slice(-1);
      return message as Extract<ServerMessage, { type: T }>;
    });
  }

  /** Hands over everything up to the last of so many messages of a type, once it has come. */
  async hearUpTo(
    type: ServerMessage["type"],
    count: number,
    take: (message: ServerMessage) => void,
  ): Promise<void> {
    for (let left = count; left > 0;) {
      await vi.waitFor(() => {
        if (this.heard.length === 0) throw new Error(`no ${type} came`);
      });
      for (const message of this.heard.splice(0)) {
        take(message);
        if (message.type === type) left--;
      }
    }
  }

  /** Reads nothing, until `resume`. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  close(): void {
    this.socket.terminate();
  }
}
