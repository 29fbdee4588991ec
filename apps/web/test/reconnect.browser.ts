/** The venue goes and comes back, or the network does: the page says so, and misses nothing. */
import { expect } from "vitest";
import { createEvent, placeOrder } from "./harness/events.ts";
import {
  SEEN_WITHIN,
  bookOfVenue,
  bookShown,
  expectBookOfVenue,
  openTab,
  tapeShown,
} from "./harness/shown.ts";
import { test } from "./harness/stage.ts";
import { VenueProcess } from "./harness/venue-process.ts";

/** What a browser says by itself of a venue that is away. */
const AWAY =
  /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INTERNET_DISCONNECTED|WebSocket connection to|answered 503|status of 503/;

test("the server is killed and comes back: the book is the venue's, and no trade is missing", async ({
  stage,
}) => {
  const venue = await VenueProcess.start();
  try {
    const operator = await stage.operatorApi(venue.url);
    const event = await createEvent(operator, "Will the light come back?");
    const market = event.markets[0]!.id;
    const [maker, taker] = [await stage.trader(venue.url), await stage.trader(venue.url)];
    const { page, watch } = await stage.person({ venue: venue.url });
    watch.expect(AWAY);
    for (const price of ["0.30", "0.31", "0.32"]) {
      await placeOrder(maker, market, { side: "buy", outcome: "yes", price, quantity: "100" });
    }
    await placeOrder(taker, market, { side: "buy", outcome: "no", price: "0.68", quantity: "1" });
    await page.goto(`/event/${event.slug}`);
    await expectBookOfVenue(page, operator, market);
    await openTab(page, "Trades");
    await expect.poll(() => tapeShown(page), SEEN_WITHIN).toHaveLength(1);

    await venue.kill();
    await page.getByText("Connection lost").waitFor();
    await venue.start();
    // Before the page has found its way back: what it must not miss.
    for (const quantity of ["2", "3", "4"]) {
      await placeOrder(taker, market, { side: "buy", outcome: "no", price: "0.68", quantity });
    }
    await placeOrder(maker, market, { side: "buy", outcome: "no", price: "0.60", quantity: "55" });

    await page.getByText("Connection lost").waitFor({ state: "detached" });
    await expect
      .poll(() => tapeShown(page), SEEN_WITHIN)
      .toEqual(["Buy No 68¢ 4", "Buy No 68¢ 3", "Buy No 68¢ 2", "Buy No 68¢ 1"]);
    await openTab(page, "Order book");
    await expectBookOfVenue(page, operator, market);
    // And it lives on.
    await placeOrder(taker, market, { side: "buy", outcome: "yes", price: "0.40", quantity: "5" });
    await expectBookOfVenue(page, operator, market);
    expect(await bookShown(page)).toContain("ask 40¢ 50");
  } finally {
    await venue.remove();
  }
});

test("the network is away for a while: the page says so, and then shows what happened meanwhile", async ({
  stage,
}) => {
  const operator = await stage.operatorApi();
  const event = await createEvent(operator, "Will the network last?");
  const market = event.markets[0]!.id;
  const maker = await stage.trader();
  const { page, context, watch } = await stage.visitor();
  watch.expect(AWAY);
  await placeOrder(maker, market, { side: "buy", outcome: "yes", price: "0.30", quantity: "100" });
  await page.goto(`/event/${event.slug}`);
  await expectBookOfVenue(page, operator, market);
  const before = await bookOfVenue(operator, market);

  await context.setOffline(true);
  await page.getByText("Connection lost").waitFor();
  await placeOrder(maker, market, { side: "buy", outcome: "yes", price: "0.33", quantity: "70" });
  expect(await bookShown(page)).toEqual(before);

  await context.setOffline(false);
  await page.getByText("Connection lost").waitFor({ state: "detached" });
  await expectBookOfVenue(page, operator, market);
  expect(await bookShown(page)).not.toEqual(before);
});
