import { describe, expect, onTestFinished, test, vi } from "vitest";
import { databases } from "../../test/databases.ts";
import { listSource } from "../../test/list-source.ts";
import { randomHistory } from "../../test/random-history.ts";
import { migrate } from "../database/migrate.ts";
import { openDatabase } from "../database/open.ts";
import { Projector } from "../projector/projector.ts";
import { rebuild } from "./rebuild.ts";

vi.setConfig({ testTimeout: 90_000 });

describe.each(databases())("on $name", ({ create }) => {
  test("a rebuild finds what is not as the journal says, and puts it right", async () => {
    const { entries } = randomHistory("rebuild", 800);
    const database = await openDatabase(await create());
    onTestFinished(() => database.close());
    await migrate(database);
    const live = new Projector({ database, source: listSource(entries) });
    await live.begin();
    // Uneven batches, and not to the end: the other run has larger ones.
    while (live.sequence < entries.length - 50) await live.step(37);

    const source = listSource(entries);
    const sound = await rebuild({ database, source, replace: false });
    expect(sound).toMatchObject({ isEqual: true, comparedAt: live.sequence, replacedAt: null });
    expect(sound.tables.find(({ name }) => name === "orders")?.standing?.rows).toBeGreaterThan(50);

    await database.run("UPDATE probity.balances SET available = available + 1 WHERE asset = 1");
    await database.run("DELETE FROM probity.fills WHERE leg = 1");
    const wrong = await rebuild({ database, source, replace: true });
    const differing = wrong.tables.filter(({ isEqual }) => !isEqual).map(({ name }) => name);
    expect(differing).toEqual(["balances", "fills"]);
    expect(wrong).toMatchObject({ isEqual: false, replacedAt: entries.length });

    // The live one notices that its tables were changed under it, and goes on.
    await live.step(10).catch(() => {});
    await live.run(100);
    expect(live.sequence).toBe(entries.length);
    const mended = await rebuild({ database, source, replace: false });
    expect(mended).toMatchObject({ isEqual: true, comparedAt: entries.length });
  });
});
