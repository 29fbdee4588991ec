import { accounts } from "../projections/accounts.ts";
import { audit } from "../projections/audit.ts";
import { events } from "../projections/events.ts";
import { markets } from "../projections/markets.ts";
import { resolutions } from "../projections/resolutions.ts";
import { trades } from "../projections/trades.ts";
import { trading } from "../projections/trading.ts";
import type { Projection } from "./projection.ts";

/** All projections, in the order in which each sees an event. */
export const PROJECTIONS: readonly Projection[] = [
  accounts,
  events,
  markets,
  resolutions,
  trading,
  trades,
  audit,
];
