import { benchBook } from "./modes/book.ts";
import { benchEngine } from "./modes/engine.ts";
import { benchFanOut } from "./modes/fanout.ts";
import { benchGrowth } from "./modes/growth.ts";
import { benchMemory } from "./modes/memory.ts";
import { benchQueries } from "./modes/queries.ts";
import { benchHttp } from "./modes/http.ts";
import { benchJournal } from "./modes/journal.ts";
import { benchReplay } from "./modes/replay.ts";
import { benchLatency } from "./modes/latency.ts";
import { benchWs } from "./modes/ws.ts";
import type { BenchOptions } from "./options.ts";
import type { ModeReport } from "./report/mode-report.ts";

/** One named benchmark. */
export interface Mode {
  readonly about: string;
  /** Whether `quick` has it. */
  readonly isInQuick: boolean;
  /** Whether `all` has it. */
  readonly isInAll: boolean;
  /** Whether the rate of a bare HTTP echo belongs to its figures. */
  readonly usesNetwork: boolean;
  run(report: ModeReport, options: BenchOptions): Promise<void>;
}

/** In the order in which they are run and stand on the page. */
export const MODES: Readonly<Record<string, Mode>> = {
  book: {
    about: "The book alone: price-time matching, order types and self-trade prevention, no ledger.",
    isInQuick: true,
    isInAll: true,
    usesNetwork: false,
    run: benchBook,
  },
  engine: {
    about: "The exchange as a pure machine: book, ledger, holds, fees, positions, events; no disk.",
    isInQuick: true,
    isInAll: true,
    usesNetwork: false,
    run: benchEngine,
  },
  journal: {
    about: "Commands made durable in one process: machine, journal, group commit; no network.",
    isInQuick: true,
    isInAll: true,
    usesNetwork: false,
    run: benchJournal,
  },
  replay: {
    about: "How fast a venue starts: a snapshot and the commands after it.",
    isInQuick: true,
    isInAll: true,
    usesNetwork: false,
    run: benchReplay,
  },
  http: {
    about: "Order entry over HTTP, durable and authenticated, into a venue of its own process.",
    isInQuick: true,
    isInAll: true,
    usesNetwork: true,
    run: benchHttp,
  },
  ws: {
    about: "Order entry over WebSocket, durable and authenticated.",
    isInQuick: true,
    isInAll: true,
    usesNetwork: true,
    run: benchWs,
  },
  latency: {
    about: "How long one order takes: in the machine, durable for a single client, and at fixed rates.",
    isInQuick: true,
    isInAll: true,
    usesNetwork: true,
    run: benchLatency,
  },
  fanout: {
    about: "One change of a book to many readers.",
    isInQuick: true,
    isInAll: true,
    usesNetwork: true,
    run: benchFanOut,
  },
  memory: {
    about: "What resting orders and empty markets weigh.",
    isInQuick: true,
    isInAll: true,
    usesNetwork: false,
    run: benchMemory,
  },
  queries: {
    about: "Reads of the machine in process.",
    isInQuick: true,
    isInAll: true,
    usesNetwork: false,
    run: benchQueries,
  },
  growth: {
    about: "What an order costs in a venue of many markets, accounts and past orders.",
    isInQuick: false,
    isInAll: true,
    usesNetwork: false,
    run: benchGrowth,
  },
};
