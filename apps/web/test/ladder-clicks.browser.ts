/** The price ladder by click: armed or not, the place in the queue, sales without shares, a long way to scroll. */
import type { ProbityClient } from "@probity/client";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { createEvent, placeOrder } from "./harness/events.ts";
import { test } from "./harness/stage.ts";
import type { Stage } from "./harness/stage.ts";

async function atLadder(stage: Stage) {
  const event = await createEvent(await stage.operatorApi(), "Will the ladder hold?");
  const { id: market, slug } = event.markets[0]!;
  const maker = await stage.trader();
  await placeOrder(maker, market, { side: "buy", outcome: "yes", price: "0.44", quantity: "100" });
  await placeOrder(maker, market, { side: "buy", outcome: "no", price: "0.54", quantity: "100" });
  const person = await stage.person();
  await person.page.goto(`/ladder/${slug}`);
  await row(person.page, 4_400)
    .getByRole("button", { name: "Buy 10 at 44¢" })
    .getByText("100")
    .waitFor();
  return { ...person, market, maker };
}

const row = (page: Page, price: number) => page.locator(`[data-price="${price}"]`);
const said = (page: Page) => page.getByTestId("ladder-said");
const openOrders = async (api: ProbityClient) => (await api.orders.list({ status: "open" })).orders;

describe("the ladder, by click", () => {
  test("selling without shares buys the other outcome: the same bet", async ({ stage }) => {
    const { page, api } = await atLadder(stage);
    await page.keyboard.press("a");
    for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowUp");
    await page.keyboard.press("s");
    await said(page).getByText("Buy 10 No at 50¢: waits in the book.").waitFor();
    const own = row(page, 5_000).getByRole("button", { name: /Cancel 10 at 50¢/ });
    await own.waitFor();
    await page.keyboard.press("x");
    await expect.poll(async () => (await openOrders(api)).length).toBe(0);
  });

  test("a click places once armed, tells the place in the queue, and cancels", async ({
    stage,
  }) => {
    const { page, api, maker, market } = await atLadder(stage);
    const buy = row(page, 4_400).getByRole("button", { name: "Buy 50 at 44¢" });
    await page.getByRole("radio", { name: "50", exact: true }).click();
    await buy.click();
    await said(page).getByText("Locked").waitFor();
    await page.getByRole("switch", { name: "Armed" }).click();
    await buy.click();
    await said(page).getByText("Buy 50 Yes at 44¢: waits in the book.").waitFor();
    const own = row(page, 4_400).getByRole("button", { name: /Cancel 50 at 44¢/ });
    await own.getByText("100 ahead").waitFor();
    await maker.orders.cancelAll({ market_id: market });
    await own.getByText("first in line").waitFor();
    await own.click();
    await expect.poll(async () => (await openOrders(api)).length).toBe(0);
  });

  test("a market that is halted says so at once", async ({ stage }) => {
    const { page, market } = await atLadder(stage);
    const operator = await stage.operatorApi();
    await operator.admin.changeState("markets", market, { to: "halted" });
    const badge = page.getByRole("main").locator("header").getByText("Halted");
    // Long before it would be asked for anew by the clock.
    await badge.waitFor({ timeout: 8_000 });
  });

  test("a thousand prices are reached by scrolling, and few are drawn", async ({ stage }) => {
    const { page } = await atLadder(stage);
    await page.keyboard.press("Home");
    await row(page, 9_900).waitFor();
    await page.keyboard.press("End");
    await row(page, 100).waitFor();
    expect(await page.locator("[data-price]").count()).toBeLessThan(60);
    await page.keyboard.press("c");
    await row(page, 4_400).waitFor();
  });
});
