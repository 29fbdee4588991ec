/** An event of several outcomes: one is chosen, traded, and seen to move among the others. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { createEvent, placeOrder } from "./harness/events.ts";
import { SEEN_WITHIN, bookShown } from "./harness/shown.ts";
import { test } from "./harness/stage.ts";
import { closeTicket, order } from "./harness/ticket.ts";

const BOATS = ["Aurora", "Borealis", "Cassiopeia"];

test.for(["desktop", "phone"] as const)(
  "one outcome of several is traded: on a %s",
  async (device, { stage }) => {
    const operator = await stage.operatorApi();
    const event = await createEvent(operator, "Who wins the race?", BOATS);
    const maker = await stage.trader();
    for (const [index, { id }] of event.markets.entries()) {
      const yes = 0.5 - index * 0.15;
      await placeOrder(maker, id, {
        side: "buy",
        outcome: "no",
        price: (1 - yes).toFixed(2),
        quantity: "100",
      });
      await placeOrder(maker, id, {
        side: "buy",
        outcome: "yes",
        price: (yes - 0.1).toFixed(2),
        quantity: "100",
      });
    }
    const { page } = await stage.person({ device });
    const { page: looked } = await stage.visitor();
    const asked = new Set<string>();
    looked.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/api/")) asked.add(pathname);
    });
    for (const one of [page, looked]) await one.goto(`/event/${event.slug}`);
    // The middle of each book, the likeliest first.
    for (const one of [page, looked]) {
      await expect
        .poll(() => chances(one), SEEN_WITHIN)
        .toEqual(["Aurora 45%", "Borealis 30%", "Cassiopeia 15%"]);
    }
    // However many outcomes: the event, one chart, the trades of one market, and what else there is.
    await looked.waitForLoadState("networkidle");
    expect(asked.size).toBeLessThanOrEqual(4);

    // The second is chosen: its price stands in the ticket, its book below, its name in the address.
    await page.getByRole("button", { name: "Buy Yes of Borealis" }).click();
    expect(await order(page, { kind: "Market", size: "35" })).toContain("Order filled");
    await closeTicket(page);
    expect(new URL(page.url()).searchParams.get("market")).toBe(event.markets[1]!.slug);
    await expect
      .poll(() => page.getByTestId("own-position").innerText(), SEEN_WITHIN)
      .toContain("100 Yes");
    await expect.poll(() => bookShown(page), SEEN_WITHIN).toEqual(["bid 25¢ 100"]);

    // Whoever only looks sees it in the list.
    await expect
      .poll(
        async () => (await chances(looked)).find((text) => text.startsWith("Borealis")),
        SEEN_WITHIN,
      )
      .toBe("Borealis 35%");
  },
);

/** Each outcome of the list with its chance. */
function chances(page: Page): Promise<string[]> {
  return page
    .getByTestId("outcomes")
    .getByRole("listitem")
    .evaluateAll((rows) =>
      rows.map((row) => {
        const name = row.querySelector("button span")?.textContent ?? "";
        const chance = /\d+%/.exec((row as HTMLElement).innerText)?.[0] ?? "";
        return `${name} ${chance}`;
      }),
    );
}
