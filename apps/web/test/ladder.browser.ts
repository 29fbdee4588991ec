/** The ladder, without a mouse. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { createEvent, placeOrder } from "./harness/events.ts";
import { SEEN_WITHIN } from "./harness/shown.ts";
import { test } from "./harness/stage.ts";

test("a trader moves, buys, sells and cancels on the ladder by keys alone", async ({ stage }) => {
  const event = await createEvent(await stage.operatorApi(), "Will the keys suffice?");
  const { id, slug } = event.markets[0]!;
  const maker = await stage.trader();
  await placeOrder(maker, id, { side: "buy", outcome: "yes", price: "0.48", quantity: "40" });
  await placeOrder(maker, id, { side: "buy", outcome: "no", price: "0.48", quantity: "40" });
  const { page, api, account, watch } = await stage.person();
  // Its place in the queue was asked while an order ended.
  watch.expect(/\/queue\?/);
  // On one ladder, buying No at 45 is selling Yes at 55; which it is depends on what one has by then.
  const open = async (): Promise<string[]> => {
    const { orders } = await api.orders.list({ account_id: account, status: "open" });
    return orders
      .map(({ side, outcome, price, quantity }) => {
        const isBid = (side === "buy") === (outcome === "yes");
        const yes = outcome === "yes" ? Number(price) : 1 - Number(price);
        return `${isBid ? "bid" : "ask"} ${quantity ?? ""} at ${yes.toFixed(2)}`;
      })
      .toSorted();
  };
  await page.goto(`/ladder/${slug}`);
  const ladder = page.getByTestId("ladder");
  await row(page, "48").waitFor();
  await tabTo(page, '[data-testid="ladder"]');

  // Locked, keys place nothing.
  await page.keyboard.press("b");
  await said(page, "Locked");
  expect(await open()).toEqual([]);

  // From the middle down to 48, one more than the first in line.
  await page.keyboard.press("a");
  await moveTo(page, "48");
  await page.keyboard.press("b");
  await expect.poll(open, SEEN_WITHIN).toEqual(["bid 10 at 0.48"]);
  await expect.poll(() => own(page, "48"), SEEN_WITHIN).toMatch(/Cancel 10 at 48¢.*40 ahead/);

  // Up to 52, where it trades at once; then up to 55, where a sale waits.
  await moveTo(page, "52");
  await page.keyboard.press("b");
  await said(page, "filled 10 at 52¢");
  // What one has by now.
  const position = page.locator("dl > div", { hasText: "Position Yes" });
  await expect.poll(() => position.innerText(), SEEN_WITHIN).toMatch(/10$/);
  await moveTo(page, "55");
  await page.keyboard.press("s");
  await expect.poll(open, SEEN_WITHIN).toEqual(["ask 10 at 0.55", "bid 10 at 0.48"]);
  await expect.poll(() => own(page, "55"), SEEN_WITHIN).toContain("first in line");

  // Cancels the one under the cursor, then all.
  await page.keyboard.press("x");
  await expect.poll(open, SEEN_WITHIN).toEqual(["bid 10 at 0.48"]);
  await page.keyboard.press("s");
  await expect.poll(open, SEEN_WITHIN).toEqual(["ask 10 at 0.55", "bid 10 at 0.48"]);
  await page.keyboard.press("Escape");
  await expect.poll(open, SEEN_WITHIN).toEqual([]);
  await expect
    .poll(() => ladder.getByRole("button", { name: /^Cancel/ }).count(), SEEN_WITHIN)
    .toBe(0);
});

test("a key that is held down places one order, and what was just bought is sold", async ({
  stage,
}) => {
  const event = await createEvent(await stage.operatorApi(), "Will the hand be quick?");
  const { id, slug } = event.markets[0]!;
  const maker = await stage.trader();
  await placeOrder(maker, id, { side: "buy", outcome: "no", price: "0.48", quantity: "40" });
  const { page, api, account, watch } = await stage.person();
  watch.expect(/\/queue\?/);
  // What one has is known late: the page has to ask for it rather than to guess.
  await page.route("**/api/v1/positions*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue().catch(() => {});
  });
  const orders = async (status: "open" | "closed"): Promise<string[]> => {
    const list = await api.orders.list({ account_id: account, status });
    return list.orders.map(
      ({ side, outcome, quantity, price }) => `${side} ${quantity ?? ""} ${outcome} at ${price}`,
    );
  };
  await page.goto(`/ladder/${slug}`);
  await row(page, "52").waitFor();
  await tabTo(page, '[data-testid="ladder"]');
  await page.keyboard.press("a");
  await moveTo(page, "52");
  await page.keyboard.down("b");
  await page.keyboard.down("b");
  await page.keyboard.down("b");
  await page.keyboard.up("b");
  await moveTo(page, "55");
  await page.keyboard.press("s");
  await expect.poll(() => orders("open"), SEEN_WITHIN).toEqual(["sell 10 yes at 0.55"]);
  expect(await orders("closed")).toEqual(["buy 10 yes at 0.52"]);
});

/** Presses Tab until what fits `selector` has the focus, as one would. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    const isThere = await page.evaluate(
      (wanted) => document.activeElement?.matches(wanted) ?? false,
      selector,
    );
    if (isThere) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not come to ${selector}`);
}

/** The row of a price in cents. */
function row(page: Page, cents: string) {
  return page.getByTestId("ladder").locator(`[data-price="${Number(cents) * 100}"]`);
}

async function own(page: Page, cents: string): Promise<string> {
  const names = await row(page, cents)
    .getByRole("button", { name: /^Cancel/ })
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label") ?? ""));
  return names.join();
}

/** Moves the cursor by the arrow keys to a price. */
async function moveTo(page: Page, cents: string): Promise<void> {
  const at = (): Promise<number> =>
    page
      .getByTestId("ladder")
      .locator('[aria-selected="true"]')
      .evaluate((selected) => Number((selected as HTMLElement).dataset["price"]));
  for (let presses = 0; presses < 60; presses++) {
    const away = Number(cents) * 100 - (await at());
    if (away === 0) return;
    await page.keyboard.press(away > 0 ? "ArrowUp" : "ArrowDown");
  }
  throw new Error(`the cursor does not come to ${cents}¢`);
}

function said(page: Page, words: string): Promise<void> {
  return expect
    .poll(() => page.getByTestId("ladder-said").innerText(), SEEN_WITHIN)
    .toContain(words);
}
