/** What every mode is told. */
export interface BenchOptions {
  readonly seed: number;
  /** Smaller samples: what is right is still checked, what is fast is only hinted at. */
  readonly isQuick: boolean;
  /** Length of a soak. */
  readonly minutes: number;
}
