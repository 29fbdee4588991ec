import type { OwnerId } from "@probity/core";
import type { Venue } from "@probity/gateway";
import type { Address, Wallets } from "../ports.ts";
import { readAddress, smartWalletsOf } from "./address.ts";

/** Begins the address of whoever has no wallet; the number of the owner ends it. */
const OWN_PREFIX = "0x50726f6269747900000000000000";
const OWN_DIGITS = 42 - OWN_PREFIX.length;
/** How long an answer is good: wallets are added and removed seldom. */
const REMEMBERED_MS = 60_000;
const REMEMBERED = 20_000;
/** People whose smart wallets are worked out before others get a turn. */
const PAGE = 100;
/** Between two looks for people who came by other doors. */
const LOOK_MS = 1_000;

/** Addresses of people, from identity, and remembered for a moment. */
export class KnownWallets implements Wallets {
  readonly #people: Venue["people"];
  readonly #owners = new Remembered<string, OwnerId>();
  readonly #addresses = new Remembered<OwnerId, Address>();
  /** Whose wallet with a key a smart wallet belongs to; both in lower case. */
  readonly #smart = new Map<string, string>();
  #lastOwner = 0;
  #lookedAt = 0;
  #looking: Promise<void> | null = null;

  constructor(people: Venue["people"]) {
    this.#people = people;
  }

  async ownerOf(text: string): Promise<OwnerId | null> {
    const address = readAddress(text);
    if (address === null) return null;
    const wanted = address.toLowerCase();
    if (wanted.startsWith(OWN_PREFIX)) return ownerIn(wanted);
    const remembered = this.#owners.get(wanted);
    if (remembered !== undefined) return remembered;
    const owner = (await this.#ownerOfKey(wanted)) ?? (await this.#ownerOfSmart(wanted));
    if (owner !== null) this.#owners.set(wanted, owner);
    return owner;
  }

  async addressOf(owner: OwnerId): Promise<Address> {
    const remembered = this.#addresses.get(owner);
    if (remembered !== undefined) return remembered;
    const person = await this.#people.person(owner);
    const address = readAddress(person?.wallets[0]) ?? madeOf(owner);
    this.#addresses.set(owner, address);
    return address;
  }

  /** Somebody signed in with the wallet: its smart wallets are theirs from now on. */
  note(eoa: Address): void {
    for (const wallet of smartWalletsOf(eoa)) {
      this.#smart.set(wallet.toLowerCase(), eoa.toLowerCase());
    }
  }

  #ownerOfKey(address: string): Promise<OwnerId | null> {
    return this.#people.ownerOf("wallet", address);
  }

  async #ownerOfSmart(address: string): Promise<OwnerId | null> {
    if (!this.#smart.has(address)) await this.#look();
    const eoa = this.#smart.get(address);
    return eoa === undefined ? null : this.#ownerOfKey(eoa);
  }

  /** Works out the smart wallets of everybody who is new since the last look. */
  async #look(): Promise<void> {
    if (this.#looking === null && Date.now() - this.#lookedAt < LOOK_MS) return;
    this.#looking ??= this.#lookOn();
    try {
      await this.#looking;
    } finally {
      this.#looking = null;
      this.#lookedAt = Date.now();
    }
  }

  async #lookOn(): Promise<void> {
    for (;;) {
      const people = await this.#people.peopleAfter(this.#lastOwner, PAGE);
      for (const { owner, wallets } of people) {
        for (const wallet of wallets) {
          const eoa = readAddress(wallet);
          if (eoa !== null) this.note(eoa);
        }
        this.#lastOwner = owner;
      }
      if (people.length < PAGE) return;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}

/** Whether an address was made for somebody without a wallet. */
export function isMadeAddress(address: string): boolean {
  return address.toLowerCase().startsWith(OWN_PREFIX);
}

function madeOf(owner: OwnerId): Address {
  const made = readAddress(`${OWN_PREFIX}${owner.toString(16).padStart(OWN_DIGITS, "0")}`);
  if (made === null) throw new Error("a made address is none");
  return made;
}

function ownerIn(address: string): OwnerId | null {
  const owner = Number.parseInt(address.slice(OWN_PREFIX.length), 16);
  return Number.isSafeInteger(owner) && owner > 0 ? (owner as OwnerId) : null;
}

/** Answers by what was asked, for a while; of too many the oldest goes first. */
class Remembered<Key, Value> {
  readonly #answers = new Map<Key, { readonly value: Value; readonly until: number }>();

  get(key: Key): Value | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined || answer.until >= Date.now()) return answer?.value;
    this.#answers.delete(key);
    return undefined;
  }

  set(key: Key, value: Value): void {
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= REMEMBERED && oldest !== undefined) this.#answers.delete(oldest);
    this.#answers.set(key, { value, until: Date.now() + REMEMBERED_MS });
  }
}
