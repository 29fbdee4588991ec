import type {
  BookAnswer,
  EventAnswer,
  EventsPage,
  MarketOrEventAnswer,
  MarketsPage,
  StatusAnswer,
  TradesPage,
} from "@probity/protocol";
import type { Query, Transport } from "./transport.ts";

export interface BookQuery extends Query {
  readonly outcome?: "yes" | "no";
  readonly depth?: number;
  readonly min_seq?: number;
}

/** What everybody may read. A `ref` is an id or a slug. */
export class MarketsApi {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  status(query: Query = {}): Promise<StatusAnswer> {
    return this.transport.request("GET", "/status", { query });
  }

  events(query: Query = {}): Promise<EventsPage> {
    return this.transport.request("GET", "/events", { query });
  }

  event(ref: string, query: Query = {}): Promise<EventAnswer> {
    return this.transport.request("GET", `/events/${ref}`, { query });
  }

  list(query: Query = {}): Promise<MarketsPage> {
    return this.transport.request("GET", "/markets", { query });
  }

  /** A market with its event, or an event with its markets. */
  one(ref: string, query: Query = {}): Promise<MarketOrEventAnswer> {
    return this.transport.request("GET", `/markets/${ref}`, { query });
  }

  book(ref: string, query: BookQuery = {}): Promise<BookAnswer> {
    return this.transport.request("GET", `/markets/${ref}/book`, { query });
  }

  trades(ref: string, query: Query = {}): Promise<TradesPage> {
    return this.transport.request("GET", `/markets/${ref}/trades`, { query });
  }
}
