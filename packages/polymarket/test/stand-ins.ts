/** What stands in for the parts of the desk that are not there yet. */
import { createHash } from "node:crypto";
import type { EventId, MarketId } from "@probity/core";
import type { Venue } from "@probity/gateway";
import { hashTypedData, recoverAddress, recoverTypedDataAddress } from "viem";
import type { PolymarketOptions } from "../src/options.ts";
import type { Desk } from "../src/desk.ts";
import type {
  Address,
  ChainMarket,
  ChainMarkets,
  Hex,
  SignatureChecks,
  SignedOrder,
} from "../src/ports.ts";

export type StandIns = Pick<Desk, "markets" | "signatures" | "kept">;

export function standIns(venue: Venue, options: PolymarketOptions): StandIns {
  return {
    markets: new DerivedMarkets(venue),
    signatures: viemChecks(options),
    kept: { peek: () => null, of: async () => new Map() },
  };
}

function digest(text: string): Hex {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

class DerivedMarkets implements ChainMarkets {
  readonly #venue: Venue;

  constructor(venue: Venue) {
    this.#venue = venue;
  }

  of(id: MarketId): ChainMarket | null {
    const { catalogue } = this.#venue.readSide.data;
    const market = catalogue.market(id);
    const event = market === null ? null : catalogue.event(market.event);
    if (market === null || event === null) return null;
    const token = (outcome: string) => BigInt(digest(`${outcome} ${id}`)).toString();
    const isNegRisk = event.mutuallyExclusive && event.exhaustive && event.markets.length > 1;
    return {
      market: id,
      event: market.event,
      conditionId: digest(`condition ${id}`),
      questionId: digest(`question ${id}`),
      tokens: [token("yes"), token("no")],
      outcomes: ["Yes", "No"],
      isNegRisk,
      negRiskMarketId: isNegRisk ? digest(`event ${event.event}`) : null,
      gammaId: String(id),
      gammaEventId: String(event.event),
      slug: market.slug,
      eventSlug: event.slug,
    };
  }

  ofEvent(event: EventId): readonly ChainMarket[] {
    return this.all().filter((market) => market.event === event);
  }

  ofToken(token: string) {
    for (const market of this.all()) {
      if (market.tokens[0] === token) return { market, outcome: "yes" as const };
      if (market.tokens[1] === token) return { market, outcome: "no" as const };
    }
    return null;
  }

  ofCondition(conditionId: string): ChainMarket | null {
    const wanted = conditionId.toLowerCase();
    return this.all().find((market) => market.conditionId === wanted) ?? null;
  }

  ofSlug(slug: string): ChainMarket | null {
    return this.all().find((market) => market.slug === slug) ?? null;
  }

  ofGammaId(id: string): ChainMarket | null {
    return this.all().find((market) => market.gammaId === id) ?? null;
  }

  eventOfSlug(slug: string): EventId | null {
    return this.all().find((market) => market.eventSlug === slug)?.event ?? null;
  }

  eventOfGammaId(id: string): EventId | null {
    return this.all().find((market) => market.gammaEventId === id)?.event ?? null;
  }

  all(): readonly ChainMarket[] {
    const markets = Array.from(this.#venue.readSide.data.catalogue.markets());
    return markets.flatMap(({ market }) => this.of(market) ?? []);
  }
}

const CLOB_AUTH = {
  ClobAuth: [
    { name: "address", type: "address" },
    { name: "timestamp", type: "string" },
    { name: "nonce", type: "uint256" },
    { name: "message", type: "string" },
  ],
};
const field = (text: string) => {
  const [type = "", name = ""] = text.split(" ");
  return { name, type };
};
const ORDERS = {
  1: "uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType",
  2: "uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder",
};
const CONTRACTS: Readonly<Record<1 | 2 | 3, (isNegRisk: boolean) => Address>> = {
  1: (isNegRisk) =>
    isNegRisk
      ? "0xC5d563A36AE78145C45a50134d48A1215220f80a"
      : "0xdFE02Eb6733538f8Ea35D585af8DE5958AD99E40",
  2: (isNegRisk) =>
    isNegRisk
      ? "0xe2222d279d744050d28e00520010520000310F59"
      : "0xE111180000d2663C0091e4f400237545B87B996B",
  3: () => "0x9fE6e61422AdB6F610d8597F9684b16912D50C3D",
};

function viemChecks({ chainIds }: PolymarketOptions): SignatureChecks {
  return {
    authenticates: async ({ address, timestamp, nonce, signature }) => {
      for (const chainId of chainIds) {
        const signer = await recoverTypedDataAddress({
          domain: { name: "ClobAuthDomain", version: "1", chainId },
          types: CLOB_AUTH,
          primaryType: "ClobAuth",
          message: {
            address,
            timestamp,
            nonce: BigInt(nonce),
            message: "This message attests that I control the given wallet",
          },
          signature,
        }).catch(() => null);
        if (signer?.toLowerCase() === address.toLowerCase()) return true;
      }
      return false;
    },
    checkOrder: async (order, isNegRisk) => {
      for (const chainId of chainIds) {
        const hash = orderDigest(order, chainId, isNegRisk);
        const { signature } = order;
        const signedBy = await recoverAddress({ hash, signature }).catch(() => null);
        if (signedBy?.toLowerCase() === order.signer.toLowerCase()) {
          return { kind: "good", orderId: hash, signedBy, chainId };
        }
      }
      return { kind: "bad" };
    },
    close: async () => {},
  };
}

function orderDigest(order: SignedOrder, chainId: number, isNegRisk: boolean): Hex {
  const { version } = order;
  return hashTypedData({
    domain: {
      name: "Polymarket CTF Exchange",
      version: String(version),
      chainId,
      verifyingContract: CONTRACTS[version](isNegRisk),
    },
    types: { Order: ORDERS[version === 1 ? 1 : 2].split(",").map(field) },
    primaryType: "Order",
    message: { ...order, side: order.side === "BUY" ? 0 : 1 },
  });
}
