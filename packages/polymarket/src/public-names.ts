import type { OwnerId } from "@probity/core";
import type { Venue } from "@probity/gateway";
import { leaderboardWishOf } from "@probity/protocol";

/** How long an answer is good. */
const REMEMBERED_MS = 30_000;
const REMEMBERED = 20_000;

/** How somebody wishes to be seen. */
export interface PublicName {
  /** "": they are told by their address alone. */
  readonly name: string;
  /** They are left out of rankings. */
  readonly isHidden: boolean;
  /** Their address is not told in rankings either. */
  readonly isAnonymous: boolean;
}

/** What people let everybody see of themselves, remembered for a moment. */
export class PublicNames {
  readonly #people: Venue["people"];
  readonly #names = new Map<OwnerId, { readonly value: PublicName; readonly until: number }>();

  constructor(people: Venue["people"]) {
    this.#people = people;
  }

  async of(owner: OwnerId): Promise<PublicName> {
    const known = this.#names.get(owner);
    if (known !== undefined && known.until >= Date.now()) return known.value;
    const wish = leaderboardWishOf(await this.#people.preferences(owner));
    const person = wish === "username" ? await this.#people.person(owner) : null;
    const value = {
      name: person?.username ?? "",
      isHidden: wish === "hidden",
      isAnonymous: wish === "anonymous",
    };
    const [oldest] = this.#names.keys();
    if (this.#names.size >= REMEMBERED && oldest !== undefined) this.#names.delete(oldest);
    this.#names.set(owner, { value, until: Date.now() + REMEMBERED_MS });
    return value;
  }
}
