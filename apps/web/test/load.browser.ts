/** A thousand changes of a book a second: the page paints them as they come, calmly, and ends with the venue's book. */
import { LiveOrderEntry, ProbityClient } from "@probity/client";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { createEvent } from "./harness/events.ts";
import { expectBookOfVenue } from "./harness/shown.ts";
import { test } from "./harness/stage.ts";
import { OPERATOR, VenueProcess } from "./harness/venue-process.ts";

const SECONDS = 5;
const A_SECOND = 1_000;

/** What a page went through while it was watched. */
interface Watched {
  /** Commits by the frame in which they were made. */
  readonly commits: readonly number[];
  readonly frames: number;
  readonly shift: number;
  /** What moved, the beginning of each. */
  readonly shifted: readonly string[];
  readonly messages: number;
  readonly longestFrameMs: number;
}

test("at 1,000 book updates a second: one commit a frame at most, no shift, and the venue's book in the end", async ({
  stage,
}) => {
  // Each command is told by itself, so that the page gets as many messages as there are changes.
  const venue = await VenueProcess.start({ LIVE_TICK_MS: "0", KEY_REQUESTS_PER_SECOND: "0" });
  const pages: Page[] = [];
  try {
    const operator = await stage.operatorApi(venue.url);
    const event = await createEvent(operator, "Will it hold under load?");
    const market = event.markets[0]!.id;
    const maker = new ProbityClient({ url: venue.url });
    await maker.signIn(OPERATOR);
    await maker.accounts.deposit({ amount: "1000000" });
    const { page, watch } = await stage.visitor({ venue: venue.url });
    pages.push(page);
    // History of a venue that has just been started may not have come as far.
    watch.expect(/answered 503|status of 503/);
    await countMessages(page);
    await page.goto(`/event/${event.slug}`);
    await page.getByTestId("order-book").waitFor();
    await page.waitForLoadState("networkidle");

    const entered = await enterAtFixedRate(maker, market, () => startWatching(page));
    await expectBookOfVenue(page, operator, market);
    const seen = await endWatching(page);

    const most = Math.max(...seen.commits);
    console.log(
      `${entered} orders in ${SECONDS} s: ${seen.messages} live messages, ${seen.commits.length} frames with a commit ` +
        `of ${seen.frames}, at most ${most} in one, longest frame ${Math.round(seen.longestFrameMs)} ms, layout shift ${seen.shift}`,
    );
    expect(entered).toBe(SECONDS * A_SECOND);
    expect(seen.messages).toBeGreaterThan(entered / 4);
    expect(seen.commits.length).toBeGreaterThan(10);
    expect(most).toBe(1);
    expect({ shift: seen.shift, shifted: seen.shifted }).toEqual({ shift: 0, shifted: [] });
  } finally {
    for (const page of pages) await page.close();
    await venue.remove();
  }
});

/** Places orders around the middle, a fixed number a second however long the venue takes. @returns how many were taken. */
async function enterAtFixedRate(
  maker: ProbityClient,
  market: string,
  begin: () => Promise<void>,
): Promise<number> {
  const live = maker.live();
  const entry = new LiveOrderEntry(live);
  while (!live.isOpen) await pause(20);
  await begin();
  const answers: Promise<boolean>[] = [];
  const started = performance.now();
  for (let number = 0; number < SECONDS * A_SECOND; number++) {
    const due = started + (number / A_SECOND) * 1_000;
    if (due - performance.now() > 1) await pause(due - performance.now());
    answers.push(entry.place(orderOf(market, number)).then(({ order }) => order.status === "open"));
  }
  const taken = (await Promise.all(answers)).filter((isOpen) => isOpen).length;
  live.close();
  return taken;
}

/** Bids below 50¢ and, as asks, bids for NO; the best ones change most. */
function orderOf(market: string, number: number) {
  const away = 1 + ((number * 7) % 12);
  return {
    type: "limit" as const,
    market_id: market,
    outcome: number % 2 === 0 ? ("yes" as const) : ("no" as const),
    side: "buy" as const,
    price: (0.5 - away / 100).toFixed(2),
    quantity: String(1 + (number % 9)),
  };
}

/** Counts what comes in over the page's live socket. */
async function countMessages(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counted = { messages: 0 };
    Object.assign(globalThis, { counted });
    const Plain = globalThis.WebSocket;
    globalThis.WebSocket = class extends Plain {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener("message", () => (counted.messages += 1));
      }
    };
  });
}

async function startWatching(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { counted } = globalThis as unknown as { counted: { messages: number } };
    const state = {
      commits: new Map<number, number>(),
      frames: 0,
      shift: 0,
      shifted: [] as string[],
      longest: 0,
      last: 0,
    };
    // Called once for all that one commit changed; the timeline stands still within a frame.
    new MutationObserver(() => {
      const frame = Number(document.timeline.currentTime);
      state.commits.set(frame, (state.commits.get(frame) ?? 0) + 1);
    }).observe(document.querySelector('[data-testid="order-book"]')!, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as PerformanceEntry & {
          readonly value: number;
          readonly sources: readonly { readonly node: Node | null }[];
        };
        state.shift += value;
        for (const { node } of sources) {
          const element = node instanceof Element ? node : node?.parentElement;
          state.shifted.push((element?.outerHTML ?? "something that is gone").slice(0, 120));
        }
      }
    }).observe({ type: "layout-shift" });
    const tick = (time: number): void => {
      state.frames += 1;
      if (state.last !== 0) state.longest = Math.max(state.longest, time - state.last);
      state.last = time;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    counted.messages = 0;
    Object.assign(globalThis, { watched: state });
  });
}

async function endWatching(page: Page): Promise<Watched> {
  return page.evaluate(() => {
    const { counted, watched } = globalThis as unknown as {
      readonly counted: { readonly messages: number };
      readonly watched: {
        readonly commits: Map<number, number>;
        readonly frames: number;
        readonly shift: number;
        readonly shifted: readonly string[];
        readonly longest: number;
      };
    };
    return {
      commits: [...watched.commits.values()],
      frames: watched.frames,
      shift: watched.shift,
      shifted: watched.shifted,
      messages: counted.messages,
      longestFrameMs: watched.longest,
    };
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
