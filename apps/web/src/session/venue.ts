import { ProbityClient } from "@probity/client";
import i18next from "i18next";
import { session } from "./session.ts";

/**
 * Asked again with a fresh token when the one it was sent with has run out; in the language of the
 * page, so that refusals can be read.
 */
async function renewing(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("accept-language", i18next.language);
  const response = await globalThis.fetch(input, { ...init, headers });
  if (response.status !== 401 || !headers.has("authorization")) return response;
  const token = await session.renew();
  if (token === null) return response;
  headers.set("authorization", `Bearer ${token}`);
  return globalThis.fetch(input, { ...init, headers });
}

/** The venue that serves this page. */
export const venue = new ProbityClient({ url: location.origin, fetch: renewing });

session.attach(venue);
