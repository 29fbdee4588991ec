import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { systemClock } from "@probity/sequencer";
import type { Clock } from "@probity/sequencer";
import { getAddress, isAddress, verifyMessage } from "viem";
import { createSiweMessage, parseSiweMessage, validateSiweMessage } from "viem/siwe";

/** How long a challenge may wait for its signature. */
const CHALLENGE_MS = 10 * 60_000;
const TIME_DIGITS = 12;
const CHANCE_DIGITS = 16;
const MAC_DIGITS = 32;
const NONCE = new RegExp(`^[0-9a-f]{${TIME_DIGITS + CHANCE_DIGITS + MAC_DIGITS}}$`);

/** A message for a wallet to sign; times in ms since 1970. */
export interface WalletChallenge {
  readonly message: string;
  readonly expiresAt: number;
}

/**
 * Sign-in with a wallet, as EIP-4361 has it. Nothing is kept about challenges that were only asked
 * for: a nonce carries its own time and proof that we made it. Those that were used are remembered
 * until they expire; a restart makes all that are under way worthless, so none is good twice.
 */
export class WalletChallenges {
  readonly #domain: string;
  readonly #uri: string;
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  /** Nonces used, with when they expire; the first used first. */
  readonly #used = new Map<string, number>();

  /** @param publicUrl where people find the venue: its host is the domain they sign for. */
  constructor(publicUrl: string, clock: Clock = systemClock) {
    const url = new URL(publicUrl);
    this.#domain = url.host;
    this.#uri = url.origin;
    this.#clock = clock;
  }

  /** @returns null when the address is none. */
  challenge(address: string, chainId: number): WalletChallenge | null {
    if (!isAddress(address, { strict: false })) return null;
    const now = this.#clock.now();
    const expiresAt = now + CHALLENGE_MS;
    const message = createSiweMessage({
      address: getAddress(address),
      chainId,
      domain: this.#domain,
      uri: this.#uri,
      version: "1",
      statement: "Sign in to Probity.",
      nonce: this.#newNonce(now),
      issuedAt: new Date(now),
      expirationTime: new Date(expiresAt),
    });
    return { message, expiresAt };
  }

  /** @returns the address that signed one of our challenges, in its usual spelling; null: it is none, or was used. */
  async signer(message: string, signature: `0x${string}`): Promise<string | null> {
    const now = this.#clock.now();
    const fields = parseSiweMessage(message);
    const { address, nonce = "", uri } = fields;
    if (address === undefined || uri !== this.#uri || !this.#isOurs(nonce, now)) return null;
    const isMeant = validateSiweMessage({
      message: fields,
      domain: this.#domain,
      time: new Date(now),
    });
    if (!isMeant || this.#used.has(nonce)) return null;
    const isSigned = await verifyMessage({ address, message, signature }).catch(() => false);
    // Asked again: two of the same may have waited for each other.
    if (!isSigned || this.#used.has(nonce)) return null;
    this.#use(nonce, now);
    return getAddress(address);
  }

  #newNonce(now: number): string {
    const time = now.toString(16).padStart(TIME_DIGITS, "0");
    const said = time + randomBytes(CHANCE_DIGITS / 2).toString("hex");
    return said + this.#mac(said);
  }

  #isOurs(nonce: string, now: number): boolean {
    if (!NONCE.test(nonce)) return false;
    const said = nonce.slice(0, -MAC_DIGITS);
    const age = now - Number.parseInt(said.slice(0, TIME_DIGITS), 16);
    const right = Buffer.from(this.#mac(said));
    const isMac = timingSafeEqual(right, Buffer.from(nonce.slice(-MAC_DIGITS)));
    return isMac && age >= 0 && age < CHALLENGE_MS;
  }

  #use(nonce: string, now: number): void {
    for (const [old, end] of this.#used) {
      if (end > now) break;
      this.#used.delete(old);
    }
    this.#used.set(nonce, now + CHALLENGE_MS);
  }

  #mac(said: string): string {
    return createHmac("sha256", this.#key).update(said).digest("hex").slice(0, MAC_DIGITS);
  }
}
