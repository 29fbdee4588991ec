/**
 * Series of plain numbers. What happens a million times a second adds one to a number; names, labels
 * and text are put together when somebody asks. Written for `/metrics`, through prom-client's registry.
 */
import { DurationBuckets } from "@probity/sequencer";
import type { Metric, Registry } from "prom-client";

export type Labels = Readonly<Record<string, string>>;

/** One line of the answer; `metricName` where it is not the metric's own name. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  readonly metricName?: string;
}

type Kind = "counter" | "gauge" | "histogram";

/** What a metric is called and what it says. */
export interface Description {
  readonly name: string;
  readonly help: string;
  readonly kind: Kind;
}

/** Counts by labels. The handle of `of` is kept by who counts, so that counting is one addition. */
export class Counts {
  readonly #cells = new Map<string, { readonly labels: Labels; value: number }>();

  of(labels: Labels = {}): { value: number } {
    const key = JSON.stringify(labels);
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = { labels, value: 0 };
      this.#cells.set(key, cell);
    }
    return cell;
  }

  samples(): Sample[] {
    return [...this.#cells.values()].map(({ labels, value }) => ({ labels, value }));
  }
}

/** Durations by labels, all with the same bounds. */
export class Durations {
  readonly #bounds: readonly number[];
  readonly #cells = new Map<
    string,
    { readonly labels: Labels; readonly buckets: DurationBuckets }
  >();

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
  }

  of(labels: Labels = {}): DurationBuckets {
    const key = JSON.stringify(labels);
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = { labels, buckets: new DurationBuckets(this.#bounds) };
      this.#cells.set(key, cell);
    }
    return cell.buckets;
  }

  samples(name: string): Sample[] {
    return [...this.#cells.values()].flatMap(({ labels, buckets }) =>
      bucketSamples(name, buckets, labels),
    );
  }
}

/** A histogram as Prometheus has it: cumulative buckets up to `+Inf`, sum and count. */
export function bucketSamples(
  name: string,
  { bounds, counts, seconds, count }: DurationBuckets,
  labels: Labels = {},
): Sample[] {
  let sum = 0;
  const samples: Sample[] = counts.map((own, at) => {
    sum += own;
    const le = at < bounds.length ? String(bounds[at]) : "+Inf";
    return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: sum };
  });
  samples.push({ metricName: `${name}_sum`, labels, value: seconds });
  samples.push({ metricName: `${name}_count`, labels, value: count });
  return samples;
}

/** Makes a metric of the registry whose samples are asked for at each scrape. */
export function register(
  registry: Registry,
  { name, help, kind }: Description,
  samples: (name: string) => readonly Sample[] | Promise<readonly Sample[]>,
): void {
  const metric = {
    name,
    help,
    kind,
    get: async () => ({ name, help, type: kind, aggregator: "sum", values: await samples(name) }),
  };
  // The registry asks for no more than a name and `get`; its types name its own classes.
  registry.registerMetric(metric as unknown as Metric);
}
