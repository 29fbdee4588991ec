import type { Part } from "../part.ts";

/**
 * What Polymarket's unified SDK asks the relayer before it signs with a wallet of a key: whether that stands on its chain.
 * Here every wallet that a key can have trades from the start, so that nothing is deployed.
 */
export const deployedPart: Part = {
  clob: (clob) => {
    clob.get("/deployed", async () => ({ deployed: true }));
  },
};
