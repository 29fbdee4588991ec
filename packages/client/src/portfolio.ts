import type {
  ClaimAnswer,
  ClaimRequest,
  ClosedPositionsPage,
  ConvertRequest,
  DoneAnswer,
  EquityAnswer,
  FillsPage,
  PortfolioAnswer,
  PositionsAnswer,
  SetJson,
  StatementPage,
} from "@probity/protocol";
import type { AnswerOf, JsonOf } from "./json.ts";
import type { Query, Transport } from "./transport.ts";

/** What one holds and traded, and complete sets. */
export class PortfolioApi {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  positions(query: Query = {}): Promise<PositionsAnswer> {
    return this.transport.request("GET", "/positions", { query });
  }

  /** Newest first. */
  fills(query: Query = {}): Promise<FillsPage> {
    return this.transport.request("GET", "/fills", { query });
  }

  /** A dollar a share becomes one YES and one NO. */
  split(change: SetJson, key?: string): Promise<DoneAnswer> {
    return this.transport.request("POST", "/sets/split", { body: change, key });
  }

  merge(change: SetJson, key?: string): Promise<DoneAnswer> {
    return this.transport.request("POST", "/sets/merge", { body: change, key });
  }

  convert(change: JsonOf<typeof ConvertRequest>, key?: string): Promise<DoneAnswer> {
    return this.transport.request("POST", "/sets/convert", { body: change, key });
  }

  /** Takes a payout before the venue comes around to it. */
  claim(change: JsonOf<typeof ClaimRequest>): Promise<ClaimAnswer> {
    return this.transport.request("POST", "/claims", { body: change });
  }

  /** What an account is worth, and what it made. */
  summary(query: Query = {}): Promise<AnswerOf<typeof PortfolioAnswer>> {
    return this.transport.request("GET", "/portfolio", { query });
  }

  /** What it was worth from time to time, oldest first. */
  equity(query: Query = {}): Promise<AnswerOf<typeof EquityAnswer>> {
    return this.transport.request("GET", "/portfolio/equity", { query });
  }

  closedPositions(query: Query = {}): Promise<AnswerOf<typeof ClosedPositionsPage>> {
    return this.transport.request("GET", "/positions/closed", { query });
  }

  /** Every movement of money and shares, newest first. */
  statement(query: Query = {}): Promise<AnswerOf<typeof StatementPage>> {
    return this.transport.request("GET", "/statement", { query });
  }

  /** @returns CSV with a line of names first. */
  export(
    what: "equity" | "fills" | "orders" | "positions" | "statement",
    query: Query = {},
  ): Promise<string> {
    return this.transport.request("GET", `/exports/${what}.csv`, { query });
  }
}
