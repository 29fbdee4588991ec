/** Our own faults to Sentry, by its envelope endpoint; see docs/decisions/0028-small-telemetry.md. */
import { randomUUID } from "node:crypto";
import type { ErrorReporter } from "@probity/gateway";

/** Reports a minute; a fault that repeats a thousand times a second is one fault. */
const A_MINUTE = 30;
const MINUTE_MS = 60_000;
const SEND_MS = 5_000;

export interface ErrorTrackingOptions {
  /** `https://<key>@<host>/<project>`. */
  readonly dsn: string;
  readonly version: string;
  readonly environment: string;
  /** Takes secrets out of text. */
  readonly hide: (text: string) => string;
  readonly onProblem: (problem: Error) => void;
}

/** Sends errors with their stack and the names of the request; no header, body or address of anybody. */
export class ErrorTracking {
  readonly #options: ErrorTrackingOptions;
  readonly #url: string;
  readonly #key: string;
  readonly #sending = new Set<Promise<void>>();
  #minute = 0;
  #sent = 0;

  constructor(options: ErrorTrackingOptions) {
    const { protocol, host, pathname, username } = new URL(options.dsn);
    const [, prefix = "", project = ""] = /^(.*)\/([^/]+)$/.exec(pathname) ?? [];
    this.#options = options;
    this.#key = username;
    this.#url = `${protocol}//${host}${prefix}/api/${project}/envelope/`;
  }

  /** Never throws, never waits. */
  readonly report: ErrorReporter = (error, facts) => {
    const minute = Math.floor(Date.now() / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#sent = 0;
    }
    if (++this.#sent > A_MINUTE) return;
    const sending = this.#send(error, facts)
      .catch((problem: unknown) => this.#options.onProblem(problem as Error))
      .finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  };

  /** Waits for what is on its way. */
  async close(): Promise<void> {
    await Promise.all(this.#sending);
  }

  async #send(error: unknown, facts: Readonly<Record<string, string>>): Promise<void> {
    const { dsn, version, environment, hide } = this.#options;
    const id = randomUUID().replaceAll("-", "");
    const event = {
      event_id: id,
      timestamp: Date.now() / 1_000,
      platform: "node",
      level: "error",
      release: `probity@${version}`,
      environment,
      tags: facts,
      exception: { values: causes(error).map((one) => exception(one, hide)) },
    };
    const header = { event_id: id, dsn, sent_at: new Date().toISOString() };
    const lines = [header, { type: "event" }, event].map((one) => JSON.stringify(one));
    const response = await fetch(this.#url, {
      method: "POST",
      headers: {
        "content-type": "application/x-sentry-envelope",
        "x-sentry-auth": `Sentry sentry_version=7, sentry_key=${this.#key}, sentry_client=probity/${version}`,
      },
      body: `${lines.join("\n")}\n`,
      signal: AbortSignal.timeout(SEND_MS),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the error tracker answers ${response.status}`);
  }
}

/** The error and what caused it, the root first, as Sentry wants them. */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && chain.length < 5;) {
    chain.unshift(one);
    one = one instanceof Error ? one.cause : undefined;
  }
  return chain;
}

const FRAME = /^\s*at (?:(.+?) \()?(?:file:\/\/)?(.+?):(\d+):(\d+)\)?$/;

function exception(error: unknown, hide: (text: string) => string) {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const frames = stack.split("\n").flatMap((line) => {
    const [, fn = "?", file = "", row, column] = FRAME.exec(line) ?? [];
    if (row === undefined) return [];
    const isOurs = !file.includes("node_modules") && !file.startsWith("node:");
    return [{ function: fn, filename: file, lineno: +row, colno: Number(column), in_app: isOurs }];
  });
  return { type: name, value: hide(message), stacktrace: { frames: frames.reverse() } };
}
