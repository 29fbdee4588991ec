import { configReference } from "@probity/exchange";
import { UsageError } from "../usage-error.ts";

/** Prints the settings as a table. */
export async function config(args: readonly string[]): Promise<void> {
  if (args.length > 0) throw new UsageError("config takes no arguments");
  console.log(configReference());
}
