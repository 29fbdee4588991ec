import type { Market } from "@probity/protocol";
import { percent } from "../i18n/format.ts";
import { useProbability } from "./live-prices.ts";

/** How likely a market is, as it trades. @param scope see useProbability. */
export function Probability({
  market,
  scope,
}: {
  readonly market: Market;
  readonly scope?: string;
}) {
  const probability = useProbability(market, scope);
  return <>{probability === null ? "–" : percent(probability)}</>;
}

/** The same as a bar. */
export function ProbabilityBar({
  market,
  scope,
}: {
  readonly market: Market;
  readonly scope?: string;
}) {
  const probability = useProbability(market, scope);
  return (
    <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-sunken">
      <span
        className="block h-full rounded-full bg-accent transition-[width] duration-150"
        style={{ width: `${Number(probability ?? 0) * 100}%` }}
      />
    </span>
  );
}
