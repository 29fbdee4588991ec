import { Credentials } from "../profile/credentials.ts";
import { checkedUrl, venueUrl } from "../profile/venue-url.ts";
import { UsageError } from "../usage-error.ts";

/** Chooses the venue that later commands mean; without an address, says which it is. */
export async function use([url, ...more]: readonly string[]): Promise<void> {
  if (more.length > 0) throw new UsageError("use takes one address");
  const credentials = new Credentials();
  if (url !== undefined) credentials.use(checkedUrl(url));
  console.log(venueUrl(null, credentials));
}
