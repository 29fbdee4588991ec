import rateLimit from "@fastify/rate-limit";
import { refuse } from "./refusal.ts";
import type { App } from "./routes/route.ts";
import type { GatewaySettings } from "./venue.ts";

const MINUTE_MS = 60_000;

/** Limits the requests of one address; must be called before the routes are added. */
export async function limitRequests(app: App, settings: GatewaySettings): Promise<void> {
  await app.register(rateLimit, {
    max: perMinute(settings.requestsPerMinute),
    timeWindow: MINUTE_MS,
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
