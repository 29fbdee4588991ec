/** One thing that was compared, and how it came out. */
export interface Check {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly isGood: boolean;
}

/** Everything that was compared, in the order of comparison. */
export class Checks {
  private readonly all: Check[] = [];

  /** Notes whether `found` is exactly `expected`. */
  equal(what: string, expected: string | number, found: string | number): void {
    const isGood = expected === found;
    this.all.push({ what, expected: String(expected), found: String(found), isGood });
  }

  /** Notes something that must hold and is no plain equality. */
  holds(what: string, expected: string, found: string | number, isGood: boolean): void {
    this.all.push({ what, expected, found: String(found), isGood });
  }

  get list(): readonly Check[] {
    return this.all;
  }

  get failures(): readonly Check[] {
    return this.all.filter(({ isGood }) => !isGood);
  }
}
