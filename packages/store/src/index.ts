/** Public face of the package; see README.md for what it guarantees. */
export { openInlineStore, openStore } from "./store.ts";
export type { InlineStoreOptions, Store, StoreLag, StoreOptions } from "./store.ts";
export type { DatabaseChoice } from "./database/choice.ts";
export type { Progress } from "./host/progress.ts";
export type { DeadLetter, DeadLetterId } from "./projector/dead-letters.ts";
export { openStoreTools } from "./tools.ts";
export type { StoreTools, StoreToolsOptions } from "./tools.ts";
export { SchemaMismatch } from "./database/migrate.ts";
export type { RebuildReport } from "./rebuild/rebuild.ts";
export { feedSource } from "./projector/feed-source.ts";
export { BadCursor } from "./queries/cursors.ts";
export type { Page } from "./queries/cursors.ts";
export type { Queries } from "./queries/queries.ts";
