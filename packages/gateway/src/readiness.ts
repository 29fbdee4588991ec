import type { ReadyAnswer } from "@probity/protocol";
import type { Redis } from "ioredis";
import type { WatchedStore } from "./metrics/store-metrics.ts";
import type { ReadinessCheck } from "./readiness-check.ts";
import type { Venue } from "./venue.ts";

/** How long a part may take to say that it is well. */
const CHECK_MS = 1_000;

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

/** History is old without its database, and trading goes on: not vital. */
export function storeCheck(store: WatchedStore): ReadinessCheck {
  return {
    name: "database",
    isVital: false,
    check: () => {
      const { state } = store.state();
      if (state !== "idle" && state !== "projecting") throw new Error(`the database is ${state}`);
      return store.lag().sequences;
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

async function checked(one: ReadinessCheck): Promise<Check> {
  const { name, isVital } = one;
  const deadline = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), CHECK_MS).unref();
  });
  const lag = await Promise.race([
    Promise.resolve()
      .then(() => one.check())
      .catch(() => null),
    deadline,
  ]);
  if (lag !== null) return { name, status: "ok", lag };
  return { name, status: isVital ? "failed" : "degraded", lag: 0 };
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
