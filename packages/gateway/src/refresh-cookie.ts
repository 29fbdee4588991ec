/** The refresh token in a cookie, and who may use it there. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { refuse } from "./refusal.ts";
import type { Venue } from "./venue.ts";

const NAME = "probity_refresh";
/** Of `/api/v1/auth/…` and its alias; a cookie has one path. */
const PATH = "/api";
/** A page elsewhere cannot set a header of its own without being asked whether it may. */
const OWN_HEADER = "x-probity-request";

/** No script reads it, and no page of another site sends it. */
export function setRefreshCookie(
  reply: FastifyReply,
  { settings }: Venue,
  token: string,
  expiresAt: number,
): void {
  const expires = `; Expires=${new Date(expiresAt).toUTCString()}`;
  void reply.header("set-cookie", `${NAME}=${token}${expires}${attributes(settings)}`);
}

export function clearRefreshCookie(reply: FastifyReply, { settings }: Venue): void {
  void reply.header("set-cookie", `${NAME}=; Max-Age=0${attributes(settings)}`);
}

/**
 * The refresh token of the cookie; null: there is none.
 *
 * @throws Refusal when there is one, but the request may come from a page of somebody else.
 */
export function refreshCookie(request: FastifyRequest, { settings }: Venue): string | null {
  const cookies = (request.headers.cookie ?? "").split(/; */);
  const own = cookies.find((cookie) => cookie.startsWith(`${NAME}=`));
  const token = own?.slice(NAME.length + 1) ?? "";
  if (token === "") return null;
  if (!isOurPage(request, settings.corsOrigin)) throw refuse("CROSS_SITE");
  return token;
}

/** A browser says where a request comes from; who is no browser says so with a header. */
function isOurPage(request: FastifyRequest, allowed: Venue["settings"]["corsOrigin"]): boolean {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (origin !== undefined) {
    const isOwn = URL.canParse(origin) && new URL(origin).host === request.host;
    return isOwn || (Array.isArray(allowed) && allowed.includes(origin));
  }
  return site === undefined ? request.headers[OWN_HEADER] !== undefined : site === "same-origin";
}

function attributes({ secureCookies }: Venue["settings"]): string {
  return `; Path=${PATH}; HttpOnly; SameSite=Strict${secureCookies ? "; Secure" : ""}`;
}
