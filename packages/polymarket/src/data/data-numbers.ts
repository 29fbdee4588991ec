/** Whole units of the venue as the JSON numbers of the Data API. */
const MICRO = 1_000_000;
const LOTS_PER_SHARE = 100;
/** A tenth of a basis point of a percentage is enough for anybody. */
const FINE = 10_000;

export function dollars(amount: number): number {
  return amount / MICRO;
}

export function shares(lots: number): number {
  return lots / LOTS_PER_SHARE;
}

/** Dollars a share, to six decimals; 0 for none. */
export function average(amount: number, lots: number): number {
  return lots === 0 ? 0 : Math.round(amount / (lots / LOTS_PER_SHARE)) / MICRO;
}

/** Of 100; 0 of nothing. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 100 * FINE) / FINE;
}
