import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { readConfig } from "@probity/exchange";
import { UsageError } from "./usage-error.ts";

/** The data folder a command is about: the one named, else the configured one. It must hold a venue. */
export function dataFolder(named: string | undefined): string {
  const folder = resolve(named ?? readConfig(process.env).PROBITY_DATA);
  if (!existsSync(join(folder, "exchange"))) {
    throw new UsageError(`${folder} is not the data folder of a venue`);
  }
  return folder;
}
