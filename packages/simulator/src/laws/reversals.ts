import type { Event, MatchId } from "@probity/core";
import { uphold } from "./law.ts";
import type { Venue } from "./law.ts";

/** A match is undone once at most, and the machine never forgets that it was. Kept from the events alone. */
export class ReversalLaw {
  private readonly reversed = new Set<MatchId>();

  observe(event: Event): void {
    if (event.type !== "MatchReversed") return;
    const { match } = event;
    uphold("a match is undone once", !this.reversed.has(match), () => `match ${match} was again`);
    this.reversed.add(match);
  }

  check(venue: Venue): void {
    for (const match of this.reversed) {
      uphold(
        "what was undone is remembered",
        venue.isReversed(match),
        () => `match ${match} counts as standing`,
      );
    }
  }
}
