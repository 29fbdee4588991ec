import type { ErrorReporter, SpanSink } from "@probity/gateway";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { version } from "../version.ts";
import { ErrorTracking } from "./error-tracking.ts";
import { hiderOf } from "./log.ts";
import { TraceExport } from "./trace-export.ts";

/** What is told to the outside; both parts are off unless they are asked for. */
export interface Telemetry {
  readonly spans: SpanSink | undefined;
  readonly reportError: ErrorReporter;
  /** Sends what is still here. */
  close(): Promise<void>;
}

export function openTelemetry(config: Config, logger: Logger): Telemetry {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, SENTRY_DSN: dsn } = config;
  const onProblem = (problem: Error): void => logger.warn({ err: problem }, "telemetry is lost");
  const spans =
    endpoint === undefined
      ? undefined
      : new TraceExport({
          endpoint,
          serviceName: config.OTEL_SERVICE_NAME,
          version,
          ratio: config.OTEL_TRACES_SAMPLER_ARG,
          onProblem,
        });
  const tracking =
    dsn === undefined
      ? null
      : new ErrorTracking({
          dsn,
          version,
          environment: config.NODE_ENV,
          hide: hiderOf(config),
          onProblem,
        });
  return {
    spans,
    reportError: (error, facts) => tracking?.report(error, facts),
    close: async () => {
      await spans?.close();
      await tracking?.close();
    },
  };
}
