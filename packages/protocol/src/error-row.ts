/** How a fact is written: as decimal text in `details`, for people in the sentence; a time is ISO 8601 in both. */
export type Unit = "price" | "quantity" | "amount" | "time" | "count" | "text";

/** `{fact}` in the sentence is replaced by the fact as people read it. */
export interface ErrorRow {
  readonly status: number;
  readonly sentence: string;
  readonly facts: Readonly<Record<string, Unit>>;
}
