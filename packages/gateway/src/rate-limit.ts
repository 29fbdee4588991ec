import rateLimit from "@fastify/rate-limit";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Redis } from "ioredis";
import type { KeyBuckets } from "./key-buckets.ts";
import type { IdentityPort } from "./ports.ts";
import { refuse } from "./refusal.ts";
import type { App } from "./routes/route.ts";
import { KEY_HEADER } from "./signed-request.ts";
import type { Tokens } from "./tokens.ts";
import type { GatewaySettings } from "./venue.ts";

const MINUTE_MS = 60_000;
/** Addresses remembered; beyond them the one whose minute began first is forgotten. */
const ADDRESSES_MAX = 5_000;
/** How often processes tell each other what they counted. */
const SHARE_MS = 250;

/** Requests of an address in its present minute. */
interface Count {
  current: number;
  /** Ms until the minute is over. */
  ttl: number;
  start: number;
  /** Of `current`, what the other processes do not know of yet. */
  untold: number;
}

/** Counts what each address does by the minute, one count for every door of the venue. */
export class RequestCounts {
  /** In the order in which their minutes began. */
  readonly #counts = new Map<string, Count>();
  #sharing: NodeJS.Timeout | null = null;

  /** Counts a request. @returns the count with this one. */
  add(address: string): Readonly<Count> {
    const now = Date.now();
    const count = this.#counts.get(address);
    if (count !== undefined && now - count.start < MINUTE_MS) {
      count.current += 1;
      count.untold += 1;
      count.ttl = MINUTE_MS - (now - count.start);
      return count;
    }
    this.#counts.delete(address);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size >= ADDRESSES_MAX && oldest !== undefined) this.#counts.delete(oldest);
    // Minutes that are told to others must be the same minutes everywhere.
    const start = this.#sharing === null ? now : now - (now % MINUTE_MS);
    const fresh = { current: 1, ttl: start + MINUTE_MS - now, start, untold: 1 };
    this.#counts.set(address, fresh);
    return fresh;
  }

  /**
   * Adds up with what other processes count under `name`, from now on and until `stop`. Nobody waits
   * for it: for a quarter of a second each process knows its own part only. While Redis fails, each
   * counts alone.
   */
  share(redis: Redis, name: string): void {
    this.#sharing = setInterval(() => void this.#tell(redis, name), SHARE_MS);
    this.#sharing.unref();
  }

