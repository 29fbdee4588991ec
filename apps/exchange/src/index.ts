export { ConfigError, configReference, readConfig } from "./config.ts";
export type { Config } from "./config.ts";
export { databaseOf } from "./history.ts";
export { runVenue } from "./main.ts";
export { startVenue } from "./venue.ts";
export type { RunningVenue, ShowPassword } from "./venue.ts";
export { version } from "./version.ts";
