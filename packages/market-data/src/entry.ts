import type { Event } from "@probity/core";

/** One command's events with their place in the one order, as the feed gives them. */
export interface FoldEntry {
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly events: readonly Event[];
}
