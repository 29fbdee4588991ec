export { Auditor } from "./auditor.ts";
export { Duel, SimulationFailure } from "./duel.ts";
export type { Witness } from "./duel.ts";
export { Random } from "./random.ts";
export { ReferenceExchange } from "./reference-exchange.ts";
export { simulate } from "./simulation.ts";
export type { CoreUnderTest, SimulationOptions, SimulationReport } from "./simulation.ts";
export { Workload } from "./workload.ts";
