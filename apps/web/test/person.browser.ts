/** What people do with their own: money, orders, exports, keys, passwords. */
import { expect } from "vitest";
import { createEvent, placeOrder } from "./harness/events.ts";
import { test } from "./harness/stage.ts";

/** How long a page may take to show something, on a busy machine. */
const PATIENCE = { timeout: 20_000 };

test("money comes and goes, and between accounts of one's own", async ({ stage }) => {
  const { page } = await stage.person({ money: null });
  await page.goto("/account?tab=money");
  await page.getByText("Deposit some play money").waitFor();
  await page.getByRole("button", { name: "$10K" }).click();
  await page
    .getByRole("region", { name: "Deposit" })
    .getByRole("button", { name: "Deposit" })
    .click();
  await page.getByText("$10,000.00 deposited").first().waitFor();
  await expect.poll(() => page.getByTestId("available").innerText(), PATIENCE).toBe("$10,000.00");
  const withdraw = page.getByRole("region", { name: "Withdraw" });
  await withdraw.getByLabel("Amount").fill("10,000.01");
  await withdraw.getByText("There are $10,000.00 available.").waitFor();
  await withdraw.getByLabel("Amount").fill("2,500.50");
  await withdraw.getByRole("button", { name: "Withdraw" }).click();
  await expect.poll(() => page.getByTestId("available").innerText(), PATIENCE).toBe("$7,499.50");
  await page.getByRole("button", { name: "Open another" }).click();
  // The new account is the one in use: nothing is in it.
  await expect.poll(() => page.getByTestId("available").innerText(), PATIENCE).toBe("$0.00");
  const move = page.getByRole("region", { name: "Between your accounts" });
  await move.getByLabel("From").selectOption({ label: "Account 1" });
  await move.getByLabel("To").selectOption({ label: "Account 2" });
  await move.getByLabel("Amount").fill("100");
  await move.getByRole("button", { name: "Move" }).click();
  await expect.poll(() => page.getByTestId("available").innerText(), PATIENCE).toBe("$100.00");
  await page.reload();
  await expect.poll(() => page.getByTestId("available").innerText(), PATIENCE).toBe("$100.00");
});

test("a page that came without TLS from another machine has money, keys and a clipboard, too", async ({
  stage,
}) => {
  const { page } = await stage.person({ money: null });
  // What browsers keep for secure pages; the tests' own address counts as one.
  await page.addInitScript(() => {
    for (const name of ["clipboard", "locks"]) Reflect.deleteProperty(Navigator.prototype, name);
    for (const name of ["randomUUID", "subtle"]) Reflect.deleteProperty(Crypto.prototype, name);
  });
  await page.goto("/account?tab=money");
  await page
    .getByRole("region", { name: "Deposit" })
    .getByRole("button", { name: "Deposit" })
    .click();
  await expect.poll(() => page.getByTestId("available").innerText(), PATIENCE).toBe("$1,000.00");
  await page.goto("/account?tab=keys");
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill("bot");
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByRole("button", { name: "Copy Secret" }).click();
  await page.getByText("Copied").waitFor();
});

test("an order is changed and cancelled where it stands, and all of them at once", async ({
  stage,
}) => {
  const operator = await stage.operatorApi();
  const event = await createEvent(operator, "Is an order changed where it stands?");
  const [market] = event.markets;
  const { page, api, watch } = await stage.person();
  await placeOrder(api, market!.id, { side: "buy", outcome: "yes", price: "0.40", quantity: "10" });
  await page.goto("/portfolio?tab=orders");
  const rows = page.getByRole("table", { name: "Open orders" }).locator("tbody tr");
  await expect.poll(() => rows.count(), PATIENCE).toBe(1);
  await page.getByRole("button", { name: `Change the order in ${market!.question}` }).click();
  await page.getByLabel("Price").fill("43");
  await page.getByText("goes to the end of the queue").waitFor();
  await page.getByLabel("Price").fill("40");
  await page.getByLabel("Shares in all").fill("8");
  await page.getByText("keeps its place").waitFor();
  await page.getByLabel("Price").fill("42.5");
  await page.getByLabel("Shares in all").press("Enter");
  watch.expect(/orders\/ord_/);
  // The tick is a cent: the venue says what is wrong, and the fields stay.
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Price").fill("43");
  await page.getByLabel("Price").press("Enter");
  await expect.poll(() => rows.first().innerText(), PATIENCE).toMatch(/43¢\s+0 \/ 8/);
  // Another place of the person's orders: it comes in by itself.
  await placeOrder(api, market!.id, { side: "buy", outcome: "no", price: "0.30", quantity: "5" });
  await expect.poll(() => rows.count(), PATIENCE).toBe(2);
  await page
    .getByRole("button", { name: `Cancel the order in ${market!.question}` })
    .first()
    .click();
  await expect.poll(() => rows.count(), PATIENCE).toBe(1);
  await placeOrder(api, market!.id, { side: "buy", outcome: "no", price: "0.31", quantity: "5" });
  await expect.poll(() => rows.count(), PATIENCE).toBe(2);
  await page.getByRole("button", { name: "Cancel all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel all" }).click();
  await page.getByText("No open orders").waitFor();
  await expect.poll(() => page.getByTestId("available").innerText(), PATIENCE).toBe("$1,000.00");
});

