import { cents } from "../i18n/format.ts";
import type { SparkPoint } from "./sparkline.tsx";

/** Colours of overlaid lines, by their place; whoever draws them writes the name beside the same mark. */
export const LINE_COLOURS = ["--chart-1", "--chart-2", "--chart-3", "--chart-4"] as const;

export interface NamedLine {
  readonly name: string;
  readonly points: readonly SparkPoint[];
}

const STEPS = [0.02, 0.05, 0.1, 0.2, 0.25];
/** Lines across the chart, besides its floor. */
const GRID = 4;

/** A few prices over the same time, with a scale in cents; quiet, for a first look. */
export function OverlaidLines({
  lines,
  label,
  className,
}: {
  readonly lines: readonly NamedLine[];
  readonly label: string;
  readonly className?: string;
}) {
  const all = lines.flatMap(({ points }) => points);
  const times = all.map(({ time }) => Date.parse(time));
  const from = Math.min(...times);
  const now = Math.max(Date.now(), ...times);
  const span = now - from;
  const highest = Math.max(0.02, ...all.map(({ price }) => Number(price)));
  const step = STEPS.find((one) => one * GRID >= highest) ?? 0.25;
  const top = step * GRID;
  return (
    <div className={className} role="img" aria-label={label}>
      <div className="relative h-full">
        {Array.from({ length: GRID + 1 }, (_, at) => (
          <div
            key={at}
            aria-hidden
            className="absolute inset-x-0 flex items-center"
            style={{ top: `${100 - (at / GRID) * 100}%` }}
          >
            <span className="h-px flex-1 bg-line" />
            <span className="num -my-2 w-10 pl-2 text-2xs text-ink-3">{cents(at * step)}</span>
          </div>
        ))}
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          aria-hidden
          className="absolute inset-0 h-full w-[calc(100%-2.5rem)] overflow-visible"
        >
          {lines.map(({ name, points }, place) => (
            <path
              key={name}
              // The last price holds until now.
              d={[
                ...points,
                ...points.slice(-1).map((last) => ({ ...last, time: new Date(now).toISOString() })),
              ]
                .map(({ time, price }, at) => {
                  const x = ((Date.parse(time) - from) / span) * 100;
                  return `${at === 0 ? "M" : "L"}${x.toFixed(2)} ${(100 - (Number(price) / top) * 100).toFixed(2)}`;
                })
                .join("")}
              fill="none"
              stroke={`var(${LINE_COLOURS[place % LINE_COLOURS.length] ?? LINE_COLOURS[0]})`}
              strokeWidth="2"
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
      </div>
    </div>
  );
}
