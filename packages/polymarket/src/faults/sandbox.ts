import type { Desk } from "../desk.ts";
import type { Part } from "../part.ts";
import type { Faults } from "../ports.ts";
import type { ClockSettlements } from "../settlement/clock-settlements.ts";
import { faultRoutes } from "./fault-routes.ts";
import type { FaultControl } from "./fault-routes.ts";
import { LeftoverDelays } from "./leftover-delays.ts";
import { MarketFaults } from "./market-faults.ts";
import { MatchFaults } from "./match-faults.ts";
import { MessageFaults } from "./message-faults.ts";
import { RequestFaults } from "./request-faults.ts";
import { RunningScenario } from "./running-scenario.ts";
import type { Scenario } from "./scenario.ts";

/** Without a sandbox nothing goes wrong, and no route could make it. */
const NONE: Faults = { deliver: (_channel, send) => send() };

export interface OpenedFaults {
  readonly faults: Faults;
  /** Stands before all others: it may refuse what they would answer. */
  readonly part: Part;
}

/**
 * Where things go wrong as an operator or a file says; one scenario at a time. What one of before has left in the
 * venue is put back, with a sandbox or without.
 */
export async function openFaults(
  desk: Pick<Desk, "venue" | "options" | "markets">,
  settlements: ClockSettlements,
): Promise<OpenedFaults> {
  const { venue, options, markets } = desk;
  const { isSandbox, scenario } = options;
  if (!isSandbox && scenario !== null) throw new Error("a fault scenario needs the sandbox");
  const leftovers = await LeftoverDelays.open(venue);
  if (!isSandbox) {
    const part: Part = {
      listening: async () => leftovers.begin(),
      close: async () => leftovers.close(),
    };
    return { faults: NONE, part };
  }
  let running: RunningScenario | null = null;
  let last: RunningScenario | null = null;
  const now = () => running;
  const requests = new RequestFaults(now);
  const messages = new MessageFaults(now);
  const { submitter } = venue;
  const { minedMs } = options;
  const matches = new MatchFaults({ submitter, settlements, markets, minedMs, running: now });
  const market = new MarketFaults({ venue, markets, leftovers });
  settlements.route((event, matchedAt) => matches.detourOf(event, matchedAt));

  const end = async (): Promise<void> => {
    last = running ?? last;
    running = null;
    requests.close();
    messages.close();
    matches.close();
    await market.end();
  };
  const begin = async (wanted: Scenario): Promise<void> => {
    await end();
    running = new RunningScenario(wanted, Date.now);
    market.begin(running);
  };
  // Of two operators at once the later one's wish is what holds.
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    turn = turn.then(act);
    return turn;
  };
  const control: FaultControl = {
    get running() {
      return running;
    },
    get last() {
      return last;
    },
    begin: (wanted) => inTurn(() => begin(wanted)),
    end: () => inTurn(end),
  };
  return {
    faults: messages,
    part: {
      clob: (app) => requests.watch(app, "clob"),
      gamma: (app) => requests.watch(app, "gamma"),
      data: (app) => requests.watch(app, "data"),
      admin: (api) => faultRoutes(api, venue, control),
      listening: async () => {
        leftovers.begin();
        if (scenario !== null) await control.begin(scenario);
      },
      close: async () => {
        leftovers.close();
        await control.end();
      },
    },
  };
}
