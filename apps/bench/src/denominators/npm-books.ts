import { createRequire } from "node:module";
import { LineChild } from "../child.ts";
import type { Contender } from "../contest.ts";

const NAMES = ["nodejs-order-book", "hft-limit-order-book"];

/** The order books of npm that are installed here, with their versions. */
export function npmBooks(): (Contender & { readonly version: string })[] {
  const { resolve } = createRequire(import.meta.url);
  return NAMES.flatMap((name) => {
    try {
      resolve(name);
    } catch {
      return [];
    }
    const start = (file: string, ticks: number): LineChild =>
      LineChild.script("contenders/npm-book.ts", [file, String(ticks)], {
        env: { NPM_BOOK: name },
      });
    return [{ name, version: versionOf(name), start }];
  });
}

/** Version of a library that this package depends on. */
export function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  return (require(`${name}/package.json`) as { version: string }).version;
}
