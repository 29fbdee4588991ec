/** What is made from the venue's own document: the command line's catalogue and the client's table. */
import type { CatalogueJson, Operation, Parameter, Schema } from "../src/api/catalogue.ts";

/** The part of OpenAPI that the venue's document uses. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: unknown;
  readonly "x-need"?: string;
  readonly parameters?: readonly (Parameter & { description?: string; example?: unknown })[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

export interface Route {
  readonly method: Operation["method"];
  readonly path: string;
  readonly described: DocumentedOperation;
}

/** Every route, in the order of their names. */
export function routesOf({ paths }: ApiDocument): Route[] {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method.toUpperCase() as Operation["method"],
      path,
      described,
    })),
  );
  return routes.sort((a, b) => (a.described.operationId < b.described.operationId ? -1 : 1));
}

/** What a command needs to know of each operation: all but the answers. */
export function catalogueOf(document: ApiDocument): CatalogueJson {
  const operations = routesOf(document).map(({ method, path, described }): Operation => {
    const { operationId: id, summary, tags = [], security, parameters = [] } = described;
    const [content] = Object.values(described.requestBody?.content ?? {});
    return {
      id,
      method,
      path,
      summary,
      tag: tags[0] ?? "",
      need: described["x-need"] ?? (security === undefined ? "nothing" : "read"),
      parameters: parameters.map(({ in: place, name, required, schema, description, example }) => ({
        in: place,
        name,
        required: required === true,
        schema: lean({
          ...schema,
          ...(description === undefined ? {} : { description }),
          ...(example === undefined ? {} : { examples: [example] }),
        }),
      })),
      body: content === undefined ? null : lean(content.schema),
    };
  });
  const schemas: Record<string, Schema> = {};
  const collect = (text: string): void => {
    for (const [, name = ""] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      const schema = document.components.schemas[name];
      if (schema === undefined || Object.hasOwn(schemas, name)) continue;
      schemas[name] = lean(schema);
      collect(JSON.stringify(schemas[name]));
    }
  };
  collect(JSON.stringify(operations));
  const names = Object.keys(schemas).sort();
  return { operations, schemas: Object.fromEntries(names.map((name) => [name, schemas[name]!])) };
}

/** Without what is said elsewhere: the form of an instant, bounds that bound nothing. */
function lean(schema: Schema): Schema {
  const text = JSON.stringify(schema, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const { additionalProperties: _closed, ...kept } = value as Record<string, unknown>;
    // Alternatives are written in one way.
    if (Array.isArray(kept["type"])) {
      kept["anyOf"] = kept["type"].map((type: unknown) => ({ type }));
      delete kept["type"];
    }
    if (kept["format"] !== undefined) delete kept["pattern"];
    if (kept["minLength"] === 0) delete kept["minLength"];
    return kept;
  });
  return JSON.parse(text) as Schema;
}

/** One operation, one schema a line: a change of the API is a change of few lines. */
export function catalogueFile({ operations, schemas }: CatalogueJson): string {
  const listed = operations.map((operation) => `  ${JSON.stringify(operation)}`);
  const named = Object.entries(schemas).map(
    ([name, schema]) => `  ${JSON.stringify(name)}: ${JSON.stringify(schema)}`,
  );
  return `{"operations": [\n${listed.join(",\n")}\n],\n"schemas": {\n${named.join(",\n")}\n}}\n`;
}

export function clientTable(routes: readonly Route[]): string {
  const rows = routes.map(
    ({ method, path, described }) =>
      `  ${JSON.stringify(described.operationId)}: ["${method}", ${JSON.stringify(path)}],`,
  );
  return [
    "/**",
    " * Every operation of the API, with its method and path. Made from the venue's document by",
    " * `npm run generate`; a name once published stays.",
    " */",
    "export const OPERATIONS = {",
    ...rows,
    "} as const;",
    "",
  ].join("\n");
}
