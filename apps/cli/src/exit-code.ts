import { UsageError } from "./usage-error.ts";

/** What the process ends with, for scripts. */
export const EXIT = {
  done: 0,
  failed: 1,
  notUnderstood: 2,
  refused: 3,
  outcomeUnknown: 4,
} as const;

/** What each code means, for the help and the reference. */
export const EXIT_MEANINGS: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT.done, "done"],
  [EXIT.failed, "something went wrong on this side"],
  [EXIT.notUnderstood, "the command line was not understood; nothing was sent"],
  [EXIT.refused, "the venue refused; nothing was changed, and it says why"],
  [EXIT.outcomeUnknown, "no answer came, or the venue does not know; the same key asks again"],
];

/** What the venue says is known only to the client, which commands that ask no venue need not load. */
export async function exitCodeOf(error: unknown): Promise<number> {
  if (error instanceof UsageError) return EXIT.notUnderstood;
  const { ApiError } = await import("@probity/client");
  if (!(error instanceof ApiError)) return EXIT.failed;
  return error.isOutcomeUnknown ? EXIT.outcomeUnknown : EXIT.refused;
}
