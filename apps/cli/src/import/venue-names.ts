import type { ProbityClient } from "@probity/client";
import { readExternal } from "@probity/polymarket";
import type { UpstreamMarket } from "./upstream.ts";

const PAGE = 200;
const SLUG_CHARS = 128;

/** What a venue knows of a market in a file. */
export type Known =
  | { readonly kind: "new" }
  | { readonly kind: "there"; readonly event: string; readonly isDraft: boolean }
  /** It stands in the files twice. */
  | { readonly kind: "twice" }
  /** Its condition is new, and another of its names is somebody's. */
  | { readonly kind: "taken"; readonly what: string; readonly of: string };

interface Holder {
  readonly slug: string;
  /** Null: it is only planned. */
  readonly event: string | null;
  readonly isDraft: boolean;
}

/** Names in use at a venue: slugs, and what markets are called at Polymarket. */
export class VenueNames {
  private readonly byCondition = new Map<string, Holder>();
  private readonly byToken = new Map<string, Holder>();
  private readonly byGammaId = new Map<string, Holder>();
  private readonly byUpstreamSlug = new Map<string, Holder>();
  private readonly slugs = new Set<string>();
  /** Of markets that Gamma tells by the venue's own slug. */
  private readonly ownSlugs = new Set<string>();

  /** Asks a venue for every event and market it ever had. */
  static async of({ markets }: ProbityClient): Promise<VenueNames> {
    const names = new VenueNames();
    // Drafts and what was deleted are listed only when asked for; slugs are never freed.
    for (const state of [{}, { state: "draft" }, { state: "deleted" }]) {
      for await (const page of pages((place) => markets.list({ ...state, ...place }))) {
        for (const market of page.markets) names.add(market);
      }
      for await (const page of pages((place) => markets.events({ ...state, ...place }))) {
        for (const { slug } of page.events) names.take(slug);
      }
    }
    return names;
  }

  find({ conditionId, tokens, gammaId, slug }: UpstreamMarket): Known {
    const same =
      conditionId === null
        ? gammaId === null
          ? this.byUpstreamSlug.get(slug ?? "")
          : this.byGammaId.get(gammaId)
        : this.byCondition.get(conditionId.toLowerCase());
    if (same?.event === null) return { kind: "twice" };
    if (same) return { kind: "there", event: same.event, isDraft: same.isDraft };
    const claims = [
      ["token id", tokens && (this.byToken.get(tokens[0]) ?? this.byToken.get(tokens[1]))],
      ["Gamma id", gammaId !== null && this.byGammaId.get(gammaId)],
      ["slug", slug !== null && this.byUpstreamSlug.get(slug)],
    ] as const;
    for (const [what, holder] of claims) {
      if (holder) return { kind: "taken", what, of: holder.slug };
    }
    return { kind: "new" };
  }

  /** The slug, or with the tail if it is in use, or with a number if that is, too. */
  freeSlug(slug: string, tail: string): string {
    if (this.isFree(slug)) return slug;
    for (let number = 1; ; number++) {
      const end = number === 1 ? `-${tail}` : `-${tail}-${number}`;
      const longer = `${slug.slice(0, SLUG_CHARS - end.length)}${end}`;
      if (this.isFree(longer)) return longer;
    }
  }

  isFree(slug: string): boolean {
    return !this.slugs.has(slug);
  }

  /** Whether Gamma finds a market of the venue's own under the slug, and so no other. */
  isOwn(slug: string): boolean {
    return this.ownSlugs.has(slug);
  }

  take(slug: string): void {
    this.slugs.add(slug);
  }

  /** From now on its names are somebody's. */
  learn({ conditionId, tokens, gammaId, slug, question }: UpstreamMarket): void {
    const holder = { slug: slug ?? question, event: null, isDraft: false };
    this.remember(conditionId, tokens, gammaId, slug, holder);
  }

  private add(market: {
    readonly slug: string;
    readonly event_id: string;
    readonly state: string;
    readonly external?: string | undefined;
  }): void {
    this.take(market.slug);
    // What was deleted is not there, and only its slug stays taken.
    if (market.state === "deleted") return;
    const external = readExternal(market.external ?? "");
    if (external?.slug === undefined) this.ownSlugs.add(market.slug);
    if (external === null) return;
    const { chain, gamma_id: gammaId = null, slug = null } = external;
    const holder = {
      slug: market.slug,
      event: market.event_id,
      isDraft: market.state === "draft",
    };
    this.remember(chain?.condition_id ?? null, chain?.tokens ?? null, gammaId, slug, holder);
  }

  private remember(
    conditionId: string | null,
    tokens: readonly [string, string] | null,
    gammaId: string | null,
    slug: string | null,
    holder: Holder,
  ): void {
    if (conditionId !== null) this.byCondition.set(conditionId.toLowerCase(), holder);
    for (const token of tokens ?? []) this.byToken.set(token, holder);
    if (gammaId !== null) this.byGammaId.set(gammaId, holder);
    if (slug !== null) this.byUpstreamSlug.set(slug, holder);
  }
}

async function* pages<Page extends { readonly next_cursor: string | null }>(
  ask: (place: { readonly limit: number; readonly cursor?: string }) => Promise<Page>,
): AsyncGenerator<Page> {
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Page = await ask({ limit: PAGE, ...(cursor !== "" && { cursor }) });
    yield page;
    cursor = page.next_cursor;
  }
}
