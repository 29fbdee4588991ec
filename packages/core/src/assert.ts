/** A law of the machine does not hold. Our own mistake, never a user's: stop and recover from the journal. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Stops the machine when a law does not hold. Stays on in production; no request can reach one. */
export function assert(holds: boolean, law: string): asserts holds {
  if (!holds) throw new InvariantError(law);
}
