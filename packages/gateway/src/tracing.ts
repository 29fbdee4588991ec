import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import type { Event } from "@probity/core";
import type { Receipt } from "@probity/sequencer";
import type { FastifyRequest } from "fastify";
import type { Waiter } from "./ports.ts";
import type { App } from "./routes/route.ts";

/** A piece of work with its beginning and end, ms since 1970. */
export interface Span {
  /** 32 and 16 hex digits. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: "server" | "internal";
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly isError: boolean;
}

/** Where spans go. */
export interface SpanSink {
  /** Of traces that begin here, which part is kept: 0 to 1. */
  readonly ratio: number;
  /** Never throws, never waits. */
  add(span: Span): void;
}

interface Context {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly startMs: number;
}

/** W3C Trace Context, version 00; a later version begins with the same fields. */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;
const SAMPLED = 1;

/**
 * Spans of HTTP requests, and of the commands they submit from the moment they are handed over until
 * they are durable. A caller's `traceparent` is continued and answered.
 */
export class Tracer {
  readonly #sink: SpanSink;
  readonly #present = new AsyncLocalStorage<Context>();

  constructor(sink: SpanSink) {
    this.#sink = sink;
  }

  /** Follows the requests of an app. */
  observe(app: App): void {
    const contexts = new WeakMap<FastifyRequest, Context>();
    app.addHook("onRequest", (request, reply, done) => {
      const context = this.#begin(request.headers["traceparent"]);
      if (context === null) return done();
      contexts.set(request, context);
      void reply.header("traceparent", `00-${context.traceId}-${context.spanId}-01`);
      this.#present.run(context, done);
    });
    app.addHook("onResponse", async (request, reply) => {
      const context = contexts.get(request);
      if (context === undefined) return;
      const route = request.routeOptions.url ?? "unmatched";
      this.#sink.add({
        ...context,
        name: `${request.method} ${route}`,
        kind: "server",
        endMs: now(),
        attributes: {
          "http.request.method": request.method,
          "http.route": route,
          "http.response.status_code": reply.statusCode,
          "probity.request_id": request.id,
        },
        isError: reply.statusCode >= 500,
      });
    });
  }

  /** Follows a command until it is durable. @returns who is told instead of `waiter`. */
  follow(command: string, waiter: Waiter): Waiter {
    const parent = this.#present.getStore();
    if (parent === undefined) return waiter;
    const startMs = now();
    const end = (attributes: Span["attributes"], isError: boolean): void =>
      this.#sink.add({
        traceId: parent.traceId,
        spanId: id(8),
        parentId: parent.spanId,
        name: `sequencer ${command}`,
        kind: "internal",
        startMs,
        endMs: now(),
        attributes: { "probity.command": command, ...attributes },
        isError,
      });
    return {
      done: (receipt: Receipt<Event>) => {
        end({ "probity.seq": receipt.sequence }, false);
        waiter.done(receipt);
      },
      failed: (error) => {
        end({ "error.type": error.name }, true);
        waiter.failed(error);
      },
    };
  }

  #begin(header: string | string[] | undefined): Context | null {
    const [, traceId, parentId, flags] = TRACEPARENT.exec(String(header)) ?? [];
    const isContinued = traceId !== undefined && !/^0+$/.test(traceId) && !/^0+$/.test(parentId!);
    const isKept = isContinued
      ? (Number.parseInt(flags!, 16) & SAMPLED) === SAMPLED
      : Math.random() < this.#sink.ratio;
    if (!isKept) return null;
    return {
      traceId: isContinued ? traceId : id(16),
      spanId: id(8),
      parentId: isContinued ? parentId! : null,
      startMs: now(),
    };
  }
}

function id(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

/** Finer than a millisecond. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
