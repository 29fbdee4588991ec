/** Figures as Prometheus reads them. See https://prometheus.io/docs/instrumenting/exposition_formats/. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export class Metrics {
  readonly #samples: readonly Sample[];

  constructor(text: string) {
    this.#samples = text.split("\n").flatMap((line) => {
      const [, name, labels = "", value = ""] = LINE.exec(line) ?? [];
      if (name === undefined) return [];
      const said = [...labels.matchAll(LABEL)].map(([, key = "", text = ""]) => [key, text]);
      return {
        name,
        labels: Object.fromEntries(said) as Record<string, string>,
        value: Number(value),
      };
    });
  }

  /** All samples of a name together; null: it is not told. */
  sum(name: string): number | null {
    const all = this.#samples.filter((sample) => sample.name === name);
    return all.length === 0 ? null : all.reduce((sum, { value }) => sum + value, 0);
  }

  /** The label of the sample that is 1, of those that tell a state; null: none is. */
  stateOf(name: string, label: string): string | null {
    const on = this.#samples.find((sample) => sample.name === name && sample.value === 1);
    return on?.labels[label] ?? null;
  }

  /**
   * A quantile of a histogram: the upper bound of the bucket it falls in; null without
   * observations, `Infinity` beyond the last bound.
   */
  quantile(name: string, share: number): number | null {
    const buckets = new Map<number, number>();
    for (const { name: one, labels, value } of this.#samples) {
      if (one !== `${name}_bucket`) continue;
      const bound = labels["le"] === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels["le"]);
      buckets.set(bound, (buckets.get(bound) ?? 0) + value);
    }
    const sorted = [...buckets].sort(([a], [b]) => a - b);
    const count = sorted.at(-1)?.[1] ?? 0;
    if (count === 0) return null;
    return sorted.find(([, upTo]) => upTo >= count * share)?.[0] ?? null;
  }
}
