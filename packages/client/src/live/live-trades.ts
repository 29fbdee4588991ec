import type { ErrorAnswer, Trade } from "@probity/protocol";
import type { ChannelHandler, ChannelMessage, LiveConnection, Subscription } from "./connection.ts";

export interface LiveTradesEvents {
  /** New trades, in their order. */
  readonly onTrades: (trades: readonly Trade[]) => void;
  /** The last trades at the beginning, or when some may have been missed, newest first. */
  readonly onLast?: (trades: readonly Trade[]) => void;
  /** Trades may have been missed; the market's list of trades has them. */
  readonly onMissed?: () => void;
  readonly onRefused?: (error: ErrorAnswer["error"]) => void;
}

/** A market's trades as they happen. Each is told once; when some were missed, that is told. */
export class LiveTrades implements ChannelHandler {
  private readonly events: LiveTradesEvents;
  private readonly subscription: Subscription;
  private sequence: number | null = null;

  constructor(live: LiveConnection, marketId: string, events: LiveTradesEvents) {
    this.events = events;
    this.subscription = live.subscribe(`trades:${marketId}`, this);
  }

  get resumeFrom(): number | null {
    return this.sequence;
  }

  /** Whether the venue has begun to tell. */
  get isCurrent(): boolean {
    return this.sequence !== null;
  }

  receive(message: ChannelMessage): void {
    switch (message.type) {
      case "subscribed":
      case "resync":
        if (this.sequence !== null && message.seq > this.sequence) this.events.onMissed?.();
        this.sequence = message.seq;
        this.events.onLast?.(message.trades ?? []);
        break;
      case "trades":
        if (this.sequence === null || message.seq <= this.sequence) return;
        if (message.prev_seq !== this.sequence) this.events.onMissed?.();
        this.sequence = message.seq;
        this.events.onTrades(message.trades);
        break;
      default:
        break;
    }
  }

  refused(error: ErrorAnswer["error"]): void {
    this.sequence = null;
    this.events.onRefused?.(error);
  }

  close(): void {
    this.subscription.close();
  }
}
