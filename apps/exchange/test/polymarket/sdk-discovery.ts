/** What the unified SDK asks Gamma, without a key. */
import type { Market } from "@polymarket/client";
import { expect } from "vitest";
import type { Check } from "./methods.ts";
import { all, publicSdk } from "./sdk.ts";
import { eventually } from "./stage.ts";
import type { Listed, Stage } from "./stage.ts";

/** An event of two markets with a category and tags. */
async function describedEvent(stage: Stage): Promise<readonly [Listed, Listed]> {
  const about = { category: "Weather", tags: ["rain", "europe"], description: "It rains or not." };
  const [first, second] = await stage.event([{}, {}], about);
  return [first!, second!];
}

/** That a market of the SDK is the venue's. */
async function expectSame(stage: Stage, market: Market, listed: Listed): Promise<void> {
  const { markets } = await stage.native(`/markets/${listed.id}`);
  const [native] = markets;
  expect(market).toMatchObject({
    slug: native.slug,
    question: native.question,
    conditionId: listed.conditionId,
    outcomes: {
      yes: { label: "Yes", tokenId: listed.yes },
      no: { label: "No", tokenId: listed.no },
    },
    state: { active: true, closed: false, acceptingOrders: true },
  });
  expect(market.trading.minimumTickSize).toBe(Number(native.tick_size));
  expect(Number(market.trading.minimumOrderSize)).toBe(Number(native.min_quantity));
}

export const discovery = {
  listEvents: async (stage) => {
    const [market] = await describedEvent(stage);
    const events = await all(publicSdk(stage).listEvents({ pageSize: 2 }));
    const slugs = events.map(({ slug }) => slug);
    expect(slugs).toContain(market.eventSlug);
    expect(new Set(slugs).size).toBe(slugs.length);
    const found = events.find(({ slug }) => slug === market.eventSlug);
    expect(found?.markets).toHaveLength(2);
  },
  fetchEvent: async (stage) => {
    const [market] = await describedEvent(stage);
    const event = await publicSdk(stage).fetchEvent({ slug: market.eventSlug });
    const { event: native } = await stage.native(`/events/${market.eventSlug}`);
    expect(event).toMatchObject({ title: native.title, description: native.description });
    expect(await publicSdk(stage).fetchEvent({ id: event.id })).toEqual(event);
  },
  fetchEventTags: async (stage) => {
    const [market] = await describedEvent(stage);
    const { id } = await publicSdk(stage).fetchEvent({ slug: market.eventSlug });
    const tags = await publicSdk(stage).fetchEventTags({ id });
    expect(tags.map(({ label }) => label?.toLowerCase())).toEqual(
      expect.arrayContaining(["rain", "europe"]),
    );
  },
  listMarkets: async (stage) => {
    const [first, second] = await describedEvent(stage);
    const sdk = publicSdk(stage);
    const found = await all(sdk.listMarkets({ clobTokenIds: [first.yes, second.no] }));
    expect(new Set(found.map(({ conditionId }) => conditionId))).toEqual(
      new Set([first.conditionId, second.conditionId]),
    );
    await expectSame(
      stage,
      found.find(({ slug }) => slug === first.slug)!,
      first,
    );
    const bySlug = await all(sdk.listMarkets({ slug: [second.slug] }));
    expect(bySlug).toHaveLength(1);
  },
  fetchMarket: async (stage) => {
    const market = await stage.market({ tick_size: "0.005" });
    const bySlug = await publicSdk(stage).fetchMarket({ slug: market.slug });
    await expectSame(stage, bySlug, market);
    expect(await publicSdk(stage).fetchMarket({ id: bySlug.id })).toEqual(bySlug);
  },
  fetchMarketTags: async (stage) => {
    const [market] = await describedEvent(stage);
    const { id } = await publicSdk(stage).fetchMarket({ slug: market.slug });
    const tags = await publicSdk(stage).fetchMarketTags({ id });
    expect(tags.map(({ label }) => label?.toLowerCase())).toContain("rain");
  },
  listTags: async (stage) => {
    await describedEvent(stage);
    const tags = await all(publicSdk(stage).listTags());
    expect(tags.map(({ label }) => label?.toLowerCase())).toContain("europe");
  },
  fetchTag: async (stage) => {
    await describedEvent(stage);
    const tag = await publicSdk(stage).fetchTag({ slug: "rain" });
    expect(await publicSdk(stage).fetchTag({ id: tag.id })).toEqual(tag);
  },
  fetchRelatedTags: async (stage) => {
    await describedEvent(stage);
    const sdk = publicSdk(stage);
    const europe = await sdk.fetchTag({ slug: "europe" });
    const related = await sdk.fetchRelatedTags({ slug: "rain" });
    expect(related.map(({ relatedTagId }) => String(relatedTagId))).toContain(String(europe.id));
  },
  fetchRelatedTagResources: async (stage) => {
    await describedEvent(stage);
    const related = await publicSdk(stage).fetchRelatedTagResources({ slug: "rain" });
    expect(related.map(({ slug }) => slug)).toContain("europe");
  },
  search: async (stage) => {
    const name = `Aardvarks of ${Date.now()}`;
    const [market] = await stage.event([{ question: `${name}?` }], { title: name });
    await eventually(async () => {
      const { items } = await publicSdk(stage).search({ q: name }).firstPage();
      expect(items.events?.map(({ slug }) => slug)).toEqual([market!.eventSlug]);
    });
  },
  listSeries: async (stage) => {
    expect(await all(publicSdk(stage).listSeries())).toEqual([]);
  },
  listMarketClarifications: async (stage) => {
    expect(await all(publicSdk(stage).listMarketClarifications())).toEqual([]);
  },
  listSports: async (stage) => {
    expect(await publicSdk(stage).listSports()).toEqual([]);
  },
  fetchSportsMarketTypes: async (stage) => {
    expect(await publicSdk(stage).fetchSportsMarketTypes()).toEqual({ marketTypes: [] });
  },
  listTeams: async (stage) => {
    expect(await all(publicSdk(stage).listTeams())).toEqual([]);
  },
  fetchPublicProfile: async (stage) => {
    const trader = await stage.trader();
    const native = await trader.native();
    await native.must("PUT", "/auth/profile", { username: `ada${Date.now()}` }).catch(() => {});
    const profile = await publicSdk(stage).fetchPublicProfile({ address: trader.address });
    expect(profile?.wallet?.toLowerCase()).toBe(trader.address.toLowerCase());
  },
  listComments: async (stage) => {
    const [market] = await describedEvent(stage);
    const { id } = await publicSdk(stage).fetchEvent({ slug: market.eventSlug });
    const about = { parentEntityId: id, parentEntityType: "Event" as never };
    expect(await all(publicSdk(stage).listComments(about))).toEqual([]);
  },
  listCommentsByUserAddress: async (stage) => {
    const { address } = await stage.trader();
    expect(await all(publicSdk(stage).listCommentsByUserAddress({ address }))).toEqual([]);
  },
} satisfies Record<string, Check>;
