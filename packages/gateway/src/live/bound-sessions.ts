import type { AccountId, OwnerId, SessionId } from "@probity/core";
import { formatId } from "@probity/protocol";
import { NotRunning } from "@probity/sequencer";
import { accountOf, requireScope } from "../caller.ts";
import type { Principal } from "../principal.ts";
import { Refusal, portRefusal } from "../refusal.ts";
import type { Venue } from "../venue.ts";

/** How soon a session that could not be closed is tried again, at first and at the longest. */
const AGAIN_MS = { first: 100, most: 5_000 };

interface BoundSession {
  readonly owner: OwnerId;
  readonly account: AccountId;
  readonly session: SessionId;
}

/** Sessions that last as long as one connection: when it ends, however, their orders are cancelled. */
export class BoundSessions {
  readonly #venue: Venue;
  readonly #bound: BoundSession[] = [];
  #hasEnded = false;

  constructor(venue: Venue) {
    this.#venue = venue;
  }

  /**
   * Opens one for an account of who asks, the first where none is named.
   *
   * @returns what `POST /sessions` answers.
   */
  async open(
    bearer: Principal,
    named: AccountId | undefined,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    try {
      requireScope(bearer, "trade");
      const { owner } = bearer;
      const account = await accountOf(this.#venue, bearer, named);
      const content = { type: "OpenSession", account } as const;
      const { sequence, events } = await this.#venue.submitter.submit(owner, content);
      const [opened] = events;
      if (opened?.type !== "SessionOpened") throw new Error("opening made no session");
      const bound = { owner, account, session: opened.session };
      if (this.#hasEnded) this.#close(bound);
      else this.#bound.push(bound);
      return { status: 200, body: { seq: sequence, session_id: formatId("ses", bound.session) } };
    } catch (error) {
      const refusal = error instanceof Refusal ? error : portRefusal(error);
      if (refusal === null) throw error;
      return { status: refusal.status, body: refusal.body };
    }
  }

  /** The connection has ended. */
  end(): void {
    this.#hasEnded = true;
    for (const bound of this.#bound.splice(0)) this.#close(bound);
  }

  /** Until it is done; a venue that stops meanwhile closes all sessions when it starts again. */
  #close(bound: BoundSession, afterMs = AGAIN_MS.first): void {
    const { owner, account, session } = bound;
    const content = { type: "CloseSession", account, session } as const;
    this.#venue.submitter.submit(owner, content).catch((error: unknown) => {
      // By the machine: its owner has closed it.
      if (error instanceof Refusal) return;
      if (error instanceof NotRunning && error.state.startsWith("clos")) return;
      const again = Math.min(AGAIN_MS.most, afterMs * 2);
      setTimeout(() => this.#close(bound, again), afterMs).unref();
    });
  }
}
