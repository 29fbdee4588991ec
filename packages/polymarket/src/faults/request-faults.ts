import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ClobError } from "../clob-errors.ts";
import type { RunningScenario, RunningStep } from "./running-scenario.ts";
import type { RequestMatch, StepOf } from "./scenario.ts";

export type Host = "clob" | "gamma" | "data";

/** Answers that wait at the same time; beyond them they are not slow. */
const SLOW_MAX = 1_000;
/** What a client is told to wait when a mode has no end. */
const RETRY_SECONDS = 60;
const PLACING = new Set(["/order", "/orders"]);
const CANCELLING = new Set(["/order", "/orders", "/cancel-all", "/cancel-market-orders"]);

/** Texts that clients compare (reference §5.5); that of a restart is ours, they look at its status. */
const RESTARTING = "the matching engine is restarting, try again in a moment";
const DISABLED = "Trading is currently disabled. Check polymarket.com for updates";
const CANCEL_ONLY =
  "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.";
const POST_ONLY = "post-only mode: only post-only orders and cancels are allowed";

/** What was decided about a request when it came, for when its answer leaves. */
interface Fate {
  readonly slowMs: number;
  readonly isLost: boolean;
}

/** Lets requests go wrong as the scenario has it: refused, slow, or with the connection gone. */
export class RequestFaults {
  readonly #running: () => RunningScenario | null;
  readonly #fates = new WeakMap<FastifyRequest, Fate>();
  /** Ends the waiting of each slow answer. */
  readonly #waiting = new Set<() => void>();

  constructor(running: () => RunningScenario | null) {
    this.#running = running;
  }

  /** Stands before the routes of one of Polymarket's hosts. */
  watch(app: FastifyInstance, host: Host): void {
    const prefix = `/${host}`;
    app.addHook("onRequest", (request, reply, done) => {
      const running = this.#running();
      if (running === null) return done();
      const path = pathOf(request, prefix);
      if (host === "clob") refuseTrading(running, request.method, path);
      if (this.#decide(running, { host, path, request, reply })) done();
    });
    if (host === "clob") {
      // Behind the signature: whoever has no key hears of that first.
      app.addHook("preHandler", (request, _reply, done) => {
        const running = this.#running();
        if (running !== null) refuseTaking(running, request, pathOf(request, prefix));
        done();
      });
    }
    app.addHook("onSend", (request, _reply, payload, done) => {
      const fate = this.#fates.get(request);
      if (fate === undefined) return done(null, payload);
      this.#wait(fate.slowMs, () => {
        if (fate.isLost) request.raw.socket.destroy();
        done(null, payload);
      });
    });
  }

  /** Answers that wait leave now. */
  close(): void {
    for (const end of this.#waiting) end();
  }

  /** @returns whether the request goes on; if not, its connection is gone. */
  #decide(running: RunningScenario, { host, path, request, reply }: RequestAt): boolean {
    const subject = () => `${request.method} ${path}`;
    let slowMs = 0;
    let isLost = false;
    for (const one of running.of("too-many-requests", "error", "slow", "close")) {
      const { step } = one;
      if (!isMeant(step.match, host, path, request) || !one.takes(subject)) continue;
      switch (step.fault) {
        case "too-many-requests":
          throw tooManyRequests(step.retry_after, running.now());
        case "error":
          throw new ClobError(step.status, step.text);
        case "slow":
          slowMs = Math.max(slowMs, step.ms);
          break;
        case "close":
          if (step.when === "before") {
            request.raw.socket.destroy();
            reply.hijack();
            return false;
          }
          isLost = true;
          break;
        default:
          step satisfies never;
      }
    }
    if (slowMs > 0 || isLost) this.#fates.set(request, { slowMs, isLost });
    return true;
  }

  #wait(forMs: number, goOn: () => void): void {
    if (forMs === 0 || this.#waiting.size >= SLOW_MAX) return goOn();
    const end = (): void => {
      clearTimeout(timer);
      this.#waiting.delete(end);
      goOn();
    };
    const timer = setTimeout(end, forMs);
    this.#waiting.add(end);
  }
}

interface RequestAt {
  readonly host: Host;
  readonly path: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

function pathOf({ url }: FastifyRequest, prefix: string): string {
  const [path = ""] = url.split("?", 1);
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

function isMeant(match: RequestMatch, host: Host, path: string, request: FastifyRequest): boolean {
  if (match.host !== undefined && match.host !== host) return false;
  if (match.method !== undefined && match.method !== request.method) return false;
  if (match.address !== undefined) {
    const address = String(request.headers["poly_address"] ?? "").toLowerCase();
    if (address !== match.address.toLowerCase()) return false;
  }
  const { path: wanted } = match;
  if (wanted === undefined) return true;
  return wanted.endsWith("*") ? path.startsWith(wanted.slice(0, -1)) : path === wanted;
}

/** What holds for whoever trades: no engine, or no trading, or cancels only. */
function refuseTrading(running: RunningScenario, method: string, path: string): void {
  const places = method === "POST" && PLACING.has(path);
  const cancels = method === "DELETE" && CANCELLING.has(path);
  if (!places && !cancels) return;
  const subject = () => `${method} ${path}`;
  for (const one of running.of("restart", "trading-disabled", "cancel-only")) {
    const { fault } = one.step;
    if (fault === "cancel-only" && !places) continue;
    if (!one.takes(subject)) continue;
    if (fault === "restart") throw new ClobError(425, RESTARTING, {}, { "retry-after": "1" });
    throw new ClobError(503, fault === "cancel-only" ? CANCEL_ONLY : DISABLED);
  }
}

/** While only post-only orders are taken, and for a time after each restart. */
function refuseTaking(running: RunningScenario, request: FastifyRequest, path: string): void {
  if (request.method !== "POST" || !PLACING.has(path) || isPostOnly(request.body)) return;
  const now = running.now();
  const subject = () => `POST ${path}, not post-only`;
  for (const one of running.of("post-only")) {
    if (!one.takes(subject)) continue;
    const { for: lasts } = one.step;
    const until = lasts === undefined ? null : (one.wokeAt ?? now) + lasts;
    throw postOnly(until === null ? RETRY_SECONDS : secondsUntil(until, now));
  }
  for (const one of running.of("restart")) {
    const until = postOnlyUntil(one);
    if (until === null || now >= until) continue;
    one.note(subject());
    throw postOnly(secondsUntil(until, now));
  }
}

function postOnlyUntil({ wokeAt, step }: RunningStep<StepOf<"restart">>): number | null {
  return wokeAt === null ? null : wokeAt + step.for + step.post_only_for;
}

/** Of a batch all must be; what is no order at all is the route's to refuse. */
function isPostOnly(body: unknown): boolean {
  const orders: readonly unknown[] = Array.isArray(body) ? body : [body];
  return orders.every(
    (order) =>
      typeof order !== "object" ||
      order === null ||
      ("postOnly" in order && order.postOnly === true),
  );
}

function secondsUntil(until: number, now: number): number {
  return Math.max(1, Math.ceil((until - now) / 1_000));
}

function postOnly(seconds: number): ClobError {
  const more = { code: "post_only_mode", retry_after_seconds: seconds };
  return new ClobError(503, POST_ONLY, more, { "retry-after": String(seconds) });
}

function tooManyRequests(seconds: number, now: number): ClobError {
  return new ClobError(
    429,
    "Too Many Requests",
    {},
    {
      "retry-after": String(seconds),
      "poly-ratelimit-remaining": "0",
      "poly-ratelimit-reset": String(Math.ceil(now / 1_000) + seconds),
      "poly-ratelimit-tier": "standard",
    },
  );
}
