interface Schema {
  readonly _zod: { readonly input: unknown; readonly output: unknown };
}

/** What a client writes for a request schema. */
export type JsonOf<S extends Schema> = S["_zod"]["input"];
/** What a client reads of an answer schema. */
export type AnswerOf<S extends Schema> = S["_zod"]["output"];

/** A schema an answer can be read by. */
export interface AnswerSchema extends Schema {
  parse(answer: unknown): unknown;
}
