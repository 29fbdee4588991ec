/** The first page of a venue in which nothing trades yet. */
import { expect } from "vitest";
import { test } from "./harness/stage.ts";
import { VenueProcess } from "./harness/venue-process.ts";

test("an empty venue says how to bring it to life, and an operator begins there", async ({
  stage,
}) => {
  const venue = await VenueProcess.start();
  const { page, context, watch } = await stage.operator({ venue: venue.url });
  // Its history may not have come as far.
  watch.expect(/answered 503|status of 503/);
  try {
    await page.goto("/");
    const empty = page.getByTestId("empty-venue");
    // Its database starts with it.
    await empty.waitFor({ timeout: 60_000 });
    await empty.getByText("npm run demo:live", { exact: true }).waitFor();
    await empty
      .getByText("npx probity import-markets data/polymarket-catalogue/events.json.gz --open")
      .waitFor();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await empty.getByRole("button", { name: "Copy “npm run demo:live”" }).click();
    await empty.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("npm run demo:live");
    await empty.getByRole("link", { name: "Create an event" }).click();
    expect(new URL(page.url()).pathname).toBe("/admin/new-event");
  } finally {
    await page.close();
    await venue.remove();
  }
});
