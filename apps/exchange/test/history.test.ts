/** The database behind history, within a running venue. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openStoreTools } from "@probity/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OPERATOR, Person, limitOrder, newFolder, openMarket, start } from "./test-venue.ts";

let folder: Awaited<ReturnType<typeof newFolder>>;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => folder.remove());

test("history follows the venue in its own thread, and may be thrown away while it stands still", async () => {
  const database = { kind: "pglite", folder: join(folder.path, "read-side") } as const;
  const tell = async () => {
    const tools = await openStoreTools({ database, dataFolder: folder.path });
    const { sequence, deadLetters } = await tools.status();
    const report = await tools.rebuild({ replace: false });
    await tools.close();
    return { sequence, deadLetters, report };
  };
  const trade = async (name: string) => {
    const venue = await start(folder.path);
    const market = await openMarket(await Person.signIn(venue.url, OPERATOR), name);
    const [ada, bob] = [
      await Person.register(venue.url, `ada-${name}`),
      await Person.register(venue.url, `bob-${name}`),
    ];
    for (const person of [ada, bob]) await person.must("POST", "/deposits", { amount: "100" });
    await ada.must("POST", "/orders", limitOrder(market, "yes", "buy", "0.6", "10"));
    const { seq } = await bob.must("POST", "/orders", limitOrder(market, "no", "buy", "0.4", "10"));
    await expect.poll(() => venue.history.state().sequence, { timeout: 40_000 }).toBe(seq);
    const ready = (await (await fetch(`${venue.url}/ready`)).json()) as { checks: unknown[] };
    expect(ready.checks).toContainEqual({ name: "database", status: "ok", lag: 0 });
    await venue.close();
    return seq;
  };

  const first = await trade("rain");
  expect(await tell()).toMatchObject({
    sequence: first,
    deadLetters: 0,
    report: { isEqual: true },
  });
  await rm(database.folder, { recursive: true });
  const second = await trade("snow");
  const told = await tell();
  expect(told).toMatchObject({ sequence: second, report: { isEqual: true, comparedAt: second } });
  expect(told.report.tables.find(({ name }) => name === "trades")?.standing?.rows).toBe(2);
}, 120_000);
