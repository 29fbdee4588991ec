/** Public face of the package; see README.md. */
export { openPolymarket } from "./polymarket.ts";
export { USUAL_OPTIONS } from "./options.ts";
export type { Contracts, PolymarketOptions } from "./options.ts";
export { readScenario } from "./faults/scenario.ts";
