import type { Duplex } from "node:stream";

/** One open connection of whatever protocol, as the venue looks after it. */
export interface LiveSocket {
  /** Says how far everything was told, and ends the connection when the other side is gone. @param time now. */
  checkAlive(time: string): void;
  /** Ends whatever a token that is good no longer allowed. */
  checkToken(): void;
  /** Says goodbye because the venue stops. */
  close(): void;
  /** Hangs up. */
  terminate(): void;
}

/** Takes a connection that speaks WebSocket by now. @param onClose is to be called once it has ended. */
export type OpenSocket = (raw: Duplex, address: string, onClose: () => void) => LiveSocket;
