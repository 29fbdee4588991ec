import { ApiError } from "@probity/client";
import type { ProbityClient } from "@probity/client";
import type { SignInAnswer } from "@probity/protocol";
import { useSyncExternalStore } from "react";

/** Who is signed in, as far as this page knows. */
export type SessionState =
  /** The page has just been opened, and asks. */
  | { readonly status: "unknown" }
  | { readonly status: "signed-out" }
  | {
      readonly status: "signed-in";
      readonly owner: string;
      readonly role: "user" | "admin" | "superadmin";
      /** The account this page trades for: the one chosen last, else the first that was opened. */
      readonly account: string;
      readonly accounts: readonly string[];
    };

/** A token is renewed so long before it runs out. */
const EARLY_MS = 60_000;
/** Whether somebody signed in with this browser: strangers' pages need not ask. */
const KNOWN = "probity.signed-in";
/** The account chosen last with this browser. */
const CHOSEN = "probity.account";
/** Pages of one browser share one refresh token, which is good once: they take turns. */
const LOCK = "probity.refresh";

/**
 * The sign-in of this page. The access token lives in memory alone, the refresh token in a cookie no
 * script can read; a page that is opened asks with the cookie who it is.
 */
class Session {
  #state: SessionState = { status: "unknown" };
  #venue: ProbityClient | null = null;
  #token: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renewing: Promise<string | null> | null = null;
  readonly #listeners = new Set<() => void>();

  attach(venue: ProbityClient): void {
    this.#venue = venue;
  }

  get state(): SessionState {
    return this.#state;
  }

  get token(): string | null {
    return this.#token;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What signing in, in whatever way, answered. */
  accept(answer: SignInAnswer): void {
    this.#token = answer.access_token;
    localStorage.setItem(KNOWN, "yes");
    clearTimeout(this.#timer);
    const inMs = Date.parse(answer.expires_at) - Date.now() - EARLY_MS;
    this.#timer = setTimeout(() => void this.renew(), Math.max(inMs, 5_000));
    const { owner_id: owner, role, account_ids: accounts } = answer;
    const chosen = localStorage.getItem(CHOSEN);
    const account = accounts.find((one) => one === chosen) ?? accounts[0] ?? "";
    this.#tell({ status: "signed-in", owner, role, account, accounts });
  }

  /** Trades for that account from now on. @param account one of the person's, perhaps just opened. */
  choose(account: string): void {
    if (this.#state.status !== "signed-in") return;
    const { accounts } = this.#state;
    localStorage.setItem(CHOSEN, account);
    this.#tell({
      ...this.#state,
      account,
      accounts: accounts.includes(account) ? accounts : [...accounts, account],
    });
  }

  /** The page was opened: who is it? */
  begin(): void {
    if (localStorage.getItem(KNOWN) === null) this.#forget();
    else void this.renew();
  }

  /** Asks with the cookie. @returns the token, null when nobody is signed in (any longer). */
  renew(): Promise<string | null> {
    this.#renewing ??= this.#renewInTurn().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async signOut(): Promise<void> {
    await this.#venue?.signOut().catch(() => {});
    this.#forget();
  }

  async #renewInTurn(): Promise<string | null> {
    const venue = this.#venue;
    if (venue === null) return null;
    const ask = async (): Promise<string | null> => {
      try {
        const answer = await venue.refresh();
        this.accept(answer);
        return answer.access_token;
      } catch (error) {
        const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500;
        if (isRefused || this.#state.status === "unknown") this.#forget();
        return null;
      }
    };
    return "locks" in navigator ? navigator.locks.request(LOCK, ask) : ask();
  }

  #forget(): void {
    this.#token = null;
    localStorage.removeItem(KNOWN);
    clearTimeout(this.#timer);
    this.#tell({ status: "signed-out" });
  }

  #tell(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

export const session = new Session();

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.state);
}
