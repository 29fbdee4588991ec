import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Machine } from "../machine.ts";
import type { ModeResult } from "./mode-report.ts";

/** The last run of each mode, each with the machine it was made on. */
export type Store = Readonly<
  Record<string, { readonly machine: Machine; readonly result: ModeResult }>
>;

export function readStore(path: string): Store {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Store) : {};
}

export function writeStore(path: string, store: Store): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(store, null, 2)}\n`);
}
