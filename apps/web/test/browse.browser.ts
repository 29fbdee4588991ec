/** Looking around: what is found while one types, what moves by itself, and what a page says of a market. */
import { expect } from "vitest";
import { createEvent, placeOrder } from "./harness/events.ts";
import { SEEN_WITHIN, openTab } from "./harness/shown.ts";
import { test } from "./harness/stage.ts";

test("an event is found by keyboard alone, with few questions, and Escape gives up", async ({
  stage,
}) => {
  const operator = await stage.operatorApi();
  const event = await createEvent(operator, "Will the zeppelin land in the meadow?");
  const { page } = await stage.visitor();
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("q=")) asked.push(request.url());
  });
  await page.keyboard.press("/");
  const field = page.getByRole("combobox", { name: "Search markets" });
  await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
  await page.keyboard.type("zeppelin", { delay: 20 });
  const found = page.getByRole("option", { name: event.title });
  await found.waitFor();
  expect(asked.length).toBeLessThanOrEqual(2);
  await page.keyboard.press("Escape");
  await found.waitFor({ state: "detached" });
  await page.keyboard.type(" m");
  await found.waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await found.getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/event/${event.slug}`);
  await expect.poll(() => page.title(), SEEN_WITHIN).toContain(event.title);
});

test("on a phone search opens over the whole bar, and all results have a page", async ({
  stage,
}) => {
  const operator = await stage.operatorApi();
  const event = await createEvent(operator, "Will the gondola reach the summit?");
  const { page } = await stage.visitor({ device: "phone" });
  await page.goto("/");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("combobox").fill("gondola");
  await page.getByRole("option", { name: "All results" }).click();
  await page.waitForURL("**/?q=gondola");
  await page.getByRole("link", { name: event.title }).waitFor();
});

test("what is likely moves by itself, on the front page and on the event's", async ({ stage }) => {
  const operator = await stage.operatorApi();
  const event = await createEvent(operator, "Will the lantern burn till dawn?");
  const market = event.markets[0]!.id;
  const [maker, taker] = [await stage.trader(), await stage.trader()];
  const trade = async (yes: string, no: string): Promise<void> => {
    await placeOrder(maker, market, { side: "buy", outcome: "yes", price: yes, quantity: "10" });
    await placeOrder(taker, market, { side: "buy", outcome: "no", price: no, quantity: "10" });
  };
  await trade("0.40", "0.60");
  const [list, alone] = [await stage.visitor(), await stage.visitor()];
  await list.page.goto("/?sort=new");
  await alone.page.goto(`/event/${event.slug}`);
  const card = list.page.getByRole("article").filter({ hasText: event.title });
  const head = alone.page.getByTestId("probability");
  await expect.poll(() => card.innerText(), SEEN_WITHIN).toContain("40%");
  await expect.poll(() => head.innerText(), SEEN_WITHIN).toBe("40%");
  await trade("0.55", "0.45");
  await expect.poll(() => card.innerText(), SEEN_WITHIN).toContain("55%");
  await expect.poll(() => head.innerText(), SEEN_WITHIN).toBe("55%");
});

test("older rules stay readable, and what happened is told in words", async ({ stage }) => {
  const operator = await stage.operatorApi();
  const event = await createEvent(operator, "Will the orchard bear fruit?");
  await operator.admin.updateEvent(event.slug, { rules: "As the gardener says." });
  await operator.admin.changeState("events", event.slug, { to: "halted" });
  const { page } = await stage.visitor();
  await page.goto(`/event/${event.slug}`);
  await page.getByTestId("state-notice").getByText("Halted", { exact: true }).waitFor();
  await openTab(page, "Rules");
  await page.getByText("As the gardener says.").waitFor();
  await page.getByLabel("Version shown").selectOption("1");
  await page.getByText("As the newspaper of record says.").waitFor();
  await page.getByText("no longer in force").waitFor();
  await openTab(page, "Timeline");
  await page.getByText("Trading halted").waitFor();
  await page.getByText("Trading began").waitFor();
});

test("going back finds the list where it was left", async ({ stage }) => {
  const operator = await stage.operatorApi();
  for (let at = 0; at < 12; at += 1) await createEvent(operator, `Will the bell ring ${at} times?`);
  const { page } = await stage.visitor();
  await page.goto("/?sort=new");
  const link = page.getByRole("link", { name: "Will the bell ring 0 times?" }).first();
  await link.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(0);
  await link.click();
  await page.getByTestId("price-chart").waitFor();
  await page.goBack();
  await expect.poll(() => page.evaluate(() => scrollY), SEEN_WITHIN).toBe(before);
});

test("what cannot be read says so and can be asked for again: no line is drawn of nothing", async ({
  stage,
}) => {
  const event = await createEvent(await stage.operatorApi(), "Will history answer?");
  const { id } = event.markets[0]!;
  for (const outcome of ["yes", "no"] as const) {
    await placeOrder(await stage.trader(), id, {
      side: "buy",
      outcome,
      price: "0.50",
      quantity: "5",
    });
  }
  const { page, watch } = await stage.visitor();
  watch.expect(/500/);
  const mistake = { code: "INTERNAL", message: "The venue made a mistake.", details: {} };
  let isAway = true;
  await page.route(/\/(candles|holders)\?/, (route) =>
    isAway ? route.fulfill({ status: 500, json: { error: mistake } }) : route.continue(),
  );
  await page.goto(`/event/${event.slug}`);
  await page.getByTestId("price-chart").getByRole("alert").waitFor();
  await page.getByRole("tab", { name: "Holders" }).click();
  const again = page.getByRole("button", { name: "Try again" }).first();
  await again.waitFor();
  isAway = false;
  await again.click();
  await page.getByRole("listitem").filter({ hasText: "5" }).first().waitFor();
});
