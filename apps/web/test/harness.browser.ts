/** That the tests' own ground holds. */
import { describe, expect } from "vitest";
import { createEvent, placeOrder } from "./harness/events.ts";
import { test } from "./harness/stage.ts";

describe("the harness", () => {
  test("somebody signs up in the page and is greeted by their account", async ({ stage }) => {
    const { page } = await stage.visitor();
    await page.goto("/sign-up");
    await page.getByLabel("E-mail").fill("first@example.org");
    await page.getByLabel("Password").fill("a long sentence");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByTestId("available").waitFor();
    await page.waitForURL((url) => url.pathname === "/account");
  });

  test("two people see the same book without asking again", async ({ stage }) => {
    const operator = await stage.operatorApi();
    const event = await createEvent(operator, "Will the harness hold?");
    const [ada, bob] = [
      await stage.person(),
      await stage.person({ device: "phone", theme: "dark" }),
    ];
    await Promise.all([ada, bob].map(({ page }) => page.goto(`/event/${event.slug}`)));
    for (const { page } of [ada, bob]) await page.getByTestId("order-book").waitFor();
    await placeOrder(ada.api, event.markets[0]!.id, {
      side: "buy",
      outcome: "yes",
      price: "0.40",
      quantity: "25",
    });
    for (const { page } of [ada, bob]) {
      const bid = page.getByTestId("order-book").locator('[data-side="bid"]').first();
      await expect.poll(() => bid.innerText(), { timeout: 15_000 }).toContain("40¢");
    }
  });
});
