/** What the parts of the dialect are to each other. */
import type { EventId, MarketId, MatchId, OrderId, Outcome, OwnerId } from "@probity/core";
import type { ApiKey } from "@probity/identity";

/** `0x` and hex digits. */
export type Hex = `0x${string}`;
/** 20 bytes, with the checksum of EIP-55. */
export type Address = Hex;

// ---- catalogue ----

/** What a market is called on chain and in Gamma. */
export interface ChainMarket {
  readonly market: MarketId;
  readonly event: EventId;
  /** 32 bytes, lower case. */
  readonly conditionId: Hex;
  readonly questionId: Hex;
  /** ERC-1155 ids in decimal: of YES, of NO. */
  readonly tokens: readonly [yes: string, no: string];
  /** What YES and NO are called, such as "Yes" and "No" or "Up" and "Down". */
  readonly outcomes: readonly [yes: string, no: string];
  readonly isNegRisk: boolean;
  readonly negRiskMarketId: Hex | null;
  /** Numbers in decimal. */
  readonly gammaId: string;
  readonly gammaEventId: string;
  /** As Polymarket spells them; of the venue's own markets, the venue's. */
  readonly slug: string;
  readonly eventSlug: string;
  /** What it is called among its event's, and its end in ISO 8601, where an import told; "" and null else. */
  readonly groupItemTitle: string;
  readonly endDate: string | null;
}

/**
 * Every market of the venue by the names Polymarket has for it. Known as soon as the read side has folded
 * it in; only `ofToken` and `ofCondition` may miss markets of before the start, until `known` says otherwise.
 */
export interface ChainMarkets {
  of(market: MarketId): ChainMarket | null;
  ofEvent(event: EventId): readonly ChainMarket[];
  /** By a token id in decimal. */
  ofToken(token: string): { readonly market: ChainMarket; readonly outcome: Outcome } | null;
  /** By a condition id in any case. */
  ofCondition(conditionId: string): ChainMarket | null;
  ofSlug(slug: string): ChainMarket | null;
  ofGammaId(id: string): ChainMarket | null;
  eventOfSlug(slug: string): EventId | null;
  eventOfGammaId(id: string): EventId | null;
  /** In the order in which they were made. */
  all(): readonly ChainMarket[];
  /**
   * Resolves when each of these tokens and conditions can be looked up, if it is any market's; null: they can.
   * Routes need not ask: a hook does.
   */
  known(names: Iterable<string>): Promise<unknown> | null;
}

// ---- signatures ----

interface OrderFields {
  /** Whole numbers in decimal. */
  readonly salt: string;
  readonly maker: Address;
  readonly signer: Address;
  readonly tokenId: string;
  /** In millionths, of dollars or shares. */
  readonly makerAmount: string;
  readonly takerAmount: string;
  readonly side: "BUY" | "SELL";
  /** EOA, proxy wallet, Safe, deposit wallet. */
  readonly signatureType: 0 | 1 | 2 | 3;
  readonly signature: Hex;
}

/** An order as its owner signed it. */
export type SignedOrder =
  | (OrderFields & {
      readonly version: 1;
      readonly taker: Address;
      readonly expiration: string;
      readonly nonce: string;
      readonly feeRateBps: string;
    })
  | (OrderFields & {
      readonly version: 2 | 3;
      /** Ms since 1970. */
      readonly timestamp: string;
      readonly metadata: Hex;
      readonly builder: Hex;
      /** On the wire, not signed. */
      readonly expiration: string;
    });

/** What became of checking an order's signature. */
export type OrderCheck =
  | {
      readonly kind: "good";
      /** The EIP-712 hash: the order's id. */
      readonly orderId: Hex;
      /** Whose key signed it. */
      readonly signedBy: Address;
      readonly chainId: number;
    }
  | { readonly kind: "bad"; readonly why: BadSignature };

/**
 * What is wrong with a signature: it is none, or malleable; of another key, chain or contract; the maker is
 * no wallet of whoever signed. Of a deposit wallet: it is wrapped around another order (`contents`), another
 * contract (`domain`), or of a key of a session, which only a chain knows.
 */
export type BadSignature =
  "malformed" | "signer" | "wallet" | "contents" | "domain" | "session key";

/**
 * Signs nothing, checks everything, away from the event loop. Any question rejects with a `ClobError`: 429 when
 * too many wait, 425 when no thread answers.
 */
export interface SignatureChecks {
  /** Whether `address` signed ClobAuth on one of the chains. @param timestamp in seconds, as in the header. */
  authenticates(claim: {
    readonly address: Address;
    readonly timestamp: string;
    readonly nonce: string;
    readonly signature: Hex;
  }): Promise<boolean>;
  /** @param isNegRisk decides the contract of versions 1 and 2. */
  checkOrder(order: SignedOrder, isNegRisk: boolean): Promise<OrderCheck>;
  close(): Promise<void>;
}

// ---- people ----

/** Who stands behind a request, with the key they used. */
export interface Trader {
  readonly owner: OwnerId;
  /** Of the key's EOA. */
  readonly address: Address;
  readonly key: ApiKey;
}

/** Addresses of people, and people of addresses. */
export interface Wallets {
  /** Whoever signs in with the address, or trades for one of its wallets; null: nobody known. */
  ownerOf(address: string): Promise<OwnerId | null>;
  /** Their wallet; of people without one an address that is made of their number, and that nobody has the key of. */
  addressOf(owner: OwnerId): Promise<Address>;
}

// ---- orders ----

/** What is kept with an order that was signed; the journal has it, and whoever settles on chain is held to it. */
export interface KeptOrder {
  readonly signed: SignedOrder;
  readonly chainId: number;
  /** UUID of the API key it came with. */
  readonly apiKey: string;
  readonly orderType: "GTC" | "GTD" | "FOK" | "FAK";
}

export interface KeptOrders {
  /** From memory, for what is open or recent; null: not there, ask `of`. */
  peek(order: OrderId): KeptOrder | null;
  /** From memory or the database; orders of other doors have nothing kept. */
  of(orders: readonly OrderId[]): Promise<ReadonlyMap<OrderId, KeptOrder>>;
}

// ---- settlement ----

export type TradeStatus = "MATCHED" | "MINED" | "CONFIRMED" | "RETRYING" | "FAILED";

/** Where a match stands on the way to its finality. */
export interface TradeStanding {
  readonly status: TradeStatus;
  /** 32 bytes, there from the first moment. */
  readonly transactionHash: Hex;
  /** Ms since 1970. */
  readonly updatedAt: number;
  /** Why it failed; "" else. */
  readonly error: string;
}

export interface Settlements {
  /** @param matchedAt ms since 1970. */
  of(match: MatchId, matchedAt: number): TradeStanding;
  /** Hears of each change behind MATCHED of the matches of this run. */
  follow(listener: (match: MatchId, standing: TradeStanding) => void): void;
}

// ---- faults ----

/** What an operator of a sandbox lets go wrong. Without a sandbox nothing does. */
export interface Faults {
  /**
   * Calls `send` once, or as often and as late as the scenario wants: not at all for a message that
   * is dropped or a socket that is frozen. @param isPong it answers a PING.
   */
  deliver(channel: "market" | "user", send: () => void, isPong?: boolean): void;
}
