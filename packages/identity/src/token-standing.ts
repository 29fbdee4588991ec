import type { OwnerId } from "@probity/core";
import type { IdentityMachine } from "./machine.ts";

/**
 * What is known of access tokens without asking the machine: a copy of what it holds and what is
 * durable, so that it can be asked at once, for every request.
 */
export class TokenStanding {
  private readonly generations = new Map<OwnerId, number>();
  private readonly revoked = new Map<string, number>();

  /** As the machine has it now. */
  static of(machine: IdentityMachine): TokenStanding {
    const standing = new TokenStanding();
    for (const { owner } of machine.everyone()) standing.renew(owner, machine.generationOf(owner));
    for (const [token, expiresAt] of machine.revokedTokens()) standing.revoke(token, expiresAt);
    return standing;
  }

  generationOf(owner: OwnerId): number | null {
    return this.generations.get(owner) ?? null;
  }

  isRevoked(token: string): boolean {
    return this.revoked.size > 0 && this.revoked.has(token);
  }

  /** @param generation null: the person is no more. */
  renew(owner: OwnerId, generation: number | null): void {
    if (generation === null) this.generations.delete(owner);
    else this.generations.set(owner, generation);
  }

  revoke(token: string, expiresAt: number): void {
    const now = Date.now();
    for (const [old, end] of this.revoked) {
      if (end > now) break;
      this.revoked.delete(old);
    }
    this.revoked.set(token, expiresAt);
  }
}
