import { bigint, pgSchema } from "drizzle-orm/pg-core";

/** Where all tables of the read side live; `rebuild` makes them a second time beside it. */
export const SCHEMA = "probity";
export const readSide = pgSchema(SCHEMA);

/** An id, a sequence, an amount, lots or milliseconds: a safe integer. */
export const int = (name: string) => bigint(name, { mode: "number" });
/** A total that can pass the safe integers. */
export const total = (name: string) => bigint(name, { mode: "bigint" });
