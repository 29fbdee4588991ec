import type { ReadyAnswer } from "@probity/protocol";
import type { Redis } from "ioredis";
import type { Venue } from "./venue.ts";

/** How long a part may take to say that it is well. */
const CHECK_MS = 1_000;

/** A part of the venue that `/ready` asks. */
export interface ReadinessCheck {
  readonly name: string;
  /** Whether the venue cannot serve without it. */
  readonly isVital: boolean;
  /** @returns how many commands it is behind, 0 if it cannot be. @throws when it is not well. */
  check(): number | Promise<number>;
}

/** Losing Redis loses nothing: cache and limits go on in each process alone. */
export function redisCheck(redis: Redis): ReadinessCheck {
  return {
    name: "redis",
    isVital: false,
    check: async () => {
      await redis.ping();
      return 0;
    },
  };
}

/** How every part is. Never takes longer than `CHECK_MS`. */
export async function readiness(venue: Venue): Promise<ReadyAnswer> {
  const { sequencer, readSide } = venue;
  const durable = sequencer.durableSequence;
  const place = { durable_seq: durable, folded_seq: readSide.sequence };
  const others = await Promise.all(venue.checks.map((one) => checked(one)));
  const own = ownState(venue);
  const isDown = others.some(({ status }) => status === "failed");
  const journal = { name: "journal", status: journalStatus(venue), lag: 0 };
  const lag = Math.max(0, durable - readSide.sequence);
  const fold = { name: "read-side", status: readSideStatus(venue), lag };
  const status = own === "ready" && isDown ? "failed" : own;
  return { status, ...place, checks: [journal, fold, ...others] };
}

type Check = ReadyAnswer["checks"][number];

async function checked({ name, isVital, check }: ReadinessCheck): Promise<Check> {
  const deadline = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("no answer")), CHECK_MS).unref();
  });
  try {
    const lag = await Promise.race([Promise.resolve(check()), deadline]);
    return { name, status: "ok", lag };
  } catch {
    return { name, status: isVital ? "failed" : "degraded", lag: 0 };
  }
}

function ownState({ sequencer, readSide }: Venue): ReadyAnswer["status"] {
  const { state } = sequencer;
  if (state === "failed" || readSide.failure !== null) return "failed";
  if (state === "closing" || state === "closed") return "stopping";
  return state === "running" && readSide.hasCaughtUp ? "ready" : "recovering";
}

function journalStatus({ sequencer }: Venue): Check["status"] {
  if (sequencer.state === "failed") return "failed";
  return sequencer.state === "running" && !sequencer.stats().diskFull ? "ok" : "degraded";
}

function readSideStatus({ readSide }: Venue): Check["status"] {
  if (readSide.failure !== null) return "failed";
  return readSide.hasCaughtUp ? "ok" : "degraded";
}
