/** What stands in for the parts of the desk that are not there yet. */
import type { Desk } from "../src/desk.ts";
import type { Faults } from "../src/ports.ts";

export type StandIns = Pick<Desk, "kept" | "faults">;

export function standIns(): StandIns {
  return {
    faults: none,
    kept: { peek: () => null, of: async () => new Map() },
  };
}

const none: Faults = { deliver: (_channel, send) => send() };
