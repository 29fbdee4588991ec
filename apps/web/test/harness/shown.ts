import type { ProbityClient } from "@probity/client";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** How long what happened may take to be seen; machines that test are busy. */
export const SEEN_WITHIN = { timeout: 20_000, interval: 100 };

/** A level of a book as people read it: side, price in cents, shares. */
export type ShownLevel = string;

/** What the page's book shows of an outcome, best levels first, bids and then asks. */
export async function bookShown(page: Page): Promise<readonly ShownLevel[]> {
  const rows = await page
    .getByTestId("order-book")
    .locator("tr[data-side]")
    .evaluateAll((all) =>
      all.map((row) => {
        // Beside the price may stand what is one's own.
        const price = row.querySelector("button")?.innerText.trim() ?? "";
        const shares = row.querySelectorAll("td")[1]?.innerText.trim() ?? "";
        return `${(row as HTMLElement).dataset["side"] ?? ""} ${price} ${shares}`;
      }),
    );
  const of = (side: string): string[] => rows.filter((row) => row.startsWith(side));
  return [...of("bid"), ...of("ask").toReversed()];
}

/** The same as the venue has it. */
export async function bookOfVenue(
  api: ProbityClient,
  market: string,
): Promise<readonly ShownLevel[]> {
  const {
    book: { bids, asks },
  } = await api.markets.book(market, { outcome: "yes", depth: 8 });
  const shown = (side: string, levels: typeof bids): string[] =>
    levels.map(
      ({ price, quantity }) =>
        `${side} ${inCents(price)} ${Number(quantity).toLocaleString("en-US")}`,
    );
  return [...shown("bid", bids), ...shown("ask", asks)];
}

/** Waits until the page's book is the venue's. */
export async function expectBookOfVenue(
  page: Page,
  api: ProbityClient,
  market: string,
): Promise<void> {
  await expect
    .poll(async () => ({ shown: await bookShown(page) }), SEEN_WITHIN)
    .toEqual({ shown: await bookOfVenue(api, market) });
}

/** What the page's tape shows, newest first: taker, price, shares. */
export async function tapeShown(page: Page): Promise<readonly string[]> {
  return page
    .getByTestId("tape")
    .locator("tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.querySelectorAll("td")]
          .slice(1)
          .map((cell) => cell.innerText.trim())
          .join(" "),
      ),
    );
}

/** Opens a tab of the event's page. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole("tab", { name }).click();
  await page.getByRole("tabpanel", { name }).waitFor();
}

function inCents(price: string): string {
  return `${Math.round(Number(price) * 10_000) / 100}¢`;
}
