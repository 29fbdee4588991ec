/** Below this a sum and one more number stay exact as a number. */
const CARRY_AT = 2 ** 52;

/** A sum without bound of whole numbers that each are below 2⁵² in size; adding makes no bigint. */
export class BigSum {
  private carried: bigint;
  private rest = 0;

  constructor(from = 0n) {
    this.carried = from;
  }

  get value(): bigint {
    return this.carried + BigInt(this.rest);
  }

  add(number: number): void {
    this.rest += number;
    if (Math.abs(this.rest) < CARRY_AT) return;
    this.carried += BigInt(this.rest);
    this.rest = 0;
  }
}
