import type { OpenDialect } from "@probity/gateway";
import { openPolymarket } from "@probity/polymarket";
import type { Config } from "./config.ts";

const DOLLAR = 1_000_000;
/** Dollars of play money for who comes with a wallet, where play money is handed out at all. */
const FAUCET = 10_000;

/** The wires beside the native API that a configuration asks for. */
export function dialectsOf(config: Config): readonly OpenDialect[] {
  if (!config.POLYMARKET) return [];
  const isProduction = config.NODE_ENV === "production";
  const faucet = isProduction || !config.PLAY_MONEY ? 0 : FAUCET;
  return [
    openPolymarket({
      chainIds: config.POLYMARKET_CHAIN_IDS,
      version: config.POLYMARKET_VERSION,
      clockSkewSeconds: config.POLYMARKET_CLOCK_SKEW_SECONDS,
      faucet: (config.POLYMARKET_FAUCET ?? faucet) * DOLLAR,
      minedMs: config.POLYMARKET_MINED_MS,
      confirmedMs: config.POLYMARKET_CONFIRMED_MS,
      isSandbox: config.POLYMARKET_SANDBOX ?? !isProduction,
      hasRateLimits: config.POLYMARKET_RATE_LIMITS,
      ports: {
        host: config.HOST,
        clob: config.POLYMARKET_CLOB_PORT ?? null,
        gamma: config.POLYMARKET_GAMMA_PORT ?? null,
        data: config.POLYMARKET_DATA_PORT ?? null,
      },
    }),
  ];
}

/** Where Polymarket's clients find the venue, to be shown at the start. */
export function polymarketAddresses(url: string, config: Config): readonly string[] {
  if (!config.POLYMARKET) return [];
  const at = (prefix: string, port: number | undefined): string => {
    const address = new URL(url);
    if (port === undefined) return `${address.origin}${prefix}`;
    address.port = String(port);
    return address.origin;
  };
  const clob = at("/clob", config.POLYMARKET_CLOB_PORT);
  const gamma = at("/gamma", config.POLYMARKET_GAMMA_PORT);
  const data = at("/data", config.POLYMARKET_DATA_PORT);
  return [`Polymarket's clients find CLOB at ${clob}, Gamma at ${gamma}, Data at ${data}\n`];
}
