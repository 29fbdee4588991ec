import { join } from "node:path";
import { openStore } from "@probity/store";
import type { DatabaseChoice, Store } from "@probity/store";
import type { Config } from "./config.ts";

/** Folder of the database within the process, below the data folder. It may be deleted at any time. */
const FOLDER = "read-side";

/** Which database the configuration names for history: a server, or one within the process. */
export function databaseOf(config: Config, dataFolder: string): DatabaseChoice {
  const { DATABASE_URL: url, DATABASE_READ_URL: readUrl, DIRECT_URL: directUrl } = config;
  if (url === undefined) return { kind: "pglite", folder: join(dataFolder, FOLDER) };
  return {
    kind: "postgres",
    url,
    ...(readUrl === undefined ? {} : { readUrl }),
    ...(directUrl === undefined ? {} : { directUrl }),
  };
}

/** Opens the database behind history; what it has not heard of yet it catches up with by itself. */
export function openHistory(
  config: Config,
  dataFolder: string,
  durableSequence: () => number,
  onProblem: (problem: Error) => void,
): Store {
  const database = databaseOf(config, dataFolder);
  return openStore({ database, dataFolder, durableSequence, onProblem });
}
