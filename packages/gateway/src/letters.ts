import type { OwnerId } from "@probity/core";
import type { IdentityPort, Mailer } from "./ports.ts";

/** How long what a letter carries is good. */
const VERIFY_MS = 24 * 60 * 60_000;
const RESET_MS = 60 * 60_000;
/** Least time between two letters of a kind to one person. */
const PAUSE_MS = 60_000;
/** Letters under way; beyond them the next are dropped. */
const UNDER_WAY_MAX = 1_000;
/** People whose last letter is remembered. */
const REMEMBERED = 10_000;

type Purpose = Parameters<IdentityPort["people"]["issueTicket"]>[1];

/**
 * Letters to people, written and sent behind the answer to a request: neither its time nor its
 * words tell whether there is anybody to write to.
 */
export class Letters {
  readonly #people: IdentityPort["people"];
  readonly #mailer: Mailer;
  readonly #publicUrl: string;
  readonly #onFailure: (failure: unknown) => void;
  readonly #underWay = new Set<Promise<void>>();
  /** By person and purpose, the one longest ago first. */
  readonly #lastSent = new Map<string, number>();

  constructor(
    people: IdentityPort["people"],
    mailer: Mailer,
    publicUrl: string,
    onFailure: (failure: unknown) => void,
  ) {
    this.#people = people;
    this.#mailer = mailer;
    this.#publicUrl = publicUrl.replace(/\/+$/, "");
    this.#onFailure = onFailure;
  }

  /** Lets somebody prove that their address is theirs. */
  verifyEmail(owner: OwnerId): void {
    this.#behind(() => this.#write(owner, "verify-email"));
  }

  /** Lets whoever has this address choose a new password, if there is anybody. */
  resetPassword(email: string): void {
    this.#behind(async () => {
      const owner = await this.#people.ownerOf("email", email);
      if (owner !== null) await this.#write(owner, "reset-password");
    });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #behind(work: () => Promise<void>): void {
    if (this.#underWay.size >= UNDER_WAY_MAX) return;
    const done = work()
      .catch(this.#onFailure)
      .then(() => void this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  async #write(owner: OwnerId, purpose: Purpose): Promise<void> {
    const person = await this.#people.person(owner);
    const email = person?.email ?? null;
    if (person === null || email === null || !this.#isDue(`${owner} ${purpose}`)) return;
    if (purpose === "verify-email" && person.isEmailVerified) return;
    const lastsMs = purpose === "verify-email" ? VERIFY_MS : RESET_MS;
    const ticket = await this.#people.issueTicket(owner, purpose, lastsMs);
    if (ticket === null) return;
    const link = `${this.#publicUrl}/${purpose}?token=${ticket}`;
    await this.#mailer.send({ to: email, ...WORDS[purpose](link, person.isEmailVerified) });
  }

  #isDue(letter: string): boolean {
    const now = Date.now();
    const last = this.#lastSent.get(letter);
    if (last !== undefined && now - last < PAUSE_MS) return false;
    this.#lastSent.delete(letter);
    const [oldest] = this.#lastSent.keys();
    if (this.#lastSent.size >= REMEMBERED && oldest !== undefined) this.#lastSent.delete(oldest);
    this.#lastSent.set(letter, now);
    return true;
  }
}

interface Words {
  readonly subject: string;
  readonly text: string;
}

const WORDS: Readonly<Record<Purpose, (link: string, isProven: boolean) => Words>> = {
  "verify-email": (link) => ({
    subject: "Is this your address?",
    text: `Somebody, we hope you, registered with this address. If it is yours, open\n\n${link}\n\nwithin a day. If you did not register, do nothing.\n`,
  }),
  "reset-password": (link, isProven) => ({
    subject: "A new password",
    text: `Somebody, we hope you, wants a new password for this address. To choose one, open\n\n${link}\n\nwithin an hour. It works once, and ends all your sessions${isProven ? "" : "; keys and wallets too, for until now nobody proved that this address is theirs"}. If it was not you, do nothing.\n`,
  }),
};
