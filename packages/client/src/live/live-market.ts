import type { ErrorAnswer, ServerMessage } from "@probity/protocol";
import type { ChannelHandler, ChannelMessage, LiveConnection, Subscription } from "./connection.ts";

/** State, mode, tick size, probability and resolution of a market. */
export type MarketNow = Extract<ServerMessage, { readonly type: "market" }>["market"];

export interface LiveMarketEvents {
  /** The market is another one now; at the beginning, how it stands. */
  readonly onChange: (market: MarketNow) => void;
  readonly onRefused?: (error: ErrorAnswer["error"]) => void;
}

/** How a market stands, as that changes. */
export class LiveMarket implements ChannelHandler {
  /** Each message says everything, so the beginning makes everything good. */
  readonly resumeFrom = null;
  private readonly events: LiveMarketEvents;
  private readonly subscription: Subscription;
  private sequence = -1;

  constructor(live: LiveConnection, marketId: string, events: LiveMarketEvents) {
    this.events = events;
    this.subscription = live.subscribe(`market:${marketId}`, this);
  }

  receive(message: ChannelMessage): void {
    const isAnew = message.type === "subscribed" || message.type === "resync";
    if (!isAnew && message.type !== "market") return;
    if (message.market === undefined || (!isAnew && message.seq < this.sequence)) return;
    this.sequence = message.seq;
    this.events.onChange(message.market);
  }

  refused(error: ErrorAnswer["error"]): void {
    this.events.onRefused?.(error);
  }

  close(): void {
    this.subscription.close();
  }
}
