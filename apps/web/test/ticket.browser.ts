/** The order ticket: what it says while one types, what it proposes when an order is refused, what a press does. */
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { createEvent, placeOrder } from "./harness/events.ts";
import { test } from "./harness/stage.ts";
import type { Stage } from "./harness/stage.ts";

/** A dry run says no with a status, and browsers log that; so does the chart while history is being opened. */
const REFUSED = /orders\/preview|candles.*503|503.*candles/;

/** A market with 100 shares on offer at 46¢ and as many wanted at 44¢, and somebody at its page. */
async function atMarket(stage: Stage, device: "desktop" | "phone" = "desktop") {
  const event = await createEvent(await stage.operatorApi(), "Will the ticket be taken?");
  const market = event.markets[0]!.id;
  const maker = await stage.trader();
  await placeOrder(maker, market, { side: "buy", outcome: "yes", price: "0.44", quantity: "100" });
  await placeOrder(maker, market, { side: "buy", outcome: "no", price: "0.54", quantity: "100" });
  const person = await stage.person({ device });
  person.watch.expect(REFUSED);
  await person.page.goto(`/event/${event.slug}`);
  return { ...person, event, market };
}

const ticketOf = (page: Page) => page.getByTestId("ticket");
const sizeOf = (page: Page) =>
  ticketOf(page)
    .getByLabel(/^(Shares|Amount)$/)
    .and(page.locator("input"));
const proposalOf = (page: Page) => page.getByTestId("ticket-problem").getByRole("button");
const limit = async (page: Page, cents: string, shares: string): Promise<void> => {
  await ticketOf(page).getByRole("radio", { name: "Limit" }).click();
  await ticketOf(page)
    .getByLabel(/Limit price/)
    .fill(cents);
  await sizeOf(page).fill(shares);
};

