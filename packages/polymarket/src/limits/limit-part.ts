import { addressKey } from "@probity/gateway";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { traderBehind } from "../auth/key-holder.ts";
import { ClobError } from "../clob-errors.ts";
import type { PolymarketOptions } from "../options.ts";
import type { Part } from "../part.ts";
import { AGAINST_FLOODS, AS_POLYMARKET, rulesFor } from "./request-rules.ts";
import { CANCELS, ORDERS, SignerBuckets } from "./signer-buckets.ts";
import type { BucketState, Tier } from "./signer-buckets.ts";
import { WindowCounts } from "./window-counts.ts";

type Host = "clob" | "gamma" | "data";

/** What a trading request costs its signer, and out of which bucket. */
interface Cost {
  readonly buckets: SignerBuckets;
  readonly tokens: number;
  /** Each order that it cancels costs one more, which is known afterwards. */
  readonly isByResult: boolean;
}

/** Limits of requests: by address always, as Polymarket has them or against floods alone; by signer as Polymarket has them. */
export function limitPart({ hasRateLimits }: Pick<PolymarketOptions, "hasRateLimits">): Part {
  const rules = hasRateLimits ? AS_POLYMARKET : AGAINST_FLOODS;
  const counts = new WindowCounts();
  const orders = new SignerBuckets(ORDERS);
  const cancels = new SignerBuckets(CANCELS);

  const limitAddresses = (app: FastifyInstance, host: Host): void => {
    app.addHook("onRequest", (request, _reply, done) => {
      const path = pathOf(request, host);
      const wanted = rulesFor(rules, { host, method: request.method, path });
      const waitMs = counts.add(addressKey(request.ip), wanted, Date.now());
      if (waitMs > 0) done(tooMany(waitMs));
      else done();
    });
  };

  /** Behind the signature: nobody can empty another's bucket. */
  const limitSigners = (clob: FastifyInstance): void => {
    clob.addHook("preHandler", async (request, reply) => {
      const trader = traderBehind(request);
      const cost = trader === null ? null : costOf(request, orders, cancels);
      if (trader === null || cost === null) return;
      const { buckets, tokens } = cost;
      const state = buckets.take(trader.address, tokens, Date.now());
      const headers = headersOf(state, buckets.tier);
      if (!state.isGranted) throw tooMany(state.waitMs, headers);
      reply.headers(headers);
    });
    clob.addHook("onSend", async (request, reply, payload) => {
      const trader = traderBehind(request);
      const cost = trader === null ? null : costOf(request, orders, cancels);
      if (trader === null || cost?.isByResult !== true || reply.statusCode !== 200) return payload;
      const { buckets } = cost;
      const state = buckets.charge(trader.address, cancelledIn(payload), Date.now());
      reply.headers(headersOf(state, buckets.tier));
      return payload;
    });
  };

  return {
    clob: (app) => {
      limitAddresses(app, "clob");
      if (hasRateLimits) limitSigners(app);
    },
    gamma: (app) => limitAddresses(app, "gamma"),
    data: (app) => limitAddresses(app, "data"),
  };
}

/** Of the route, for one route has many spellings; "" where there is none. */
function pathOf({ routeOptions }: FastifyRequest, host: Host): string {
  return (routeOptions.url ?? "").slice(host.length + 1);
}

/** Null for what is no trading. */
function costOf(
  request: FastifyRequest,
  orders: SignerBuckets,
  cancels: SignerBuckets,
): Cost | null {
  const { method, body } = request;
  const entries = Array.isArray(body) ? Math.max(1, body.length) : 1;
  const isByResult = false;
  switch (`${method} ${pathOf(request, "clob")}`) {
    case "POST /order":
      return { buckets: orders, tokens: 1, isByResult };
    case "POST /orders":
      return { buckets: orders, tokens: entries, isByResult };
    case "DELETE /order":
      return { buckets: cancels, tokens: 1, isByResult };
    case "DELETE /orders":
      return { buckets: cancels, tokens: entries, isByResult };
    case "DELETE /cancel-all":
    case "DELETE /cancel-market-orders":
      return { buckets: cancels, tokens: 1, isByResult: true };
    default:
      return null;
  }
}

function cancelledIn(payload: unknown): number {
  if (typeof payload !== "string") return 0;
  const { canceled } = JSON.parse(payload) as { readonly canceled?: unknown };
  return Array.isArray(canceled) ? canceled.length : 0;
}

type Headers = Parameters<FastifyReply["headers"]>[0] & Readonly<Record<string, string>>;

function headersOf({ remaining, waitMs }: BucketState, { name }: Tier): Headers {
  return {
    "poly-ratelimit-remaining": String(remaining),
    "poly-ratelimit-reset": String(Math.ceil((Date.now() + waitMs) / 1_000)),
    "poly-ratelimit-tier": name,
  };
}

export function tooMany(waitMs: number, headers: Readonly<Record<string, string>> = {}): ClobError {
  const seconds = String(Math.max(1, Math.ceil(waitMs / 1_000)));
  return new ClobError(429, "Too Many Requests", {}, { ...headers, "retry-after": seconds });
}
