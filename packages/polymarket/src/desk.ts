import type { Venue } from "@probity/gateway";
import type { PolymarketOptions } from "./options.ts";
import type {
  ChainMarkets,
  Faults,
  KeptOrders,
  Settlements,
  SignatureChecks,
  Wallets,
} from "./ports.ts";

/** Everything a route or a socket of the dialect may use. */
export interface Desk {
  readonly venue: Venue;
  readonly options: PolymarketOptions;
  readonly markets: ChainMarkets;
  readonly signatures: SignatureChecks;
  readonly wallets: Wallets;
  readonly kept: KeptOrders;
  readonly settlements: Settlements;
  readonly faults: Faults;
}