describe("the ticket", () => {
  test("figures come while one types, and a press buys what they said", async ({ stage }) => {
    const { page, api, market } = await atMarket(stage);
    await sizeOf(page).fill("23");
    const summary = page.getByTestId("ticket-summary");
    await expect.poll(() => summary.innerText()).toMatch(/46¢[\s\S]*\$23\.00[\s\S]*\$50\.00/);
    await sizeOf(page).press("Enter");
    await page.getByTestId("ticket-result").getByText("Order filled").waitFor();
    const { positions } = await api.portfolio.positions({ market_id: market });
    expect(positions).toMatchObject([{ outcome: "yes", quantity: "50", average_cost: "0.46" }]);
    await page.keyboard.press("Enter");
    await page.getByText("You can sell 50 Yes").waitFor();
    await page.getByTestId("available").getByText("$977.00").waitFor();
  });

  test("a large order is asked about even when it is sent before its figures have come", async ({
    stage,
  }) => {
    const { page } = await atMarket(stage);
    await page.route("**/orders/preview", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await route.continue().catch(() => {});
    });
    await sizeOf(page).fill("150");
    await sizeOf(page).press("Enter");
    await page.getByTestId("ticket-review").getByText("Buy Yes for $150.00").waitFor();
  });

  test("a dry run that was lost is asked for again, and then the order can be sent", async ({
    stage,
  }) => {
    const { page } = await atMarket(stage);
    await page.route("**/orders/preview", (route) => route.abort());
    await sizeOf(page).fill("4.6");
    await page.getByTestId("ticket-problem").waitFor();
    await page.unroute("**/orders/preview");
    await page.getByTestId("ticket-problem").waitFor({ state: "detached" });
    await sizeOf(page).press("Enter");
    await page.getByTestId("ticket-result").getByText("Order filled").waitFor();
  });

  test("each refusal has a neighbour to press, and that one is taken", async ({ stage }) => {
    const { page } = await atMarket(stage);
    const cases: readonly [wish: () => Promise<void>, why: RegExp, proposal: string][] = [
      [() => limit(page, "45.5", "10"), /steps of 1¢/, "Buy 10 Yes at 45¢"],
      [() => limit(page, "45", "0.5"), /smallest order here is 1 /, "Buy 1 Yes at 45¢"],
      [() => limit(page, "45", "4000"), /needs \$1,800\.00/, "Buy 2,222.22 Yes at 45¢"],
      [
        async () => {
          await limit(page, "47", "10");
          await page.getByLabel("Post-only").check();
        },
        /stands at 46¢/,
        "Buy 10 Yes at 45¢ · Post-only",
      ],
    ];
    for (const [wish, why, proposal] of cases) {
      await wish();
      await expect.poll(() => page.getByTestId("ticket-problem").innerText()).toMatch(why);
      await expect.poll(() => proposalOf(page).innerText()).toBe(proposal);
      await proposalOf(page).click();
      await page.getByTestId("ticket-problem").waitFor({ state: "detached" });
    }
    await ticketOf(page).getByRole("button", { name: "Buy Yes" }).click();
    await page.getByTestId("ticket-result").getByText("Order placed").waitFor();
  });

  test("who has no shares to sell is offered the other outcome", async ({ stage }) => {
    const { page } = await atMarket(stage);
    await ticketOf(page).getByRole("radio", { name: "Sell" }).click();
    await limit(page, "50", "10");
    await expect.poll(() => proposalOf(page).innerText()).toBe("Buy 10 No at 50¢");
  });

  test("by keyboard alone: letters choose, arrows step, enter reviews and places, escape goes back", async ({
    stage,
  }) => {
    const { page } = await atMarket(stage);
    await page.getByText("Confirmation and keys").click();
    await page.getByLabel("Ask before placing").selectOption("always");
    await ticketOf(page).getByRole("radio", { name: "Limit" }).click();
    await page.keyboard.press("n");
    expect(
      await ticketOf(page).getByRole("radio", { name: /^No/ }).getAttribute("aria-checked"),
    ).toBe("true");
    const price = ticketOf(page).getByLabel(/Limit price/);
    await expect.poll(() => price.inputValue()).toBe("56");
    await price.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await price.inputValue()).toBe("54");
    await sizeOf(page).fill("10");
    await page.keyboard.press("Enter");
    await page.getByTestId("ticket-review").getByText("Buy 10 No at 54¢").waitFor();
    await page.keyboard.press("Escape");
    await sizeOf(page).press("Enter");
    await page.getByTestId("ticket-review").waitFor();
    await page.keyboard.press("Enter");
    await page.getByTestId("ticket-result").getByText("Order placed").waitFor();
  });

  test("one's own order in the way is named, and goes with a press", async ({ stage }) => {
    const { page, api, market } = await atMarket(stage);
    await placeOrder(api, market, { side: "buy", outcome: "no", price: "0.55", quantity: "10" });
    await limit(page, "45", "10");
    const note = page.getByTestId("ticket-note");
    await note.getByText("Your own order at 45¢").waitFor();
    await note.getByRole("button", { name: "Cancel it" }).click();
    await note.waitFor({ state: "detached" });
  });

  test("on a phone two buttons open it, and a stranger is sent to sign in and back", async ({
    stage,
  }) => {
    const { page } = await atMarket(stage, "phone");
    await page.getByRole("button", { name: "Buy No 56¢" }).click();
    await page.getByRole("dialog").getByTestId("ticket").waitFor();
    await sizeOf(page).fill("5.6");
    await ticketOf(page).getByRole("button", { name: "Buy No" }).click();
    await page.getByTestId("ticket-result").getByText("Order filled").waitFor();

    const { page: strange } = await stage.visitor();
    await strange.goto(page.url());
    const link = strange.getByRole("link", { name: "Sign in to trade" });
    await link.click();
    expect(new URL(strange.url()).searchParams.get("back")).toBe(new URL(page.url()).pathname);
  });
});
