/** Figures as people read them: three significant digits and a unit. */

function threeDigits(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

function scaled(value: number, steps: readonly (readonly [number, string])[]): string {
  if (!Number.isFinite(value)) return "–";
  const [scale, unit] =
    steps.find(([step]) => Math.abs(value) >= step) ??
    steps[steps.length - 1] ??
    ([1, ""] as const);
  return `${threeDigits(value / scale)}${unit}`;
}

/** A rate in things a second. */
export function perSecond(value: number): string {
  return scaled(value, [
    [1e6, " M/s"],
    [1e3, " k/s"],
    [1, " /s"],
  ]);
}

/** A time in seconds. */
export function seconds(value: number): string {
  return scaled(value, [
    [1, " s"],
    [1e-3, " ms"],
    [1e-6, " µs"],
    [1e-9, " ns"],
  ]);
}

export function bytes(value: number): string {
  return scaled(value, [
    [1e9, " GB"],
    [1e6, " MB"],
    [1e3, " kB"],
    [1, " B"],
  ]);
}

export function ratio(value: number): string {
  return Number.isFinite(value) ? `${threeDigits(value)}×` : "–";
}

export function share(value: number): string {
  return Number.isFinite(value) ? `${Math.round(value * 100)} %` : "–";
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}
