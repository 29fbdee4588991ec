import type { BarChart } from "./mode-report.ts";

const WIDTH = 760;
const LABEL_WIDTH = 210;
const VALUE_WIDTH = 120;
const BAR_HEIGHT = 20;
const ROW_HEIGHT = 34;
const TOP = 48;
const GAP = 8;
/** About that of the mean letter. */
const LETTER_WIDTH = 7.5;

/** Follows the reader's light or dark theme. */
const STYLE = `
  svg { color-scheme: light dark; --ink: #1c2733; --faint: #66788a; --bar: #2f6fb0; --mark: #c2571a; --grid: #d7dee6; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e6edf3; --faint: #9aa9b8; --bar: #5b9bd8; --mark: #f0965a; --grid: #35424f; }
  }
  text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: var(--ink); }
  .title { font-size: 15px; font-weight: 600; }
  .faint { fill: var(--faint); font-size: 11px; }
  .bar { fill: var(--bar); }
  .mark { stroke: var(--mark); stroke-width: 2; stroke-dasharray: 4 3; }
  .axis { stroke: var(--grid); }`;

/**
 * A horizontal bar chart as SVG. On a logarithmic scale bars begin at a power of
 * ten below the least value. A dashed line in a bar's row is where its goal stands.
 */
export function barChart({ title, isLogarithmic, bars }: BarChart): string {
  const height = TOP + bars.length * ROW_HEIGHT + 28;
  const scale = scaleOf(
    bars.flatMap(({ value, mark }) => [value, mark ?? value]),
    isLogarithmic,
  );
  const rows = bars.map(({ label, value, text, mark }, row) => {
    const y = TOP + row * ROW_HEIGHT;
    const width = Math.max(1, scale(value));
    const middle = y + BAR_HEIGHT / 2 + 5;
    const goal =
      mark === null
        ? ""
        : `<line class="mark" x1="${at(scale(mark))}" x2="${at(scale(mark))}" y1="${y - 5}" y2="${y + BAR_HEIGHT + 5}"/>`;
    return [
      `<text x="${LABEL_WIDTH - 10}" y="${middle}" text-anchor="end">${escaped(label)}</text>`,
      `<rect class="bar" x="${LABEL_WIDTH}" y="${y}" width="${round(width)}" height="${BAR_HEIGHT}" rx="2"/>`,
      goal,
      `<text x="${at(textPlace(width, text, mark === null ? null : scale(mark)))}" y="${middle}">${escaped(text)}</text>`,
    ].join("");
  });
  const foot = [
    isLogarithmic ? "logarithmic scale" : "",
    bars.some(({ mark }) => mark !== null) ? "dashed: the goal" : "",
  ].filter((part) => part !== "");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}
</style>
<text class="title" x="16" y="26">${escaped(title)}</text>
<line class="axis" x1="${LABEL_WIDTH}" x2="${LABEL_WIDTH}" y1="${TOP - 8}" y2="${height - 28}"/>
${rows.join("\n")}
<text class="faint" x="${LABEL_WIDTH}" y="${height - 8}">${foot.join("; ")}</text>
</svg>
`;
}

/** Widths of values, the greatest of which fills the room that there is. */
function scaleOf(values: readonly number[], isLogarithmic: boolean): (value: number) => number {
  const room = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
  const finite = values.filter((value) => Number.isFinite(value) && value > 0);
  const most = Math.max(...finite, Number.MIN_VALUE);
  if (!isLogarithmic) return (value) => (Math.max(0, value) / most) * room;
  const low = Math.floor(Math.log10(Math.min(...finite))) - 1;
  const span = Math.log10(most) - low;
  return (value) => (value <= 0 ? 0 : ((Math.log10(value) - low) / span) * room);
}

/** Behind the bar, or behind the goal's mark if that would run through the text. */
function textPlace(width: number, text: string, mark: number | null): number {
  const begin = width + GAP;
  const isClear = mark === null || mark < width || mark > begin + text.length * LETTER_WIDTH + GAP;
  return isClear ? begin : mark + GAP;
}

function at(x: number): number {
  return round(LABEL_WIDTH + x);
}

function round(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 0;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
