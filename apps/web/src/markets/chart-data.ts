/** A candle as the venue tells it: decimal text, ISO 8601. */
export interface Told {
  readonly time: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

/** A price of YES at the beginning of a step, in seconds since 1970. */
export interface Point {
  readonly time: number;
  readonly value: number;
}

export interface Bar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Dollars. */
  readonly volume: number;
}

export interface Window {
  /** Seconds since 1970; what is drawn begins no earlier. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const secondsOf = (time: string): number => Math.floor(Date.parse(time) / 1_000);

/** The beginning of the step a moment belongs to. */
export function stepOf(seconds: number, { step }: Pick<Window, "step">): number {
  return Math.floor(seconds / step) * step;
}

/**
 * A point a step, also where nothing traded: then the price stays what it was, up to now. Time is
 * drawn to scale only so.
 *
 * @param last what the market is worth when nothing traded within the window; null: nothing ever did.
 */
export function carried(candles: readonly Told[], window: Window, last: number | null): Point[] {
  const closes = new Map(candles.map(({ time, close }) => [secondsOf(time), Number(close)]));
  const [first] = candles;
  const to = stepOf(window.to, window);
  let value = first === undefined ? last : null;
  if (first === undefined && value === null) return [];
  const points: Point[] = [];
  const from = first === undefined ? window.from : Math.max(window.from, secondsOf(first.time));
  for (let time = stepOf(from, window); time <= to; time += window.step) {
    value = closes.get(time) ?? value;
    if (value !== null) points.push({ time, value });
  }
  return points;
}

/** Candles, and times without one for the steps in which nothing traded. */
export function bars(
  candles: readonly Told[],
  window: Window,
): (Bar | { readonly time: number })[] {
  const known = new Map<number, Bar>(
    candles.map(({ time, open, high, low, close, volume }) => [
      secondsOf(time),
      {
        time: secondsOf(time),
        open: Number(open),
        high: Number(high),
        low: Number(low),
        close: Number(close),
        volume: Number(volume),
      },
    ]),
  );
  const [first] = candles;
  if (first === undefined) return [];
  const drawn: (Bar | { readonly time: number })[] = [];
  const to = stepOf(window.to, window);
  for (let time = secondsOf(first.time); time <= to; time += window.step)
    drawn.push(known.get(time) ?? { time });
  return drawn;
}

/** A candle with one more price in it; without one, a new candle. */
export function extended(bar: Bar | undefined, time: number, price: number): Bar {
  if (bar === undefined || bar.time < time) {
    const open = bar?.close ?? price;
    const [low = price, high = price] = [open, price].toSorted((one, other) => one - other);
    return { time, open, high, low, close: price, volume: 0 };
  }
  return {
    ...bar,
    high: Math.max(bar.high, price),
    low: Math.min(bar.low, price),
    close: price,
  };
}

/** How far the price moved since the window began; null: it was not known then, nor later. */
export function change(points: readonly Point[], now: number | null): number | null {
  const [first] = points;
  return first === undefined || now === null ? null : now - first.value;
}
