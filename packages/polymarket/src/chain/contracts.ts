/**
 * Contracts that official clients have built in: they take no others, and sign for these.
 * Source: Polymarket/clob-client-v2 src/config.ts and @polymarket/client src/environments.ts (both MIT).
 */
import type { Contracts } from "../options.ts";
import type { Address } from "../ports.ts";

const POLYGON: Contracts = {
  exchangeV1: "0x4bFb41d5B3570DeFd03C39a9A4D8dE6Bd8B8982E",
  negRiskExchangeV1: "0xC5d563A36AE78145C45a50134d48A1215220f80a",
  exchangeV2: "0xE111180000d2663C0091e4f400237545B87B996B",
  negRiskExchangeV2: "0xe2222d279d744050d28e00520010520000310F59",
  exchangeV3: "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa",
};

const AMOY: Contracts = {
  ...POLYGON,
  exchangeV1: "0xdFE02Eb6733538f8Ea35D585af8DE5958AD99E40",
  exchangeV3: "0x9fE6e61422AdB6F610d8597F9684b16912D50C3D",
};

/** Of Amoy (80002) its own; of any other chain Polygon's, which the unified client takes along when it is pointed elsewhere. */
export function contractsOf(chainId: number): Contracts {
  return chainId === 80_002 ? AMOY : POLYGON;
}

/** Whom an order is signed for. Version 3 has one contract for both kinds of market. */
export function exchangeOf(contracts: Contracts, version: 1 | 2 | 3, isNegRisk: boolean): Address {
  switch (version) {
    case 1:
      return isNegRisk ? contracts.negRiskExchangeV1 : contracts.exchangeV1;
    case 2:
      return isNegRisk ? contracts.negRiskExchangeV2 : contracts.exchangeV2;
    case 3:
      return contracts.exchangeV3;
  }
}
