import type { Market } from "@probity/protocol";

type State = Market["state"];
export type Mode = Market["mode"];

/** What an operator can do with a market's state; each is a word of the buttons. */
export const STEPS = ["open", "resume", "halt", "close", "delete"] as const;
export type Step = (typeof STEPS)[number];

const LEGAL: Readonly<Partial<Record<State, readonly Step[]>>> = {
  draft: ["open", "delete"],
  open: ["halt", "close"],
  halted: ["resume", "close"],
};

/** Where a step leads, as the venue calls it. */
export const LEADS_TO: Readonly<Record<Step, "open" | "halted" | "closed" | "deleted">> = {
  open: "open",
  resume: "open",
  halt: "halted",
  close: "closed",
  delete: "deleted",
};

const OVER: ReadonlySet<State> = new Set(["resolving", "resolved", "voided", "deleted"]);

export function isOver(state: State): boolean {
  return OVER.has(state);
}

/**
 * The steps that every market which is not over can take together, in the order of `STEPS`. One
 * market alone has its own.
 */
export function stepsOf(states: readonly State[]): readonly Step[] {
  const live = states.filter((state) => !isOver(state));
  if (live.length === 0) return [];
  return STEPS.filter((step) => live.every((state) => LEGAL[state]?.includes(step) === true));
}

/** Whether markets can be told how to take orders. */
export function canSetMode(states: readonly State[]): boolean {
  const live = states.filter((state) => !isOver(state));
  return live.length > 0 && live.every((state) => state === "open");
}

/** States that can be ended with a result, or voided. */
export function canEnd(state: State): boolean {
  return state !== "draft" && !isOver(state);
}

/** How many markets are in each state, those that trade first. */
export function statesOf(markets: readonly Pick<Market, "state">[]): readonly [State, number][] {
  const counts = Map.groupBy(markets, ({ state }) => state);
  return [...counts].map(([state, all]): [State, number] => [state, all.length]);
}
