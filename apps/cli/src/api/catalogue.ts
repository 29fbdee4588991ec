/** The operations of the native API as the command line knows them: `operations.json`, made from the venue's own document. */
import { readFileSync } from "node:fs";

/** The part of JSON Schema that the API's document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface Parameter {
  readonly in: "path" | "query" | "header";
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Operation {
  /** Such as `orders.place`; the words of the command. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `{name}` for each parameter. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Who it is for: `nothing` is anybody, `person` somebody here and not by a key, else a scope or a role. */
  readonly need: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
}

/** What `operations.json` holds: the operations, and the schemas their bodies refer to. */
export interface CatalogueJson {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** Every operation by name. */
export class Catalogue {
  readonly operations: readonly Operation[];
  private readonly schemas: CatalogueJson["schemas"];

  constructor({ operations, schemas }: CatalogueJson) {
    this.operations = operations;
    this.schemas = schemas;
  }

  /** That of the document this program was made with. */
  static read(): Catalogue {
    const file = new URL("operations.json", import.meta.url);
    return new Catalogue(JSON.parse(readFileSync(file, "utf8")) as CatalogueJson);
  }

  /**
   * The operation that the first words name, the longest if several do: `void plan` is not `void`.
   *
   * @returns it and the words after it; null when no operation has this name.
   */
  find(
    words: readonly string[],
  ): { readonly operation: Operation; readonly rest: readonly string[] } | null {
    let length = words.findIndex((word) => !/^[a-z][a-z0-9-]*$/.test(word));
    if (length === -1) length = words.length;
    for (; length > 0; length--) {
      const id = words.slice(0, length).join(".");
      const operation = this.operations.find((one) => one.id === id);
      if (operation !== undefined) return { operation, rest: words.slice(length) };
    }
    return null;
  }

  /** The operations whose names begin with these words; all for none. */
  under(words: readonly string[]): readonly Operation[] {
    const start = words.map((word) => `${word}.`).join("");
    return this.operations.filter(({ id }) => `${id}.`.startsWith(start));
  }

  /** The schema itself where one refers to another; what stands beside the reference is kept. */
  resolved(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    const { $ref, ...beside } = schema;
    const named = this.schemas[$ref.slice($ref.lastIndexOf("/") + 1)];
    if (named === undefined) throw new Error(`operations.json lacks ${$ref}`);
    return { ...this.resolved(named), ...beside };
  }
}

/** The words of the command that stands for the operation. */
export function wordsOf({ id }: Operation): string {
  return id.replaceAll(".", " ");
}

/** The positional arguments, in order. */
export function positionalsOf({ path }: Operation): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}

/** Acts of operators and of owners that nothing undoes; they are asked for twice. */
export function isIrreversible({ id, method }: Operation, body: unknown): boolean {
  if (method === "GET") return false;
  const last = id.slice(id.lastIndexOf(".") + 1);
  if (["resolve", "void", "erase", "delete", "discard"].includes(last)) return true;
  if (FINAL.includes(id)) return true;
  const wish = body as { readonly to?: unknown; readonly status?: unknown } | null;
  if (id === "markets.set-status") return ["RESOLVED", "CANCELLED"].includes(String(wish?.status));
  return id.startsWith("admin.") && (wish?.to === "deleted" || wish?.status === "deleted");
}

/** Voids by another word, and what can only be lengthened. */
const FINAL: readonly string[] = ["admin.markets.cancel", "admin.users.exclude", "exclusion.start"];
