import type { ErrorCode } from "@probity/protocol";

/** What the venue or the way to it said instead of an answer. */
export interface ApiErrorFacts {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** From the venue's table of errors; `NO_ANSWER` when the venue could not be reached or answered nonsense. */
  readonly code: ErrorCode | "NO_ANSWER";
  readonly message: string;
  /** The facts needed to mend the request, as decimal text. */
  readonly details?: Readonly<Record<string, string>>;
  /** Sequence of the machine that refused, when it was asked. */
  readonly seq?: number | undefined;
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

/** What passes by itself: the venue is on its way, or its history is. */
const LATER: readonly string[] = ["NOT_RUNNING", "HISTORY_BEHIND", "HISTORY_UNAVAILABLE"];

/** A request that was not granted, or whose outcome nobody knows. Switch on `code`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: ErrorCode | "NO_ANSWER";
  readonly details: Readonly<Record<string, string>>;
  readonly seq: number | null;
  /** How long the venue asked to wait, null when it did not. */
  readonly retryAfterMs: number | null;

  constructor(facts: ApiErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.status = facts.status;
    this.code = facts.code;
    this.details = facts.details ?? {};
    this.seq = facts.seq ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }

  /** Whether the request may have been carried out although no answer says so. */
  get isOutcomeUnknown(): boolean {
    return this.code === "OUTCOME_UNKNOWN" || this.code === "NO_ANSWER";
  }

  /** Whether nothing was done and the same request may go through later. */
  get isTryAgainLater(): boolean {
    return this.status === 429 || LATER.includes(this.code);
  }
}
