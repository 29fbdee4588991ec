/** How the dialects make a market: an event with its markets, opened in the same breath. */
import { createHash } from "node:crypto";
import type { EventId, OwnerId } from "@probity/core";
import { CreateEventRequest, changedEventText, marketSpec, marketsOf } from "@probity/protocol";
import type { CreateEventJson } from "@probity/protocol";
import { assetOf } from "../assets.ts";
import { badFieldOf } from "../refusal.ts";
import type { Venue } from "../venue.ts";

/**
 * Creates the event and opens it: two commands, so that a crash between them leaves a draft, which
 * an operator may open or delete.
 *
 * @param wish as the native route takes it.
 */
export async function createOpened(
  venue: Venue,
  owner: OwnerId,
  wish: CreateEventJson,
): Promise<{ readonly event: EventId; readonly sequence: number }> {
  const { success, data, error } = CreateEventRequest.safeParse(wish);
  if (!success) throw badFieldOf(error, "body");
  const { events } = await venue.submitter.submit(owner, {
    type: "CreateEvent",
    slug: data.slug,
    text: changedEventText(data, data),
    rules: data.rules,
    collateral: await assetOf(venue, data.collateral),
    mutuallyExclusive: data.mutually_exclusive,
    exhaustive: data.exhaustive,
    markets: marketsOf(data).map(marketSpec),
  });
  const [created] = events;
  if (created?.type !== "EventCreated") throw new Error("creating made no event");
  const { event } = created;
  const { sequence } = await venue.submitter.submit(owner, {
    type: "ChangeMarketState",
    target: { kind: "event", event },
    to: "open",
    mode: "normal",
  });
  return { event, sequence };
}

/** A slug for a question that came without one; the same question gives the same. */
export function slugFor(question: string): string {
  const words = question
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-+|-+$/g, "");
  const hash = createHash("sha256").update(question).digest("hex").slice(0, 8);
  return words === "" ? `market-${hash}` : `${words}-${hash}`;
}
