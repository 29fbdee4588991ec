import type { CommandContent, MarketId } from "@probity/core";
import { PRICE_ONE, price } from "@probity/core";
import {
  S3CreateMarketRequest,
  S3MarketAnswer,
  S3StatusRequest,
  dialectNames,
  formatId,
  formatTime,
  voidPolicy,
} from "@probity/protocol";
import type { z } from "zod";
import { callerOf, operator } from "../caller.ts";
import { tradedMarketOf } from "../market-or-event.ts";
import { refuse } from "../refusal.ts";
import { BEARER, NoQuery, answers, refParams } from "../routes/route.ts";
import type { App } from "../routes/route.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { createOpened } from "./new-market.ts";

/** Source S3's way to make a market and to change its state. Its lists are the native ones, which carry its fields. */
export function s3MarketRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER, querystring: NoQuery };
  const onRequest = operator(venue);

  app.post(
    "/markets",
    {
      onRequest,
      schema: {
        ...common,
        summary: "S3: create a market of one question, open at once",
        body: S3CreateMarketRequest,
        response: answers(S3MarketAnswer),
      },
    },
    async (request) => {
      const { slug, question, description, category } = request.body;
      const { event, sequence } = await createOpened(venue, callerOf(request), {
        // Slugs are unique across events and markets, and this one is the market's.
        slug: `${slug.slice(0, 122)}-event`,
        title: question,
        description,
        category,
        markets: [{ slug, question, description }],
      });
      const read = await readMachine(venue, (machine) => machine.event(event), sequence);
      const [market] = read.value?.markets ?? [];
      if (market === undefined) throw new Error("creating made no market");
      return marketAnswer(venue, market, read.sequence);
    },
  );

  app.patch(
    "/markets/:ref/status",
    {
      onRequest,
      schema: {
        ...common,
        summary: "S3: open, pause, close, resolve or cancel a market",
        params: refParams,
        body: S3StatusRequest,
        response: answers(S3MarketAnswer),
      },
    },
    async (request) => {
      const { market } = await tradedMarketOf(venue, request.params.ref);
      const content = contentFor(market, request.body);
      const { events, sequence } = await venue.submitter.submit(callerOf(request), content);
      const [first] = events;
      return {
        ...(await marketAnswer(venue, market, sequence)),
        ...(first?.type === "EndingRequested"
          ? { awaiting_confirmation: formatTime(first.until) }
          : {}),
      };
    },
  );
}

const STATES = { OPEN: "open", PAUSED: "halted", CLOSED: "closed" } as const;

function contentFor(market: MarketId, wish: z.output<typeof S3StatusRequest>): CommandContent {
  switch (wish.status) {
    case "RESOLVED": {
      const yesPayout = price(wish.outcome === "YES" ? PRICE_ONE : 0);
      return { type: "ResolveMarket", market, yesPayout };
    }
    case "CANCELLED":
      return { type: "VoidMarket", market, policy: voidPolicy(wish.void) };
    default: {
      const target = { kind: "market", market } as const;
      return { type: "ChangeMarketState", target, to: STATES[wish.status], mode: "normal" };
    }
  }
}

async function marketAnswer(venue: Venue, id: MarketId, minSequence: number) {
  const read = await readMachine(venue, (machine) => machine.market(id), minSequence);
  if (read.value === null) throw refuse("MARKET_NOT_FOUND", {}, read.sequence);
  await venue.readSide.caughtUp(read.sequence);
  const words = venue.readSide.data.catalogue.market(id);
  return {
    seq: read.sequence,
    market: {
      id: formatId("mkt", id),
      slug: read.value.slug,
      question: words?.text.question ?? "",
      description: words?.text.description ?? "",
      status: dialectNames(read.value).s3,
    },
  };
}
