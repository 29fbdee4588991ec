import { clsx } from "clsx";

export interface SparkPoint {
  readonly time: string;
  readonly price: string;
}

/** A line without axes, of prices from 0 to 1; its own range, at least ten cents high. */
export function Sparkline({
  points,
  className,
  label,
}: {
  readonly points: readonly SparkPoint[];
  readonly className?: string;
  /** What it shows, for those who do not see it. */
  readonly label: string;
}) {
  if (points.length < 2) return <FlatLine className={className} />;
  const prices = points.map(({ price }) => Number(price));
  const times = points.map(({ time }) => Date.parse(time));
  const [from = 0] = times;
  const span = Math.max((times.at(-1) ?? from) - from, 1);
  const middle = (Math.min(...prices) + Math.max(...prices)) / 2;
  const half = Math.max((Math.max(...prices) - Math.min(...prices)) / 2, 0.05);
  const path = prices
    .map((price, index) => {
      const x = (((times[index] ?? from) - from) / span) * 100;
      const y = 15 - ((price - middle) / half) * 13;
      return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
  const isUp = (prices.at(-1) ?? 0) >= (prices[0] ?? 0);
  return (
    <svg
      viewBox="0 0 100 30"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className={clsx("overflow-visible", isUp ? "stroke-yes" : "stroke-no", className)}
    >
      <path
        d={path}
        fill="none"
        strokeWidth="1.6"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** Nothing moved yet. */
function FlatLine({ className }: { readonly className: string | undefined }) {
  return (
    <svg
      viewBox="0 0 100 30"
      preserveAspectRatio="none"
      aria-hidden
      className={clsx("stroke-line-strong", className)}
    >
      <path
        d="M0 15H100"
        strokeWidth="1.5"
        strokeDasharray="2 4"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
