import type { EquityAnswer } from "@probity/protocol";

export type EquityPoint = (typeof EquityAnswer)["_zod"]["output"]["points"][number];

/**
 * Points as a chart takes them: seconds, each later than the one before; of one second the last. It
 * begins where the account does: of the nothing before, one point is left.
 */
export function curveOf(
  points: readonly EquityPoint[],
  of: "equity" | "profit",
): { readonly time: number; readonly value: number }[] {
  const bySecond = new Map<number, number>();
  for (const point of points) {
    bySecond.set(Math.floor(Date.parse(point.time) / 1_000), Number(point[of]));
  }
  const curve = [...bySecond]
    .map(([time, value]) => ({ time, value }))
    .sort((one, other) => one.time - other.time);
  const begin = points.findIndex(
    ({ equity, profit }) => Number(equity) !== 0 || Number(profit) !== 0,
  );
  const from = Math.floor(Date.parse(points[Math.max(begin - 1, 0)]?.time ?? "") / 1_000);
  return begin === -1 ? curve : curve.filter(({ time }) => time >= from);
}
