/** What a client can be asked to do, found out from the package itself. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Stage } from "./stage.ts";
import type { ClientMaker } from "./stage.ts";

/** Calls a method and compares what comes back with what the venue itself says. */
export type Check = (stage: Stage) => Promise<void>;
/** Why a method cannot exist here: a sentence for the reference page. */
export interface Absent {
  readonly why: string;
}
/** One entry for every public method of a client, by its name. */
export type Table = Readonly<Record<string, Check | Absent>>;

/** Fails for a method that a table lacks or has too much; one test for each of the others. */
export function testEveryMethod(
  client: {
    readonly name: string;
    readonly methods: readonly string[];
    readonly table: Table;
  },
  venue: { readonly environment?: Readonly<Record<string, string>>; readonly maker?: ClientMaker },
): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(venue.environment, venue.maker);
  }, 60_000);
  afterAll(() => stage?.close());

  test(`every public method of ${client.name} is in the table`, () => {
    expect(client.methods.length).toBeGreaterThan(10);
    expect(Object.keys(client.table).sort()).toEqual([...client.methods].sort());
  });
  for (const [method, entry] of Object.entries(client.table)) {
    if (typeof entry === "function") test(`${method} of ${client.name}`, () => entry(stage));
  }
}

/**
 * Public methods of a class: what its prototype has, without what the declarations that
 * come with the package keep private or protected.
 * @param declarations path of the .d.ts below the package's folder.
 */
export function methodsOf(
  type: { readonly prototype: object },
  packageName: string,
  declarations: string,
): readonly string[] {
  const text = readFileSync(join(folderOf(packageName), declarations), "utf8");
  const kept = new Set(
    [...text.matchAll(/(?:private|protected) (?:readonly )?(\w+)/g)].map(([, name]) => name),
  );
  return Object.getOwnPropertyNames(type.prototype).filter(
    (name) => name !== "constructor" && !kept.has(name),
  );
}

/** Methods that a client carries itself, as the unified SDK does with its actions. */
export function ownMethodsOf(client: object): readonly string[] {
  return Object.entries(client).flatMap(([name, value]) =>
    typeof value === "function" ? [name] : [],
  );
}

/** Folder of an installed package. */
function folderOf(packageName: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(packageName));
  for (;;) {
    try {
      const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      if (name === packageName) return folder;
    } catch {
      // Not here: further up.
    }
    folder = dirname(folder);
  }
}
