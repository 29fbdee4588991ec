import rateLimit from "@fastify/rate-limit";
import { refuse } from "./refusal.ts";
import type { App } from "./routes/route.ts";
import type { GatewaySettings } from "./venue.ts";

const MINUTE_MS = 60_000;
/** Addresses remembered; beyond them the one whose minute began first is forgotten. */
const ADDRESSES_MAX = 5_000;

/** Requests of an address in its present minute. */
interface Count {
  current: number;
  /** Ms until the minute is over. */
  ttl: number;
  start: number;
}

/** Counts the requests of each address by the minute, one count for every door of the venue. */
export class RequestCounts {
  /** In the order in which their minutes began. */
  readonly #counts = new Map<string, Count>();

  /** Counts a request. @returns the count with this one. */
  add(address: string): Readonly<Count> {
    const now = Date.now();
    const count = this.#counts.get(address);
    if (count !== undefined && now - count.start < MINUTE_MS) {
      count.current += 1;
      count.ttl = MINUTE_MS - (now - count.start);
      return count;
    }
    this.#counts.delete(address);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size >= ADDRESSES_MAX && oldest !== undefined) this.#counts.delete(oldest);
    const fresh = { current: 1, ttl: MINUTE_MS, start: now };
    this.#counts.set(address, fresh);
    return fresh;
  }

  /** Whether the address has had `limit` requests in its present minute. */
  isUsedUp(address: string, limit: number): boolean {
    const count = this.#counts.get(address);
    return count !== undefined && count.current >= limit && Date.now() - count.start < MINUTE_MS;
  }
}

/** What the limiter calls an address: IPv6 by its network. */
export function addressKey(address: string): string {
  return rateLimit.normalizeIP(address);
}

/** Limits the requests of one address; must be called before the routes are added. */
export async function limitRequests(
  app: App,
  settings: GatewaySettings,
  counts: RequestCounts,
): Promise<void> {
  const isLimited = settings.requestsPerMinute > 0;
  await app.register(rateLimit, {
    max: perMinute(settings.requestsPerMinute),
    timeWindow: MINUTE_MS,
    store: storeOver(counts),
    addHeadersOnExceeding: {
      "x-ratelimit-limit": isLimited,
      "x-ratelimit-remaining": isLimited,
      "x-ratelimit-reset": isLimited,
    },
    errorResponseBuilder: (_request, { ttl }) =>
      refuse("RATE_LIMITED", { seconds: Math.max(1, Math.ceil(ttl / 1_000)) }),
  });
}

/** Configuration of the routes that hash a password. */
export function signInLimit(settings: GatewaySettings) {
  const max = perMinute(settings.signInsPerMinute);
  return { rateLimit: { max, timeWindow: MINUTE_MS } };
}

/** The limiter has no word for "none". */
function perMinute(limit: number): number {
  return limit === 0 ? Number.MAX_SAFE_INTEGER : limit;
}

/** The limiter's view of the counts; a route with a limit of its own counts by itself. */
function storeOver(counts: RequestCounts) {
  return class Store {
    readonly #counts: RequestCounts;

    constructor(_options: unknown, own = counts) {
      this.#counts = own;
    }

    incr(key: string, done: (error: Error | null, count?: Readonly<Count>) => void): void {
      done(null, this.#counts.add(key));
    }

    child(options: unknown): Store {
      return new Store(options, new RequestCounts());
    }
  };
}
