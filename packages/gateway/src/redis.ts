import { Redis } from "ioredis";

/** How long an operation may take before we go on without it. */
const COMMAND_MS = 150;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A connection to Redis that never makes anybody wait long: while there is none, or it is slow, its
 * operations fail at once, and it goes on trying to connect.
 */
export function connectRedis(url: string, onProblem: (problem: Error) => void): Redis {
  const redis = new Redis(url, {
    commandTimeout: COMMAND_MS,
    connectTimeout: 2_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_PAUSE_MS),
  });
  // One line when it goes wrong, not one for each attempt.
  let isTold = false;
  redis.on("error", (problem: Error) => {
    if (!isTold) onProblem(problem);
    isTold = true;
  });
  redis.on("ready", () => {
    isTold = false;
  });
  return redis;
}
