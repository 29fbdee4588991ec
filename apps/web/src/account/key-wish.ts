import type { CreateKeyJson } from "@probity/protocol";

/** How long a key may be good for, in days. */
export const LASTS = ["1", "7", "30", "90", "365", "forever"] as const;
const DAY_MS = 86_400_000;

/** What the form says, as the venue takes it: no account named is all of them; operators' keys name none. */
export function wishOf({
  label,
  scopes,
  accounts,
  lasts,
  now,
}: {
  readonly label: string;
  readonly scopes: readonly CreateKeyJson["scopes"][number][];
  readonly accounts: readonly string[];
  readonly lasts: string;
  readonly now: number;
}): CreateKeyJson {
  const days = lasts === "forever" ? null : Number(lasts);
  const isOfAccounts = accounts.length > 0 && !scopes.includes("admin");
  return {
    label,
    scopes: [...scopes],
    ...(isOfAccounts ? { account_ids: [...accounts] } : {}),
    ...(days === null ? {} : { expires_at: new Date(now + days * DAY_MS).toISOString() }),
  };
}
