import { benchBook } from "./modes/book.ts";
import { benchEngine } from "./modes/engine.ts";
import { benchFanOut } from "./modes/fanout.ts";
import { benchGrowth } from "./modes/growth.ts";
import { benchHttp } from "./modes/http.ts";
import { benchJournal } from "./modes/journal.ts";
import { benchLatency } from "./modes/latency.ts";
import { benchMemory } from "./modes/memory.ts";
import { benchPlacing } from "./modes/placing.ts";
import { benchProjector } from "./modes/projector.ts";
import { benchQueries } from "./modes/queries.ts";
import { benchReplay } from "./modes/replay.ts";
import { benchSoak } from "./modes/soak.ts";
import { benchSigned } from "./modes/signed.ts";
import { benchBuilding, benchConcurrent, benchMatching } from "./modes/source-s2.ts";
import { benchWs } from "./modes/ws.ts";
import type { BenchOptions } from "./options.ts";
import type { ModeReport } from "./report/mode-report.ts";

/** One named benchmark. */
export interface Mode {
  readonly about: string;
  /** `quick` has those that check something, `all` has all but the soak. */
  readonly isIn: readonly ("quick" | "all")[];
  /** Whether the rate of a bare HTTP echo belongs to its figures. */
  readonly usesNetwork: boolean;
  run(report: ModeReport, options: BenchOptions): Promise<void>;
}

const BOTH = ["quick", "all"] as const;

/** In the order in which they are run and stand on the page. */
export const MODES: Readonly<Record<string, Mode>> = {
  book: {
    about: "The book alone: price-time matching, order types and self-trade prevention, no ledger.",
    isIn: BOTH,
    usesNetwork: false,
    run: benchBook,
  },
  engine: {
    about: "The exchange as a pure machine: book, ledger, holds, fees, positions, events; no disk.",
    isIn: BOTH,
    usesNetwork: false,
    run: benchEngine,
  },
  journal: {
    about: "Commands made durable in one process: machine, journal, group commit; no network.",
    isIn: BOTH,
    usesNetwork: false,
    run: benchJournal,
  },
  projector: {
    about: "The read side: a venue's history projected to PostgreSQL, in the thread of the store.",
    isIn: BOTH,
    usesNetwork: false,
    run: benchProjector,
  },
  http: {
    about: "Order entry over HTTP, durable and authenticated, into a venue of its own process.",
    isIn: BOTH,
    usesNetwork: true,
    run: benchHttp,
  },
  ws: {
    about: "Order entry over WebSocket, durable and authenticated.",
    isIn: BOTH,
    usesNetwork: true,
    run: benchWs,
  },
  latency: {
    about: "How long one order takes: in the machine, durable for a single client, at fixed rates.",
    isIn: ["all"],
    usesNetwork: true,
    run: benchLatency,
  },
  fanout: {
    about: "One change of a book to many readers.",
    isIn: BOTH,
    usesNetwork: true,
    run: benchFanOut,
  },
  replay: {
    about: "How fast a venue starts: a snapshot and the commands after it.",
    isIn: BOTH,
    usesNetwork: false,
    run: benchReplay,
  },
  memory: {
    about: "What resting orders and empty markets weigh.",
    isIn: ["all"],
    usesNetwork: false,
    run: benchMemory,
  },
  queries: {
    about: "Reads of the machine in process.",
    isIn: BOTH,
    usesNetwork: false,
    run: benchQueries,
  },
  growth: {
    about: "What an order costs in a venue of many markets, accounts and past orders.",
    isIn: ["all"],
    usesNetwork: false,
    run: benchGrowth,
  },
  signed: {
    about:
      "Orders signed by wallets: EIP-712 digest, recovery, address, and the threads that check.",
    isIn: BOTH,
    usesNetwork: false,
    run: benchSigned,
  },
  placing: {
    about:
      "A limit order through Polymarket's own client, beside what the client takes for itself.",
    isIn: BOTH,
    usesNetwork: true,
    run: benchPlacing,
  },
  matching: {
    about: "Source S2's matching-heavy workload.",
    isIn: ["all"],
    usesNetwork: false,
    run: benchMatching,
  },
  building: {
    about: "Source S2's book-building workload.",
    isIn: ["all"],
    usesNetwork: false,
    run: benchBuilding,
  },
  concurrent: {
    about: "Source S2's concurrent users.",
    isIn: BOTH,
    usesNetwork: false,
    run: benchConcurrent,
  },
  soak: {
    about: "A venue for minutes at half the rate it can sustain.",
    isIn: [],
    usesNetwork: true,
    run: benchSoak,
  },
};

/** The modes a wish stands for, in their order; null when there is none of that name. Nothing said is `all`. */
export function modesOf(wish = "all"): readonly string[] | null {
  const names = Object.keys(MODES);
  if (wish === "all" || wish === "quick") {
    return names.filter((name) => MODES[name]?.isIn.includes(wish) === true);
  }
  return names.includes(wish) ? [wish] : null;
}
