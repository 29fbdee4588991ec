/** What leaves the venue: the log, spans to a collector, faults to a tracker; over real HTTP. */
import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Span } from "@probity/gateway";
import { afterEach, expect, test, vi } from "vitest";
import { readConfig } from "../read-config.ts";
import { ErrorTracking } from "./error-tracking.ts";
import { openLog } from "./log.ts";
import { TraceExport } from "./trace-export.ts";

interface Taken {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const collectors: { close: () => void }[] = [];
afterEach(() => {
  for (const collector of collectors.splice(0)) collector.close();
});

/** Takes whatever is posted, and answers with `status`. */
async function collect(status = 200): Promise<{ url: string; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      taken.push({ path: request.url ?? "", headers: request.headers, body });
      response.writeHead(status).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  collectors.push({ close: () => void server.close() });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken };
}

const SPAN: Span = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  parentId: null,
  name: "POST /api/v1/orders",
  kind: "server",
  startMs: 1_700_000_000_000.25,
  endMs: 1_700_000_000_001.5,
  attributes: { "http.route": "/api/v1/orders", "http.response.status_code": 200 },
  isError: false,
};

test("S2.22 spans go to a collector as OTLP over HTTP", async () => {
  const { url, taken } = await collect();
  const options = { endpoint: `${url}/`, serviceName: "venue", version: "1.2.3", ratio: 1 };
  const spans = new TraceExport({ ...options, onProblem: () => {} });
  spans.add(SPAN);
  spans.add({ ...SPAN, parentId: SPAN.spanId, kind: "internal", isError: true });
  await spans.close();
  expect(taken.map(({ path }) => path)).toEqual(["/v1/traces"]);
  const [{ resource, scopeSpans }] = JSON.parse(taken[0]!.body).resourceSpans;
  expect(resource.attributes).toContainEqual({
    key: "service.name",
    value: { stringValue: "venue" },
  });
  expect(scopeSpans[0].spans[0]).toMatchObject({
    traceId: SPAN.traceId,
    kind: 2,
    startTimeUnixNano: "1700000000000250000",
    endTimeUnixNano: "1700000000001500000",
    attributes: [
      { key: "http.route", value: { stringValue: "/api/v1/orders" } },
      { key: "http.response.status_code", value: { intValue: "200" } },
    ],
    status: {},
  });
  expect(scopeSpans[0].spans[1]).toMatchObject({
    parentSpanId: SPAN.spanId,
    kind: 1,
    status: { code: 2 },
  });
});

test("a collector that is gone costs spans and one line, never memory without bound", async () => {
  const problems: Error[] = [];
  const spans = new TraceExport({
    endpoint: "http://127.0.0.1:1",
    serviceName: "venue",
    version: "1",
    ratio: 1,
    onProblem: (problem) => problems.push(problem),
  });
  for (let count = 0; count < 10_000; count++) spans.add(SPAN);
  await spans.flush();
  await spans.flush();
  expect(problems).toHaveLength(1);
  await spans.close();
});

test("S3.25 a fault goes to the tracker of the DSN, with its stack and causes and without secrets", async () => {
  const { url, taken } = await collect();
  const dsn = url.replace("http://", "http://public@") + "/42";
  const hide = (text: string) => text.replace("hunter2", "[hidden]");
  const onProblem = vi.fn<(problem: Error) => void>();
  const tracking = new ErrorTracking({ dsn, version: "1", environment: "test", hide, onProblem });
  const cause = new Error("password hunter2 refused");
  tracking.report(new Error("no database", { cause }), { request_id: "abc-1" });
  for (let count = 0; count < 100; count++) tracking.report(new Error("again"), {});
  await tracking.close();
  expect(onProblem).not.toHaveBeenCalled();
  expect(taken).toHaveLength(30);
  const { path, headers, body } = taken.find((one) => one.body.includes("no database"))!;
  expect(path).toBe("/api/42/envelope/");
  expect(headers["x-sentry-auth"]).toContain("sentry_key=public");
  const [header, item, event] = body
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(item).toEqual({ type: "event" });
  expect(event.event_id).toBe(header.event_id);
  expect(event).toMatchObject({ release: "probity@1", tags: { request_id: "abc-1" } });
  const [root, outer] = event.exception.values;
  expect(root.value).toBe("password [hidden] refused");
  expect(outer.value).toBe("no database");
  expect(outer.stacktrace.frames.at(-1)).toMatchObject({
    filename: expect.stringContaining("observability.test.ts"),
    in_app: true,
  });
});

test("a tracker that refuses is a line in the log", async () => {
  const { url } = await collect(503);
  const onProblem = vi.fn<(problem: Error) => void>();
  const dsn = url.replace("http://", "http://public@") + "/42";
  const hide = (text: string) => text;
  const tracking = new ErrorTracking({ dsn, version: "1", environment: "test", hide, onProblem });
  tracking.report("not even an error", {});
  await tracking.close();
  expect(onProblem).toHaveBeenCalledOnce();
});

/** A log, and what it wrote. */
function logOf(environment: Record<string, string>) {
  const lines: string[] = [];
  const log = openLog(readConfig({ LOG_FORMAT: "json", ...environment }), {
    write: (line) => lines.push(line),
  });
  return { log, lines };
}

test("S2.22 lines of the log are JSON with level, time and the request's id", () => {
  const { log, lines } = logOf({});
  log.child({ reqId: "abc-7" }).warn({ status: 503 }, "not yet");
  log.debug("not at this level");
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0]!);
  expect(line).toMatchObject({ level: 40, reqId: "abc-7", status: 503, msg: "not yet" });
  expect(Math.abs(line.time - Date.now())).toBeLessThan(10_000);
});

test("S3.25 one setting makes the log talk", () => {
  const { log, lines } = logOf({ LOG_LEVEL: "debug" });
  log.debug("now at this level");
  expect(lines).toHaveLength(1);
});

test("S3.20 no secret is in the log, wherever it comes from", () => {
  const secret = "s3cr3t-".repeat(6);
  const { log, lines } = logOf({
    JWT_SECRET: secret,
    DATABASE_URL: "postgres://probity:open-sesame@db/probity",
  });
  log.error({ err: new Error(`cannot connect to postgres://probity:open-sesame@db/probity`) });
  log.error({ err: new Error("cannot connect to redis://:other-word@cache") });
  log.info(
    { password: "pass-word-1", user: { token: "tok-en-2", email: "ada@example.org" } },
    "in",
  );
  log.info({ req: { headers: { authorization: "Bearer bear-er-3", cookie: "coo-kie-4" } } });
  log.info(`a header of Bearer abcdef.ghijkl.mnopqr and ${secret}`);
  const text = lines.join("\n");
  for (const hidden of [
    secret,
    "open-sesame",
    "other-word",
    "pass-word-1",
    "tok-en-2",
    "bear-er-3",
    "coo-kie-4",
    "abcdef.ghijkl",
    "ada@example.org",
  ]) {
    expect(text).not.toContain(hidden);
  }
  expect(text).toContain("[hidden]");
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
});

test("for people a line is text, with its facts and the stack of an error below", () => {
  const { log, lines } = logOf({ LOG_FORMAT: "pretty" });
  log.error({ err: new Error("it broke"), part: "journal" }, "stopping");
  expect(lines[0]).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} ERROR stopping {2}part=journal\n {4}Error: it broke\n/,
  );
});
