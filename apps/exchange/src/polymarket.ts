import { readFileSync } from "node:fs";
import type { OpenDialect } from "@probity/gateway";
import { openPolymarket, readScenario } from "@probity/polymarket";
import type { PolymarketOptions } from "@probity/polymarket";
import type { Config } from "./config.ts";
import { ConfigError } from "./read-config.ts";

const DOLLAR = 1_000_000;
/** Dollars of play money for who comes with a wallet, where play money is handed out at all. */
const FAUCET = 10_000;

/** The wires beside the native API that a configuration asks for. @throws ConfigError as `polymarketOptions`. */
export function dialectsOf(config: Config): readonly OpenDialect[] {
  return config.POLYMARKET ? [openPolymarket(polymarketOptions(config))] : [];
}

/**
 * How Polymarket's wire is to be.
 *
 * @throws ConfigError when the scenario file is not usable, or there is no sandbox for it.
 */
export function polymarketOptions(config: Config): PolymarketOptions {
  const isProduction = config.NODE_ENV === "production";
  const faucet = isProduction || !config.PLAY_MONEY ? 0 : FAUCET;
  const isSandbox = config.POLYMARKET_SANDBOX ?? !isProduction;
  return {
    chainIds: config.POLYMARKET_CHAIN_IDS,
    version: config.POLYMARKET_VERSION,
    clockSkewSeconds: config.POLYMARKET_CLOCK_SKEW_SECONDS,
    faucet: (config.POLYMARKET_FAUCET ?? faucet) * DOLLAR,
    minedMs: config.POLYMARKET_MINED_MS,
    confirmedMs: config.POLYMARKET_CONFIRMED_MS,
    isSandbox,
    scenario: scenarioIn(config.POLYMARKET_SCENARIO, isSandbox),
    hasRateLimits: config.POLYMARKET_RATE_LIMITS,
    ports: {
      host: config.HOST,
      clob: config.POLYMARKET_CLOB_PORT ?? null,
      gamma: config.POLYMARKET_GAMMA_PORT ?? null,
      data: config.POLYMARKET_DATA_PORT ?? null,
    },
  };
}

function scenarioIn(path: string | undefined, isSandbox: boolean): PolymarketOptions["scenario"] {
  if (path === undefined) return null;
  const unusable = (why: string) => new ConfigError(`POLYMARKET_SCENARIO is not usable: ${why}`);
  if (!isSandbox) throw unusable("there is no sandbox. Type for example POLYMARKET_SANDBOX=true");
  try {
    return readScenario(readFileSync(path, "utf8"));
  } catch (error) {
    throw unusable(`${path}: ${(error as Error).message}`);
  }
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
