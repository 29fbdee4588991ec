import type {
  BookAnswer,
  CategoriesAnswer,
  EventAnswer,
  EventBookAnswer,
  EventsPage,
  MarketOrEventAnswer,
  MarketsPage,
  StatusAnswer,
  TagsAnswer,
  TimelineAnswer,
  TradesPage,
} from "@probity/protocol";
import type { AnswerOf } from "./json.ts";
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

  /** The books of all markets of an event. */
  eventBook(eventRef: string, query: Query = {}): Promise<AnswerOf<typeof EventBookAnswer>> {
    return this.transport.request("GET", `/events/${eventRef}/book`, { query });
  }

  /** What happened to a market, oldest first. */
  timeline(ref: string, query: Query = {}): Promise<AnswerOf<typeof TimelineAnswer>> {
    return this.transport.request("GET", `/markets/${ref}/timeline`, { query });
  }

  categories(query: Query = {}): Promise<AnswerOf<typeof CategoriesAnswer>> {
    return this.transport.request("GET", "/categories", { query });
  }

  tags(query: Query = {}): Promise<AnswerOf<typeof TagsAnswer>> {
    return this.transport.request("GET", "/tags", { query });
  }
}
