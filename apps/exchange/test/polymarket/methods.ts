/** What a client can be asked to do, found out from the package itself. */
import { readFileSync, readdirSync } from "node:fs";
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
    readonly methods: (stage: Stage) => readonly string[] | Promise<readonly string[]>;
    readonly table: Table;
  },
  venue: { readonly environment?: Readonly<Record<string, string>>; readonly maker?: ClientMaker },
): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(venue.environment, venue.maker);
    await stage.wellInformed();
  }, 90_000);
  afterAll(() => stage?.close());

  test(`every public method of ${client.name} is in the table`, async () => {
    const methods = new Set(await client.methods(stage));
    expect(methods.size).toBeGreaterThan(10);
    expect(Object.keys(client.table).sort()).toEqual([...methods].sort());
  });
  const checks = Object.entries(client.table).flatMap(([method, entry]) =>
    typeof entry === "function" ? [[method, entry] as const] : [],
  );
  test.each(checks)(`%s of ${client.name}`, (_method, check) => check(stage));
}

/**
 * Public methods of a class: what its prototype has, without what the declarations that come
 * with the package keep private or protected, or leave out.
 * @param declarations name of the .d.ts below the package's folder `dist`.
 */
export function methodsOf(
  type: { readonly prototype: object },
  packageName: string,
  declarations: RegExp,
): readonly string[] {
  return methodsOfPrototype(type.prototype, declarationsOf(packageName, declarations));
}

/** Methods that a client of the unified SDK carries itself, and those of the classes it is of. */
export function methodsOfSdk(client: object): readonly string[] {
  const text = declarationsOf("@polymarket/client", /^types-.*\.d\.ts$/);
  const own = Object.entries(client).flatMap(([name, value]) =>
    typeof value === "function" ? [name] : [],
  );
  const inherited: string[] = [];
  for (
    let type = Object.getPrototypeOf(client);
    type !== Object.prototype;
    type = Object.getPrototypeOf(type)
  ) {
    inherited.push(...methodsOfPrototype(type, text));
  }
  return [...own, ...inherited];
}

function methodsOfPrototype(prototype: object, text: string): readonly string[] {
  const kept = [...text.matchAll(/(?:private|protected) (?:readonly )?(\w+)/g)].map(
    ([, name]) => name,
  );
  const hidden = new Set(["constructor", ...kept]);
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
    typeof value === "function" && !hidden.has(name) && new RegExp(`\\b${name}[<(]`).test(text)
      ? [name]
      : [],
  );
}

function declarationsOf(packageName: string, name: RegExp): string {
  const folder = join(folderOf(packageName), "dist");
  const files = readdirSync(folder).filter((file) => name.test(file));
  return files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
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
