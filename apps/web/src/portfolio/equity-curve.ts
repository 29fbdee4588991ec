import type { EquityAnswer } from "@probity/protocol";

export type EquityPoint = (typeof EquityAnswer)["_zod"]["output"]["points"][number];

/** Points as a chart takes them: seconds, each later than the one before; of one second the last. */
export function curveOf(
  points: readonly EquityPoint[],
  of: "equity" | "profit",
): { readonly time: number; readonly value: number }[] {
  const bySecond = new Map<number, number>();
  for (const point of points) {
    bySecond.set(Math.floor(Date.parse(point.time) / 1_000), Number(point[of]));
  }
  return [...bySecond].map(([time, value]) => ({ time, value })).sort((a, b) => a.time - b.time);
}
