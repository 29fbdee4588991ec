/** Spans to an OpenTelemetry collector: OTLP over HTTP in JSON; see docs/decisions/0028-small-telemetry.md. */
import type { Span, SpanSink } from "@probity/gateway";

/** Spans that wait; beyond them new ones are dropped and counted. */
const WAITING_MAX = 2_048;
const BATCH = 512;
const EVERY_MS = 1_000;
const SEND_MS = 5_000;

export interface TraceExportOptions {
  /** Base of the collector's addresses; `/v1/traces` is added. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly version: string;
  /** Of traces that begin here, which part is kept. */
  readonly ratio: number;
  /** Hears of a collector that does not take spans, once until it does again. */
  readonly onProblem: (problem: Error) => void;
}

/** Gathers spans and sends them every second. A collector that is gone costs spans and nothing else. */
export class TraceExport implements SpanSink {
  readonly ratio: number;
  readonly #options: TraceExportOptions;
  readonly #timer: NodeJS.Timeout;
  #waiting: Span[] = [];
  #dropped = 0;
  #isTold = false;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: TraceExportOptions) {
    this.#options = options;
    this.ratio = options.ratio;
    this.#timer = setInterval(() => void this.flush(), EVERY_MS);
    this.#timer.unref();
  }

  add(span: Span): void {
    if (this.#waiting.length < WAITING_MAX) this.#waiting.push(span);
    else this.#dropped += 1;
  }

  /** Sends what waits; resolves when that was tried. */
  flush(): Promise<void> {
    this.#sending = this.#sending.then(() => this.#send());
    return this.#sending;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        await this.#post(batch);
        this.#isTold = false;
      } catch (problem) {
        this.#dropped += batch.length;
        if (!this.#isTold) this.#options.onProblem(problem as Error);
        this.#isTold = true;
        return;
      }
    }
  }

  async #post(spans: readonly Span[]): Promise<void> {
    const { endpoint, serviceName, version } = this.#options;
    const dropped = this.#dropped;
    this.#dropped = 0;
    const resource = { "service.name": serviceName, "service.version": version };
    const body = {
      resourceSpans: [
        {
          resource: { attributes: attributes(resource), droppedAttributesCount: 0 },
          scopeSpans: [{ scope: { name: "probity", version }, spans: spans.map(otlpSpan) }],
        },
      ],
    };
    const response = await fetch(`${endpoint.replace(/\/$/, "")}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(SEND_MS),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the collector answers ${response.status}`);
    if (dropped > 0) this.#options.onProblem(new Error(`${dropped} spans were dropped`));
  }
}

/** OTLP's numbers for kinds and outcomes. */
const KINDS = { internal: 1, server: 2 } as const;
const ERROR = 2;

function otlpSpan(span: Span) {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentId === null ? {} : { parentSpanId: span.parentId }),
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: nanoseconds(span.startMs),
    endTimeUnixNano: nanoseconds(span.endMs),
    attributes: attributes(span.attributes),
    status: span.isError ? { code: ERROR } : {},
  };
}

/** Text, because a number cannot hold them. */
function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1_000)) * 1_000n);
}

function attributes(facts: Readonly<Record<string, string | number>>) {
  return Object.entries(facts).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
  }));
}
