import { UsageError } from "../usage-error.ts";
import type { Credentials } from "./credentials.ts";

const USUAL = "http://localhost:8080";

/** The venue that is meant: the one named, else `PROBITY_URL`, else the one in use, else the local one. */
export function venueUrl(
  named: string | null,
  credentials: Credentials,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const url = named ?? (environment["PROBITY_URL"] || (credentials.url ?? USUAL));
  return checkedUrl(url);
}

/** @throws UsageError when it is no address of a venue. */
export function checkedUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new UsageError(`"${url}" is no address of a venue; one is ${USUAL}.`);
  }
  if (parsed.username !== "" || parsed.password !== "" || parsed.pathname !== "/") {
    throw new UsageError(`"${url}" is more than an address; one is ${parsed.origin}.`);
  }
  return parsed.origin;
}

/** Whether a secret sent there could be read on the way. */
export function isOpenToOthers(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const isHere = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  return protocol === "http:" && !isHere;
}
