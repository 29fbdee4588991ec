/** What a venue can be told about Polymarket's wire; part of the table in `config.ts`. */
import { z } from "zod";
import { ownPort, wholeNumber, yesNoOrUsual, yesOrNo } from "./config-rows.ts";
import type { VariableRow } from "./config-rows.ts";

export const POLYMARKET_VARIABLES = {
  POLYMARKET: {
    schema: yesOrNo.default("true").transform((value) => value === "true"),
    section: "polymarket",
    meaning:
      "Whether Polymarket's clients may trade here: /clob, /gamma, /data, /ws/market and /ws/user.",
    example: "false",
  },
  POLYMARKET_CHAIN_IDS: {
    schema: z
      .string()
      .regex(/^\d{1,15}( *, *\d{1,15}){0,15}$/, "numbers separated by commas are expected")
      .default("80002,137")
      .transform((list) => list.split(",").map(Number)),
    section: "polymarket",
    meaning: "Chains whose signatures are good, separated by commas; the first is the venue's own.",
    example: "80002,137,31337",
  },
  POLYMARKET_VERSION: {
    schema: z
      .enum(["1", "2", "3"], { error: "1, 2 or 3 is expected" })
      .default("2")
      .transform((version) => Number(version) as 1 | 2 | 3),
    section: "polymarket",
    meaning: "Version of signed orders that GET /version asks clients for; all three are taken.",
    example: "3",
  },
  POLYMARKET_FAUCET: {
    schema: wholeNumber(0, 1_000_000_000).optional(),
    section: "polymarket",
    meaning:
      "Dollars of play money for an account that a wallet's first signature opens; without it 10000, in production and without PLAY_MONEY none.",
    example: "1000",
  },
  POLYMARKET_CLOCK_SKEW_SECONDS: {
    schema: wholeNumber(1, 86_400).default(60),
    section: "polymarket",
    meaning: "How far the clocks of Polymarket's clients may be off.",
    example: "10",
  },
  POLYMARKET_MINED_MS: {
    schema: wholeNumber(0, 86_400_000).default(2_000),
    section: "polymarket",
    meaning: "From a match to its trade's status MINED.",
    example: "500",
  },
  POLYMARKET_CONFIRMED_MS: {
    schema: wholeNumber(0, 86_400_000).default(10_000),
    section: "polymarket",
    meaning: "From MINED to CONFIRMED.",
    example: "2000",
  },
  POLYMARKET_SANDBOX: {
    schema: yesNoOrUsual,
    section: "polymarket",
    meaning:
      "Whether operators may let things go wrong for Polymarket's clients; without it yes, in production no.",
    example: "true",
  },
  POLYMARKET_SCENARIO: {
    schema: z.string().min(1).optional(),
    section: "polymarket",
    meaning: "File that says what goes wrong from the start on; needs the sandbox.",
    example: "./restart.json",
  },
  POLYMARKET_RATE_LIMITS: {
    schema: yesOrNo.default("false").transform((value) => value === "true"),
    section: "polymarket",
    meaning:
      "Whether requests of Polymarket's clients are limited as Polymarket limits them; without it only floods are.",
    example: "true",
  },
  POLYMARKET_CLOB_PORT: {
    schema: ownPort,
    section: "polymarket",
    meaning: "Port where /clob and both sockets are found without a prefix; without it none.",
    example: "8081",
  },
  POLYMARKET_GAMMA_PORT: {
    schema: ownPort,
    section: "polymarket",
    meaning: "The same for /gamma.",
    example: "8082",
  },
  POLYMARKET_DATA_PORT: {
    schema: ownPort,
    section: "polymarket",
    meaning: "The same for /data.",
    example: "8083",
  },
} as const satisfies Readonly<Record<string, VariableRow>>;
