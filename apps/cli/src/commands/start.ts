import { runVenue } from "@probity/exchange";
import { UsageError } from "../usage-error.ts";

/** Runs the venue until it is stopped. */
export async function start(args: readonly string[]): Promise<void> {
  if (args.length > 0) throw new UsageError("start takes no arguments");
  await runVenue();
}
