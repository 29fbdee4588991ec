/** Public face of the package; see README.md. */
export { openPolymarket } from "./polymarket.ts";
export { readExternal, writeExternal } from "./catalogue/external.ts";
export type { ExternalJson } from "./catalogue/external.ts";
export { Checks } from "./chain/checks.ts";
export { tokenIdsOf } from "./chain/ids.ts";
export { openRecovery } from "./chain/recovery.ts";
export { openSignatureChecks, signingChains } from "./chain/signature-checks.ts";
export { walletsOf } from "./chain/wallets.ts";
export { USUAL_OPTIONS } from "./options.ts";
export type { Contracts, PolymarketOptions } from "./options.ts";
export type { Address, Hex, OrderCheck, SignedOrder } from "./ports.ts";
export { readScenario } from "./faults/scenario.ts";
