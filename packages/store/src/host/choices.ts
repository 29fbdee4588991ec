/** Which database holds the tables. */
export type DatabaseChoice =
  /** Within the process; `folder` null: in memory. The tables can be made again, so it may be deleted at any time. */
  | { readonly kind: "pglite"; readonly folder: string | null }
  | {
      readonly kind: "postgres";
      readonly url: string;
      /** For migrations, where `url` leads to a pooler. */
      readonly directUrl?: string;
      /** For reads; may be a replica that lags. */
      readonly readUrl?: string;
    };

/** Everything the thread of the projector is started with. */
export interface RunnerOptions {
  readonly database: DatabaseChoice;
  /** Data folder of the venue, whose event archive is followed. */
  readonly dataFolder: string;
}

/** How the projector is doing. */
export interface Progress {
  /**
   * `starting`: the database is being opened. `projecting`: there is more to fold. `idle`: everything
   * there is was folded. `waiting`: the world fails, it is tried again. `failed`: an operator must look.
   */
  readonly state: "starting" | "projecting" | "idle" | "waiting" | "failed";
  /** What keeps it from going on; null when nothing does. */
  readonly problem: string | null;
  /** Of the last command in the tables. */
  readonly sequence: number;
  /** Of that command, ms. */
  readonly time: number;
  /** By the wall clock, ms. */
  readonly at: number;
  /** Events laid aside since the start. */
  readonly deadLetters: number;
}
