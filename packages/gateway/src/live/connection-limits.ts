import type { ErrorCode } from "@probity/protocol";
import type { RequestCounts } from "../rate-limit.ts";
import type { GatewaySettings } from "../venue.ts";

/** Why a connection is not taken: the status that says so over HTTP, and the code. */
export interface ConnectionRefusal {
  readonly status: string;
  readonly code: ErrorCode;
}

const FULL: ConnectionRefusal = { status: "503 Service Unavailable", code: "BUSY" };
const TOO_MANY: ConnectionRefusal = { status: "429 Too Many Requests", code: "RATE_LIMITED" };

/** How many live connections there may be, of all protocols together: in all, of an address, and new in a minute. */
export class ConnectionLimits {
  readonly #settings: GatewaySettings;
  readonly #byAddress = new Map<string, number>();
  /** Attempts of each address in its minute. */
  readonly #attempts: RequestCounts;
  #all = 0;

  constructor(settings: GatewaySettings, attempts: RequestCounts) {
    this.#attempts = attempts;
    this.#settings = settings;
  }

  /** Counts an attempt. @returns why the address may not connect now, or null. */
  refusalOf(address: string): ConnectionRefusal | null {
    const { liveConnections, liveConnectionsPerAddress, liveConnectionsPerMinute } = this.#settings;
    if (liveConnectionsPerMinute > 0) {
      if (this.#attempts.add(address).current > liveConnectionsPerMinute) return TOO_MANY;
    }
    if (liveConnections > 0 && this.#all >= liveConnections) return FULL;
    const own = this.#byAddress.get(address) ?? 0;
    return liveConnectionsPerAddress > 0 && own >= liveConnectionsPerAddress ? TOO_MANY : null;
  }

  /** Counts a connection. @returns what is to be called once it has ended. */
  add(address: string): () => void {
    this.#all += 1;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#all -= 1;
      const left = (this.#byAddress.get(address) ?? 0) - 1;
      if (left > 0) this.#byAddress.set(address, left);
      else this.#byAddress.delete(address);
    };
  }
}
