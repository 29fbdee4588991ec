import type { MatchId } from "@probity/core";
import { fromHistory } from "@probity/gateway";
import type { Venue } from "@probity/gateway";
import type { OwnFill } from "@probity/market-data";
import { Newest } from "../newest.ts";

/** Matches remembered with both legs; those before them are in the database. */
const REMEMBERED = 20_000;

/** Both sides of matches: of one's own trades the other side is told, too. */
export class RecentMatches {
  readonly #venue: Pick<Venue, "store">;
  readonly #legs = new Newest<MatchId, readonly OwnFill[]>(REMEMBERED);

  constructor(venue: Pick<Venue, "store">) {
    this.#venue = venue;
  }

  apply(fills: readonly OwnFill[]): void {
    for (const fill of fills) {
      this.#legs.set(fill.match, [...(this.#legs.get(fill.match) ?? []), fill]);
    }
  }

  /** All legs of the matches that are known, in no order. */
  async legsOf(matches: readonly MatchId[]): Promise<readonly OwnFill[]> {
    const sought = matches.filter((match) => !this.#legs.has(match));
    const known = matches.flatMap((match) => this.#legs.get(match) ?? []);
    if (sought.length === 0) return known;
    const { value } = await fromHistory(this.#venue, 0, ({ history }) => history.legs(sought));
    return [...known, ...value];
  }
}
