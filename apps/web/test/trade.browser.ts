/** From signing up to being paid, on a desktop and on a phone, seen from a second browser as it happens. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { createEvent, placeOrder } from "./harness/events.ts";
import { SEEN_WITHIN, bookShown, expectBookOfVenue, openTab, tapeShown } from "./harness/shown.ts";
import { test } from "./harness/stage.ts";
import { closeTicket, order } from "./harness/ticket.ts";

test.for(["desktop", "phone"] as const)(
  "sign up, deposit, buy, sell, be paid: on a %s",
  async (device, { stage }) => {
    const operator = await stage.operator();
    const event = await createEvent(operator.api, `Will the ${device} flow hold?`);
    const market = event.markets[0]!.id;
    const maker = await stage.trader();
    await placeOrder(maker, market, { side: "buy", outcome: "no", price: "0.40", quantity: "200" });
    await placeOrder(maker, market, {
      side: "buy",
      outcome: "yes",
      price: "0.50",
      quantity: "200",
    });

    // Signs up and deposits.
    const { page } = await stage.visitor({ device });
    const credentials = { email: `trades-on-a-${device}@example.org`, password: "a long sentence" };
    await page.goto("/sign-up");
    await page.getByLabel("E-mail").fill(credentials.email);
    await page.getByLabel("Password").fill(credentials.password);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByLabel("Amount").first().fill("1000");
    await page.getByRole("button", { name: "Deposit", exact: true }).click();
    await expectAvailable(page, "$1,000.00");

    // The same person in a second browser: portfolio and event, never loaded again.
    const second = await stage.visitor();
    await second.page.goto("/sign-in");
    await second.page.getByLabel("E-mail").fill(credentials.email);
    await second.page.getByLabel("Password").fill(credentials.password);
    await second.page
      .getByRole("main")
      .getByRole("button", { name: "Sign in", exact: true })
      .click();
    await expectAvailable(second.page, "$1,000.00");
    const portfolio = second.page;
    await portfolio.goto("/portfolio");
    const watched = await second.context.newPage();
    await watched.goto(`/event/${event.slug}`);
    await expectBookOfVenue(watched, maker, market);
    await page.goto(`/event/${event.slug}`);
    await expectBookOfVenue(page, maker, market);

    // A limit order that waits: in the book of both.
    expect(await order(page, { kind: "Limit", price: "45", size: "20" })).toContain("Order placed");
    await expect.poll(() => bookShown(watched), SEEN_WITHIN).toContain("bid 45¢ 20");
    await expectAvailable(portfolio, "$991.00");

    // Half a hundred shares at the market: on the tape, in the chart, in the portfolio.
    await openTab(watched, "Trades");
    const chart = await drawing(watched);
    expect(await order(page, { kind: "Market", size: "30" })).toContain("Order filled");
    await expect.poll(() => tapeShown(watched), SEEN_WITHIN).toEqual(["Buy Yes 60¢ 50"]);
    await expect.poll(() => drawing(watched), SEEN_WITHIN).not.toBe(chart);
    await expectAvailable(portfolio, "$961.00");
    await expect
      .poll(() => portfolio.getByRole("tabpanel").innerText(), SEEN_WITHIN)
      .toContain("50");
    await expect
      .poll(() => watched.getByTestId("own-position").innerText(), SEEN_WITHIN)
      .toContain("50 Yes");

    // Ten of them sold.
    expect(await order(page, { side: "Sell", kind: "Market", size: "10" })).toContain(
      "Order filled",
    );
    await closeTicket(page);
    await expect
      .poll(() => tapeShown(watched), SEEN_WITHIN)
      .toEqual(["Sell Yes 50¢ 10", "Buy Yes 60¢ 50"]);
    await expect
      .poll(() => watched.getByTestId("own-position").innerText(), SEEN_WITHIN)
      .toContain("40 Yes");
    await expectAvailable(portfolio, "$966.00");

    // The operator resolves it; what waited is given back, and forty shares are paid.
    await operator.page.goto(`/admin/events/${event.slug}`);
    await operator.page.getByRole("tab", { name: "Ending" }).click();
    const ending = operator.page.getByRole("tabpanel", { name: "Ending" });
    await ending.getByRole("radio", { name: "Yes", exact: true }).click();
    await ending.getByRole("button", { name: "Resolve", exact: true }).click();
    await operator.page.getByRole("dialog").getByRole("button", { name: "Resolve" }).click();
    for (const one of [page, watched]) {
      await expect.poll(() => one.getByRole("main").innerText(), SEEN_WITHIN).toMatch(/resolved/i);
    }
    for (const one of [page, watched, portfolio]) await expectAvailable(one, "$1,015.00");
  },
);

function expectAvailable(page: Page, dollars: string): Promise<void> {
  return expect.poll(() => page.getByTestId("available").innerText(), SEEN_WITHIN).toBe(dollars);
}

/** What the chart shows, as a text that differs when the picture does. */
function drawing(page: Page): Promise<string> {
  return page
    .getByTestId("price-chart")
    .locator("canvas")
    .evaluateAll((canvases) =>
      canvases.map((one) => (one as HTMLCanvasElement).toDataURL()).join(),
    );
}
