import { createHash } from "node:crypto";
import type { MatchId } from "@probity/core";
import type { Hex } from "../ports.ts";

/** What is hashed begins with it: nobody's transaction has such a preimage. */
const DOMAIN = "probity/settlement-without-a-chain/";

/**
 * Stands for the transaction of a match where there is no chain: SHA-256 of the chain's id and the
 * match, so it is there at once, the same after every restart, and different for each match.
 */
export function syntheticHash(chainId: number, match: MatchId): Hex {
  const digest = createHash("sha256").update(`${DOMAIN}${chainId}/${match}`).digest("hex");
  return `0x${digest}`;
}
