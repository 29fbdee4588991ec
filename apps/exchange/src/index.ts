export { configReference, environmentExample, readConfig, readSettings } from "./read-config.ts";
export type { Config } from "./config.ts";
export { databaseOf } from "./history.ts";
export { runVenue } from "./main.ts";
export { startVenue } from "./venue.ts";
export type { RunningVenue, ShowPassword } from "./venue.ts";
export { version } from "./version.ts";
