import type { FunctionShare } from "../top-functions.ts";
import { share } from "./format.ts";
import type { GoalId, Reading } from "./goals.ts";

/** Rows of text below columns with names; the first columns are words, the others figures, which are right-aligned. */
export interface Table {
  readonly title: string;
  /** How many columns are words; one unless it says otherwise. */
  readonly words?: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Something that must hold whatever the speed; a run with one that does not exits with 1. */
export interface Check {
  readonly name: string;
  readonly isHeld: boolean;
  readonly detail: string;
}

/** Bars of one chart. `mark`: where the goal stands. */
export interface BarChart {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly isLogarithmic: boolean;
  readonly bars: readonly {
    readonly label: string;
    readonly value: number;
    readonly text: string;
    readonly mark: number | null;
  }[];
}

/** Everything a mode found out, as it goes into the terminal, the JSON and the page. */
export interface ModeResult {
  readonly mode: string;
  readonly seconds: number;
  readonly tables: readonly Table[];
  readonly checks: readonly Check[];
  readonly readings: readonly Reading[];
  readonly charts: readonly BarChart[];
  readonly notes: readonly string[];
}

/** Collects what a mode finds out while it runs. */
export class ModeReport {
  private readonly mode: string;
  private readonly isQuick: boolean;
  private readonly started = performance.now();
  private readonly tables: Table[] = [];
  private readonly checks: Check[] = [];
  private readonly readings: Reading[] = [];
  private readonly charts: BarChart[] = [];
  private readonly notes: string[] = [];

  /** @param isQuick the samples are small, so that nothing is said of goals. */
  constructor(mode: string, isQuick: boolean) {
    this.mode = mode;
    this.isQuick = isQuick;
  }

  table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
    this.tables.push({ title, columns, rows });
  }

  /** Where the time went, function by function. */
  profile(title: string, functions: readonly FunctionShare[]): void {
    const rows = functions.map((each) => [each.name, share(each.share)]);
    this.table(title, ["function", "own time"], rows);
  }

  check(name: string, isHeld: boolean, detail = ""): void {
    this.checks.push({ name, isHeld, detail });
  }

  reach(goal: GoalId, value: number, figures: string, doesNotCount: string | null = null): void {
    const quick = this.isQuick ? "a quick sample" : null;
    this.readings.push({ goal, value, figures, doesNotCount: doesNotCount ?? quick });
  }

  chart(chart: BarChart): void {
    this.charts.push(chart);
  }

  note(text: string): void {
    this.notes.push(text);
  }

  result(): ModeResult {
    const { mode, tables, checks, readings, charts, notes } = this;
    const seconds = (performance.now() - this.started) / 1_000;
    return { mode, seconds, tables, checks, readings, charts, notes };
  }
}
