import { benchBook } from "./modes/book.ts";
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
};
