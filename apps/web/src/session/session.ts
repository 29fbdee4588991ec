import { ApiError } from "@probity/client";
import type { ProbityClient } from "@probity/client";
import type { SignInAnswer } from "@probity/protocol";
import { useSyncExternalStore } from "react";
import { lifetimeMs } from "./token-lifetime.ts";

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
/** Least time between two renewals, and the first wait when the venue cannot be reached. */
const LEAST_MS = 5_000;
const LONGEST_WAIT_MS = 60_000;
/** Who signed in with this browser, if anybody: strangers' pages need not ask, others learn of it. */
const KNOWN = "probity.signed-in";
/** The account chosen last with this browser. */
const CHOSEN = "probity.account";
/** Pages of one browser share one refresh token, which is good once: they take turns. */
const LOCK = "probity.refresh";
/** With these the venue says that nobody is signed in; anything else may pass. */
const SIGNED_OUT: readonly number[] = [400, 401, 403];

/**
 * The sign-in of this page. The access token lives in memory alone, the refresh token in a cookie no
 * script can read; a page that is opened asks with the cookie who it is. The pages of a browser tell
 * each other when somebody signs in or out.
 */
class Session {
  #state: SessionState = { status: "unknown" };
  #venue: ProbityClient | null = null;
  #token: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When to renew, by a clock that is not set by people. */
  #dueAt = Number.POSITIVE_INFINITY;
  #waitMs = LEAST_MS;
  #renewing: Promise<string | null> | null = null;
  /** Counts sign-ins and sign-outs: an answer to a question of before them is void. */
  #turn = 0;
  readonly #listeners = new Set<() => void>();

  attach(venue: ProbityClient): void {
    this.#venue = venue;
    globalThis.addEventListener?.("storage", ({ key, newValue }) => {
      if (key === KNOWN) this.#heardOfOthers(newValue);
    });
    for (const woken of ["online", "pageshow", "focus"]) {
      globalThis.addEventListener?.(woken, () => this.#renewIfDue());
    }
    globalThis.document?.addEventListener("visibilitychange", () => this.#renewIfDue());
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
    this.#turn += 1;
    this.#token = answer.access_token;
    this.#waitMs = LEAST_MS;
    if (localStorage.getItem(KNOWN) !== answer.owner_id) {
      localStorage.setItem(KNOWN, answer.owner_id);
    }
    this.#renewIn(Math.max(lifetimeMs(answer) - EARLY_MS, LEAST_MS));
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
    this.#turn += 1;
    await this.#venue?.signOut().catch(() => {});
    this.#forget();
  }

  async #renewInTurn(): Promise<string | null> {
    const venue = this.#venue;
    if (venue === null) return null;
    const turn = this.#turn;
    const ask = async (): Promise<string | null> => {
      try {
        const answer = await venue.refresh();
        if (turn !== this.#turn) {
          // Somebody signed in or out meanwhile, and the client took this answer for the last word.
          venue.useToken(this.#token);
          return this.#token;
        }
        this.accept(answer);
        return answer.access_token;
      } catch (error) {
        if (turn !== this.#turn) return this.#token;
        if (error instanceof ApiError && SIGNED_OUT.includes(error.status)) this.#forget();
        else this.#tryLater();
        return null;
      }
    };
    return "locks" in navigator ? navigator.locks.request(LOCK, ask) : ask();
  }

  /** The venue cannot be reached: the page is a stranger's meanwhile, unless it knew better. */
  #tryLater(): void {
    if (this.#state.status === "unknown") this.#tell({ status: "signed-out" });
    this.#renewIn(this.#waitMs);
    this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS);
  }

  #renewIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#dueAt = performance.now() + ms;
    this.#timer = setTimeout(() => void this.renew(), ms);
  }

  /** Timers stand still while a machine sleeps. */
  #renewIfDue(): void {
    if (performance.now() >= this.#dueAt) void this.renew();
  }

  /** Another page of this browser signed in, as somebody, or out. */
  #heardOfOthers(owner: string | null): void {
    const own = this.#state.status === "signed-in" ? this.#state.owner : null;
    if (owner === null) {
      this.#turn += 1;
      this.#forget();
    } else if (owner !== own) void this.renew();
  }

  #forget(): void {
    this.#token = null;
    // The client would go on sending it.
    this.#venue?.useToken(null);
    localStorage.removeItem(KNOWN);
    clearTimeout(this.#timer);
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#tell({ status: "signed-out" });
  }

  /** What says the same as before is the same to whoever looks at it, and still told: the token may be another. */
  #tell(state: SessionState): void {
    if (JSON.stringify(state) !== JSON.stringify(this.#state)) this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

export const session = new Session();

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.state);
}
