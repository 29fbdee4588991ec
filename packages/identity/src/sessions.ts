import { randomBytes } from "node:crypto";
import type { OwnerId } from "@probity/core";
import type { Vault } from "./vault.ts";

/** How long a session lasts after it was used last: seven days. */
export const SESSION_MS = 7 * 24 * 60 * 60_000;

/** An open session, readable; times in ms since 1970. */
export interface Session {
  readonly session: string;
  readonly device: string;
  readonly openedAt: number;
  readonly usedAt: number;
  readonly expiresAt: number;
}

/** The next step of a session's chain of tokens. */
export interface SessionStep {
  readonly owner: OwnerId;
  readonly session: string;
  readonly rotation: number;
  readonly expiresAt: number;
}

/** What trying a refresh token led to; `reused`: the session was ended, for somebody else had the token. */
export type Rotation =
  ({ readonly kind: "rotated" } & SessionStep) | { readonly kind: "reused" | "ended" };

/** Sign-ins that last, each a chain of refresh tokens (docs/decisions/0025). */
export interface Sessions {
  /** @returns null when there is no such person. */
  openSession(owner: OwnerId, device: string): Promise<SessionStep | null>;
  /** Takes the step after `rotation`. A step that was taken before ends the session. */
  rotateSession(session: string, rotation: number): Promise<Rotation>;
  /** @returns false when it is not an open session of this person. */
  endSession(owner: OwnerId, session: string): Promise<boolean>;
  endSessions(owner: OwnerId): Promise<void>;
  /** The one used last first. */
  sessionsOf(owner: OwnerId): Promise<readonly Session[]>;
  /** Known at once. */
  isSessionOpen(session: string): boolean;
}

export class SessionService implements Sessions {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  async openSession(owner: OwnerId, device: string): Promise<SessionStep | null> {
    const session = randomBytes(16).toString("base64url");
    const expiresAt = this.#vault.clock.now() + SESSION_MS;
    const sealed = await this.#vault.seal(owner, "device", device);
    if (sealed === null) return null;
    const content = { type: "OpenSession", owner, session, device: sealed, expiresAt } as const;
    const event = await this.#vault.submit(content);
    return event.type === "SessionOpened" ? { owner, session, rotation: 0, expiresAt } : null;
  }

  async rotateSession(session: string, rotation: number): Promise<Rotation> {
    const expiresAt = this.#vault.clock.now() + SESSION_MS;
    const event = await this.#vault.submit({ type: "RotateSession", session, rotation, expiresAt });
    if (event.type === "SessionReused") return { kind: "reused" };
    if (event.type !== "SessionRotated") return { kind: "ended" };
    return { kind: "rotated", owner: event.owner, session, rotation: event.rotation, expiresAt };
  }

  async endSession(owner: OwnerId, session: string): Promise<boolean> {
    const event = await this.#vault.submit({ type: "EndSession", owner, session });
    return event.type === "SessionEnded";
  }

  async endSessions(owner: OwnerId): Promise<void> {
    await this.#vault.submit({ type: "EndSessions", owner });
  }

  async sessionsOf(owner: OwnerId): Promise<readonly Session[]> {
    const person = await this.#vault.record(owner);
    if (person === null) return [];
    const now = this.#vault.clock.now();
    const records = await this.#vault.read((machine) => machine.sessions.of(owner));
    const open = records.filter(({ expiresAt }) => expiresAt > now).reverse();
    return Promise.all(
      open.map(async ({ session, device, openedAt, usedAt, expiresAt }) => {
        const readable = (await this.#vault.unseal(person, "device", device)) ?? "";
        return { session, device: readable, openedAt, usedAt, expiresAt };
      }),
    );
  }

  isSessionOpen(session: string): boolean {
    return this.#vault.standing.isSessionOpen(session);
  }
}