  stop(): void {
    if (this.#sharing !== null) clearInterval(this.#sharing);
    this.#sharing = null;
  }

  async #tell(redis: Redis, name: string): Promise<void> {
    const told = [...this.#counts].filter(([, { untold }]) => untold > 0);
    if (told.length === 0 || redis.status !== "ready") return;
    const pipeline = redis.pipeline();
    const parts = told.map(([address, count]) => {
      const { start, untold } = count;
      const key = `${name}:${start}:${address}`;
      count.untold = 0;
      pipeline.incrby(key, untold).pexpire(key, 2 * MINUTE_MS);
      return { count, untold };
    });
    const results = await pipeline.exec().catch(() => null);
    for (const [at, { count, untold }] of parts.entries()) {
      const [error, total] = results?.[2 * at] ?? [new Error("no answer"), 0];
      if (error === null) count.current = Math.max(count.current, Number(total) + count.untold);
      else count.untold += untold;
    }
  }
}

/** What the limiter calls an address: IPv6 by its network. */
export function addressKey(address: string): string {
  return rateLimit.normalizeIP(address);
}

/** Who limits what: strangers by their address, who is signed in by a bucket of their own. */
export interface Limits {
  readonly counts: RequestCounts;
  readonly buckets: KeyBuckets;
  readonly tokens: Pick<Tokens, "verify">;
  readonly keys: Pick<IdentityPort["keys"], "isKeyGood">;
}

/** Requests whose token or key proved to be nobody's, or not theirs. */
const unproven = new WeakSet<FastifyRequest>();

/** Counts a request that is refused anyhow, by its address if nobody knows who asks; rejects when there are too many. */
export async function limitRefused(
  request: FastifyRequest,
  reply: FastifyReply,
  isKnown: boolean,
): Promise<void> {
  if (!isKnown) unproven.add(request);
  await request.server.rateLimit().call(request.server, request, reply);
}

/** Begins the name of a bucket, by owner or by API key; no address looks like that. */
const BUCKET = "bucket:";

/** Limits requests; must be called before the routes are added. */
export async function limitRequests(
  app: App,
  settings: GatewaySettings,
  limits: Limits,
): Promise<void> {
  const { counts, buckets } = limits;
  const isLimited = settings.requestsPerMinute > 0 || buckets.isLimited;
  await app.register(rateLimit, {
    keyGenerator: async (request: FastifyRequest) =>
      (unproven.has(request) ? null : await bucketOf(request, limits)) ?? addressKey(request.ip),
    max: (_request, key) =>
      key.startsWith(BUCKET)
        ? perMinute(buckets.isLimited ? buckets.burst : 0)
        : perMinute(settings.requestsPerMinute),
    timeWindow: MINUTE_MS,
    store: storeOver(counts, buckets),
    addHeadersOnExceeding: {
      "x-ratelimit-limit": isLimited,
      "x-ratelimit-remaining": isLimited,
      "x-ratelimit-reset": isLimited,
    },
    errorResponseBuilder: (_request, { ttl }) =>
      refuse("RATE_LIMITED", { seconds: Math.max(1, Math.ceil(ttl / 1_000)) }),
  });
}

/** Configuration of the routes that hash a password: these are counted by address, whoever asks. */
export function signInLimit(settings: GatewaySettings) {
  const max = perMinute(settings.signInsPerMinute);
  const keyGenerator = (request: FastifyRequest): string => addressKey(request.ip);
  return { rateLimit: { max, timeWindow: MINUTE_MS, keyGenerator } };
}

/**
 * The bucket of a request of somebody who is known, null for strangers. A signature is not checked
 * here, so a key has a bucket for each address: nobody can empty another's.
 */
async function bucketOf(
  { headers, ip }: FastifyRequest,
  { tokens, keys }: Limits,
): Promise<string | null> {
  const key = headers[KEY_HEADER];
  if (typeof key === "string") {
    return keys.isKeyGood(key) ? `${BUCKET}${key}@${addressKey(ip)}` : null;
  }
  const token = /^Bearer ([A-Za-z0-9._-]{1,4096})$/i.exec(headers.authorization ?? "")?.[1];
  const principal = token === undefined ? null : await tokens.verify(token);
  return principal === null ? null : BUCKET + String(principal.owner);
}

/** An owner's bucket goes by their number, as at the other doors. */
function bucketNamed(name: string): number | string {
  return /^\d+$/.test(name) ? Number(name) : name;
}

/** The limiter has no word for "none". */
function perMinute(limit: number): number {
  return limit === 0 ? Number.MAX_SAFE_INTEGER : limit;
}

/** The limiter's view of the counts; a route with a limit of its own counts by itself. */
function storeOver(counts: RequestCounts, buckets: KeyBuckets | null) {
  return class Store {
    readonly #counts: RequestCounts;
    readonly #buckets: KeyBuckets | null;

    constructor(_options: unknown, own = counts, ownBuckets = buckets) {
      this.#counts = own;
      this.#buckets = ownBuckets;
    }

    incr(
      key: string,
      done: (
        error: Error | null,
        count?: { readonly current: number; readonly ttl: number },
      ) => void,
    ): void {
      if (this.#buckets === null || !key.startsWith(BUCKET)) {
        return done(null, this.#counts.add(key));
      }
      if (!this.#buckets.isLimited) return done(null, { current: 0, ttl: 0 });
      const { isGranted, left, waitMs } = this.#buckets.take(bucketNamed(key.slice(BUCKET.length)));
      const used = this.#buckets.burst - left;
      done(null, { current: isGranted ? used : this.#buckets.burst + 1, ttl: waitMs });
    }

    child(_options: unknown): Store {
      return new Store(_options, new RequestCounts(), null);
    }
  };
}
