import type {
  ClaimAnswer,
  ClaimRequest,
  ConvertRequest,
  DoneAnswer,
  FillsPage,
  PositionsAnswer,
  SetJson,
} from "@probity/protocol";
import type { JsonOf } from "./json.ts";
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
}
