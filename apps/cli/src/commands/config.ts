import { configReference, readConfig, readSettings } from "@probity/exchange";
import { table } from "../table.ts";
import { UsageError } from "../usage-error.ts";

/** Lists the settings there are, shows those in force, or checks them. */
export async function config(args: readonly string[]): Promise<void> {
  const [action = "list", ...rest] = args;
  if (rest.length > 0) throw new UsageError("config takes one word at most");
  switch (action) {
    case "list":
      return console.log(configReference());
    case "show":
      return show();
    case "check":
      // Throws, with what to type, when something is not usable.
      readConfig(process.env);
      return console.log("The settings are usable.");
    default:
      throw new UsageError("say list, show or check");
  }
}

function show(): void {
  const rows = readSettings(process.env).map(({ name, origin, shown }) => [name, shown, origin]);
  console.log(table(["Setting", "Value", "From"], rows));
}
