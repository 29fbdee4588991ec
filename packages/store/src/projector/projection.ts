import type { Event } from "@probity/core";
import type { Catalogue } from "./catalogue.ts";
import type { Workspace } from "./workspace.ts";

/** An event with its place in the one order. */
export interface Fact {
  readonly event: Event;
  /** Of the event among its command's. */
  readonly place: number;
  readonly sequence: number;
  /** ms. */
  readonly time: number;
  /** Owner who asked; 0 is the venue itself. */
  readonly actor: number;
}

/**
 * One stem of the read side: which rows an event touches, and how it changes
 * them. Everything must follow from the events: no clock, no chance, so that a
 * rebuild gives the same rows.
 */
export interface Projection {
  /** Names it in dead letters; the stem. */
  readonly name: string;
  /** The tables of the workspace that it writes; no other projection writes them. */
  readonly writes: readonly (keyof Workspace)[];
  /** Announces the rows that folding the event will ask for; sees all events of a batch before any is folded. */
  prepare(fact: Fact, rows: Workspace, catalogue: Catalogue): void;
  /** Changes rows. A throw takes this projection's changes for this event back and makes it a dead letter. */
  fold(fact: Fact, rows: Workspace, catalogue: Catalogue): void;
}
