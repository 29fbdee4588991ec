/** Public face of the package; see README.md. */
export { openPolymarket } from "./polymarket.ts";
export { readExternal, writeExternal } from "./catalogue/external.ts";
export type { ExternalJson } from "./catalogue/external.ts";
export { tokenIdsOf } from "./chain/ids.ts";
export { USUAL_OPTIONS } from "./options.ts";
export type { Contracts, PolymarketOptions } from "./options.ts";
export { readScenario } from "./faults/scenario.ts";
