/** What operators do in their pages: an event from its creation to its end, and a void with a look first. */
import { describe, expect } from "vitest";
import { createEvent, placeOrder } from "./harness/events.ts";
import { test } from "./harness/stage.ts";

describe("an operator", () => {
  test("creates, opens, halts and resolves an event of several outcomes", async ({ stage }) => {
    const { page, api } = await stage.operator();
    await page.goto("/admin/new-event");
    await page.getByRole("button", { name: "Create as draft" }).click();
    await page.getByText("A title of 1 to 1,000 characters is needed.").waitFor();
    const title = `Who wins the cup of ${process.pid}?`;
    await page.getByLabel("Title", { exact: true }).fill(title);
    await page.getByText("Several outcomes").click();
    await page.getByLabel("Outcome 1", { exact: true }).fill("Norway");
    await page.getByLabel("Outcome 2", { exact: true }).fill("Chile");
    await page.getByLabel("Rules of resolution").fill("By the final.");
    await page.getByRole("button", { name: "Create as draft" }).click();
    await page.getByRole("heading", { name: title, level: 1 }).waitFor();

    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByRole("button", { name: "Halt", exact: true }).click();
    await page.getByRole("button", { name: "Resume", exact: true }).waitFor();
    const slug = `who-wins-the-cup-of-${process.pid}`;
    const states = async () => (await api.markets.event(slug)).markets.map(({ state }) => state);
    expect(await states()).toEqual(["halted", "halted"]);

    await page.getByRole("tab", { name: "Ending" }).click();
    const resolve = page.getByRole("button", { name: "Resolve the event" });
    expect(await resolve.isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Norway won" }).click();
    await resolve.click();
    await page.getByRole("dialog").getByRole("button", { name: "Resolve the event" }).click();
    await page.getByText("Everything here is decided").waitFor();
    await expect.poll(states, { timeout: 15_000 }).toEqual(["resolved", "resolved"]);
    const { markets } = await api.markets.event(slug);
    expect(markets.map(({ ending }) => ending?.yes_payout)).toEqual(["1", "0"]);

    // History opens behind the venue.
    const history = () =>
      api.admin.audit().then(
        ({ seq }) => seq,
        () => 0,
      );
    await expect.poll(history, { timeout: 60_000 }).toBeGreaterThan(0);
    await page.getByRole("link", { name: "Audit log" }).first().click();
    await page.getByText(`created the event “${title}”`).waitFor();
  });

  test("sees what a void would pay before typing the slug", async ({ stage }) => {
    const { page, api } = await stage.operator({ device: "phone", theme: "dark" });
    const event = await createEvent(api, "Will this be voided?");
    const [ada, bob] = [await stage.person(), await stage.person()];
    const market = event.markets[0]!.id;
    const order = { side: "buy", price: "0.70", quantity: "10" } as const;
    await placeOrder(ada.api, market, { ...order, outcome: "yes" });
    await placeOrder(bob.api, market, { ...order, outcome: "no", price: "0.30" });

    await page.goto(`/admin/events/${event.slug}`);
    await page.getByRole("tab", { name: "Ending" }).click();
    await page.getByRole("radio", { name: "Void" }).click();
    await page.getByRole("button", { name: "Dry run" }).click();
    const plan = page.getByRole("region", { name: "Dry run" });
    // A YES for 0.70 and a NO for 0.30 each get 0.50.
    await plan.getByText("1 winner").waitFor();
    expect(await plan.innerText()).toContain("+$2.00");
    expect(await plan.innerText()).toContain("-$2.00");
    expect((await api.markets.event(event.slug)).markets[0]?.state).toBe("open");

    await page.getByRole("button", { name: "Void by this plan" }).click();
    const dialog = page.getByRole("dialog");
    const go = dialog.getByRole("button", { name: "Void by this plan" });
    expect(await go.isDisabled()).toBe(true);
    await dialog.getByRole("textbox").fill(event.slug);
    await go.click();
    await page.getByText("Everything here is decided").waitFor();
    const state = async () => (await api.markets.event(event.slug)).markets[0]?.state;
    await expect.poll(state, { timeout: 15_000 }).toBe("voided");
  });

  test("has pages nobody else is shown", async ({ stage }) => {
    const { page } = await stage.person();
    await page.goto("/admin/people");
    await page.getByText("This part is for operators").waitFor();
  });
});
