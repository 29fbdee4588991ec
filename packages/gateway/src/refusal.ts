import type { Rejection } from "@probity/core";
import type { z } from "zod";
import { IdentityBusy, ProviderUnreachable } from "@probity/identity";
import { errorJson, rejectionJson, statusOf } from "@probity/protocol";
import type { ErrorCode, ErrorJson } from "@probity/protocol";
import { requestId } from "./request-id.ts";
import {
  Busy,
  ClockJump,
  DiskFull,
  NotRunning,
  NotYet,
  OutcomeUnknown,
  Poisoned,
  Unencodable,
} from "@probity/sequencer";

/** A request that is not granted, on its way to the answer. Never a mistake of ours. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly error: ErrorJson;
  /** Sequence of the machine the refusal rests on; null when it was not asked. */
  readonly sequence: number | null;
  readonly retryAfterSeconds: number | null;

  constructor(
    error: ErrorJson,
    { sequence = null, retryAfterSeconds = null, cause }: RefusalOptions = {},
  ) {
    super(error.message, { cause });
    this.error = error;
    this.sequence = sequence;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return statusOf(this.error.code);
  }

  /** The answer's body. */
  get body(): { error: ErrorJson; seq?: number } {
    return this.sequence === null
      ? { error: this.error }
      : { seq: this.sequence, error: this.error };
  }
}

interface RefusalOptions {
  readonly sequence?: number | null;
  readonly retryAfterSeconds?: number | null;
  readonly cause?: unknown;
}

/** A refusal by code, for what the gateway decides itself. */
export function refuse(
  code: ErrorCode,
  facts: Readonly<Record<string, string | number>> = {},
  sequence: number | null = null,
): Refusal {
  return new Refusal(errorJson(code, facts), { sequence });
}

/** A field of the request that is not valid, and what is wrong with it. */
export function badField(field: string, problem: string): Refusal {
  return new Refusal(errorJson("INVALID_FIELD", { field }, problem));
}

/** What the machine refused at `sequence`. */
export function rejected(rejection: Rejection, sequence: number): Refusal {
  return new Refusal(rejectionJson(rejection), { sequence });
}

/** The refusal for what the sequencer and identity throw; null when the error is none of its kinds. */
export function portRefusal(error: unknown): Refusal | null {
  const because = (code: ErrorCode, facts = {}, retryAfterSeconds: number | null = null) =>
    new Refusal(errorJson(code, facts), { retryAfterSeconds, cause: error });
  if (error instanceof Busy || error instanceof IdentityBusy) {
    return because("BUSY", {}, Math.ceil(error.retryAfterMs / 1_000));
  }
  if (error instanceof ProviderUnreachable) return because("PROVIDER_UNREACHABLE", {}, 10);
  if (error instanceof OutcomeUnknown) return because("OUTCOME_UNKNOWN", {}, 1);
  if (error instanceof DiskFull) return because("DISK_FULL", {}, 10);
  if (error instanceof ClockJump) return because("CLOCK_JUMP", {}, 10);
  if (error instanceof NotRunning) return because("NOT_RUNNING", {}, 1);
  if (error instanceof Poisoned)
    return because("QUARANTINED", { quarantine_id: error.quarantineId });
  if (error instanceof Unencodable) return because("BAD_REQUEST");
  if (error instanceof NotYet) {
    return because("NOT_YET", { min_seq: error.minSequence, durable_seq: error.durableSequence });
  }
  return null;
}

/** The refusal for whatever was thrown; a mistake of ours is `INTERNAL`, with the request id to find it in the log. */
export function refusalOf(error: unknown, requestId: string): Refusal {
  if (error instanceof Refusal) return error;
  return (
    portRefusal(error) ??
    new Refusal(errorJson("INTERNAL", { request_id: requestId }), { cause: error })
  );
}

/** Hears of answers that are our own fault or the world's: status 500 and above. */
export type FailureListener = (error: unknown, refusal: Refusal, requestId: string) => void;

/** The same where nobody has given the request an id. */
export function notedRefusal(error: unknown, note: FailureListener): Refusal {
  const id = requestId();
  const refusal = refusalOf(error, id);
  if (refusal.status >= 500) note(error, refusal, id);
  return refusal;
}

/** Names the first bad field of a request, and says what is wrong with it. */
export function badFieldOf({ issues }: z.ZodError, part: string): Refusal {
  const [issue] = issues;
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    return badField(named([...path, key], part), "there is no such field");
  }
  return badField(named(path, part), clause(issue?.message ?? "it is not what is expected"));
}

function named(path: readonly string[], part: string): string {
  return path.length === 0 ? part : path.join(".").slice(0, 200);
}

/** Fits a message of the schemas behind "The field price is not valid: ". */
function clause(message: string): string {
  const text = message.replace(/\.$/, "").slice(0, 300);
  return text.charAt(0).toLowerCase() + text.slice(1);
}