test("sets are split, converted and merged, and the statement says so", async ({ stage }) => {
  const operator = await stage.operatorApi();
  const event = await createEvent(operator, "Which of the three?", ["First", "Second", "Third"]);
  const [first, second] = event.markets;
  const { page, api } = await stage.person();
  await api.portfolio.split({ market_id: first!.id, quantity: "10" });
  await api.portfolio.split({ market_id: second!.id, quantity: "10" });
  await page.goto("/portfolio");
  const rows = page.getByRole("table", { name: "Positions" }).locator("tbody tr");
  await expect.poll(() => rows.count(), PATIENCE).toBe(4);
  const more = (index: number) => rows.nth(index).getByRole("button", { name: /^More to do/ });
  const no = (await rows.nth(0).innerText()).includes("No") ? 0 : 1;
  await more(no).click();
  await page.getByRole("menuitem", { name: "Convert" }).click();
  const dialog = page.getByRole("dialog");
  await expect.poll(() => dialog.getByRole("checkbox").count(), PATIENCE).toBe(2);
  for (const box of await dialog.getByRole("checkbox").all()) await box.check();
  await dialog.getByLabel("Shares of each").fill("4");
  await dialog.getByText("4 Yes of the other outcome, and $4.00").waitFor();
  await dialog.getByRole("button", { name: "Convert" }).click();
  await dialog.waitFor({ state: "hidden" });
  await expect.poll(() => rows.count(), PATIENCE).toBe(5);
  await expect.poll(() => page.getByTestId("available").innerText(), PATIENCE).toBe("$984.00");
  await more(0).click();
  await page.getByRole("menuitem", { name: "Merge" }).click();
  await dialog.getByRole("button", { name: "Max" }).click();
  await dialog.getByRole("button", { name: "Merge" }).click();
  await dialog.waitFor({ state: "hidden" });
  await expect.poll(() => page.getByTestId("available").innerText(), PATIENCE).toBe("$990.00");
  await page.getByRole("tab", { name: "Statement" }).click();
  for (const words of ["Complete sets merged", "Received for converted shares", "Deposit"]) {
    await page.getByRole("tabpanel").getByText(words).first().waitFor();
  }
});

test("tables are exported for a spreadsheet", async ({ stage }) => {
  const { page, account } = await stage.person();
  await page.goto("/portfolio");
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Statement" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^probity-statement-\d{4}-\d\d-\d\d\.csv$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const [head, line] = Buffer.concat(chunks).toString("utf8").split("\r\n");
  expect(head).toContain("reason,asset");
  expect(line).toContain("deposit,USD");
  expect(account).not.toBe("");
});

test("a key's secret is shown once, and a revoked key is gone", async ({ stage }) => {
  const { page } = await stage.person({ money: null });
  await page.goto("/account?tab=keys");
  await page.getByText("No keys yet").waitFor();
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("market maker");
  await dialog.getByLabel("Trade").check();
  await dialog.getByRole("button", { name: "Make the key" }).click();
  const secret = await dialog.getByRole("textbox", { name: "Secret" }).inputValue();
  expect(secret.length).toBeGreaterThan(20);
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  const row = page.getByRole("table", { name: "API keys" }).locator("tbody tr");
  await row.getByText("market maker").waitFor();
  await page.getByRole("button", { name: "New key" }).click();
  await dialog.getByLabel("Name").waitFor();
  expect(await page.content()).not.toContain(secret);
  await page.keyboard.press("Escape");
  await row.getByRole("button", { name: "Revoke the key market maker" }).click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await page.getByText("No keys yet").waitFor();
});

test("a new password keeps this page signed in, and preferences follow the person", async ({
  stage,
}) => {
  const { page, email, password, watch } = await stage.person({ money: null });
  await page.goto("/account?tab=security");
  watch.expect(/change-password|status of 40[13]/);
  await page.getByLabel("Current password").fill("not this one");
  await page.getByLabel("New password").fill("another long sentence");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Current password").fill(password);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Password changed").first().waitFor();
  await page.goto("/account?tab=preferences");
  await page.getByLabel("Language").selectOption("zh");
  await page.getByRole("heading", { name: "账户" }).waitFor();
  const elsewhere = await stage.visitor();
  await elsewhere.page.goto("/portfolio");
  await elsewhere.page.getByText("Sign in to see this page").waitFor();
  await elsewhere.page.locator("main").getByRole("link", { name: "Sign in" }).click();
  await elsewhere.page.getByLabel("E-mail").fill(email);
  await elsewhere.page.getByLabel("Password").fill("another long sentence");
  await elsewhere.page.getByRole("button", { name: "Sign in" }).click();
  // Back where they came from, in their language.
  await elsewhere.page.getByRole("heading", { name: "投资组合" }).waitFor();
});

test("keeping away is confirmed, and stops buying and deposits", async ({ stage }) => {
  const { page, watch } = await stage.person();
  await page.goto("/account?tab=limits");
  await page.getByRole("button", { name: "Take a break" }).click();
  const dialog = page.getByRole("dialog");
  const go = dialog.getByRole("button", { name: "Take a break" });
  expect(await go.isDisabled()).toBe(true);
  await dialog.getByLabel("I understand that this cannot be undone").check();
  await go.click();
  await page.getByText("You are taking a break").waitFor();
  await page.goto("/account?tab=money");
  watch.expect(/deposits|status of 403/);
  await page
    .getByRole("region", { name: "Deposit" })
    .getByRole("button", { name: "Deposit" })
    .click();
  await page
    .getByRole("alert")
    .getByText(/excluded/)
    .waitFor();
});
