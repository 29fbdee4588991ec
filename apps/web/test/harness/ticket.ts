import type { Page } from "playwright-core";

/** Puts an order together in the ticket and sends it, as people do, and waits until it is answered. */
export async function order(
  page: Page,
  wish: {
    readonly side?: "Buy" | "Sell";
    readonly outcome?: "Yes" | "No";
    readonly kind: "Market" | "Limit";
    /** In cents; of a limit order. */
    readonly price?: string;
    /** Shares, or dollars when a market order buys. */
    readonly size: string;
  },
): Promise<string> {
  const { side = "Buy", outcome = "Yes" } = wish;
  await openTicket(page, outcome);
  const ticket = page.getByTestId("ticket");
  await ticket.getByRole("radio", { name: side, exact: true }).click();
  await ticket.getByRole("radio", { name: wish.kind }).click();
  await ticket.getByRole("radio", { name: outcome }).first().click();
  if (wish.price !== undefined) await ticket.getByLabel("Limit price").fill(wish.price);
  await ticket
    .getByRole("textbox", { name: wish.kind === "Market" && side === "Buy" ? "Amount" : "Shares" })
    .fill(wish.size);
  await ticket.getByRole("button", { name: `${side} ${outcome}`, exact: true }).click();
  const result = page.getByTestId("ticket-result");
  await result.waitFor();
  const said = await result.getByRole("status").innerText();
  await result.getByRole("button", { name: "Done" }).click();
  return said;
}

/** On a phone the ticket is behind a button. */
export async function openTicket(page: Page, outcome: "Yes" | "No"): Promise<void> {
  if (!isPhone(page) || (await page.getByTestId("ticket").isVisible())) return;
  await page.getByRole("button", { name: new RegExp(`^Buy ${outcome}( [\\d.]+¢)?$`) }).click();
  await page.getByTestId("ticket").waitFor();
}

export async function closeTicket(page: Page): Promise<void> {
  if (!isPhone(page)) return;
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByTestId("ticket").waitFor({ state: "detached" });
}

function isPhone(page: Page): boolean {
  return (page.viewportSize()?.width ?? 0) < 1_024;
}
