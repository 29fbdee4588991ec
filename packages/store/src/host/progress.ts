import type { DatabaseChoice } from "../database/choice.ts";

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
