import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { databases } from "../../test/databases.ts";
import { entryOf, listSource } from "../../test/list-source.ts";
import type { Database } from "../database/database.ts";
import { SchemaMismatch, migrate } from "../database/migrate.ts";
import { openDatabase } from "../database/open.ts";
import { SCHEMA } from "../tables/columns.ts";
import { CursorMoved } from "./cursor.ts";
import { findDeadLetter, openDeadLetters } from "./dead-letters.ts";
import { ForeignJournal, Projector } from "./projector.ts";
import type { ProjectorOptions } from "./projector.ts";

vi.setConfig({ testTimeout: 90_000 });

const opened = (account: number, owner = 1) => ({ type: "AccountOpened", account, owner });
const updated = (account: number, maxOpenOrders = 5) => ({
  type: "AccountUpdated",
  account,
  status: "frozen",
  maxOpenOrders,
});
/** About an order that nobody placed. */
const stray = { type: "OrderRested", order: 77, account: 4_096, market: 8_192, quantity: 1 };

describe.each(databases())("on $name", ({ create }) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(await create());
  }, 60_000);
  afterAll(() => database.close());
  // One database for all: making one takes PGlite longer than any test here.
  beforeEach(async () => {
    await database.run(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
    await migrate(database);
  });

  async function projector(options: ProjectorOptions): Promise<Projector> {
    const made = new Projector(options);
    await made.begin();
    return made;
  }

  async function column(sql: string): Promise<number[]> {
    return (await database.run(sql)).map(([value]) => Number(value));
  }

  test("S2.17 an event that cannot be folded is laid aside, and the rest goes on", async () => {
    const entries = [
      entryOf(1, [opened(4_096)]),
      entryOf(2, [stray]),
      entryOf(3, [opened(12_288), updated(4_096)]),
    ];
    const seen: string[] = [];
    const one = await projector({
      database,
      source: listSource(entries),
      onDeadLetter: ({ projection }) => seen.push(projection),
    });
    await one.run(100);
    expect(one.sequence).toBe(3);
    expect(seen).toEqual(["trading"]);
    expect(await column("SELECT account FROM probity.accounts ORDER BY 1")).toEqual([
      4_096, 12_288,
    ]);
    expect(await openDeadLetters(database, SCHEMA)).toEqual([
      {
        sequence: 2,
        place: 0,
        projection: "trading",
        time: 1_002,
        actor: 0,
        event: stray,
        error: expect.stringContaining("orders has no 77"),
        status: "open",
        attempts: 1,
      },
    ]);
  });

  test("S2.17 a dead letter is folded when it can be, and says why not before", async () => {
    const entries = [entryOf(1, [updated(4_096)]), entryOf(2, [opened(12_288)])];
    const one = await projector({ database, source: listSource(entries) });
    await one.run(100);
    const [letter] = await openDeadLetters(database, SCHEMA);
    expect(await one.retry(letter!)).toMatchObject({ status: "open", attempts: 2 });
    entries.push(entryOf(3, [opened(4_096)]));
    await one.run(100);
    expect(await one.retry(letter!)).toMatchObject({ status: "mended" });
    expect(await openDeadLetters(database, SCHEMA)).toEqual([]);
    expect(await findDeadLetter(database, SCHEMA, letter!)).toMatchObject({ status: "mended" });
    expect(
      await column("SELECT max_open_orders FROM probity.accounts WHERE status = 'frozen'"),
    ).toEqual([5]);
    // The projector goes on behind it.
    entries.push(entryOf(4, [opened(20_480)]));
    await one.run(100);
    expect(one.sequence).toBe(4);
  });

  test("a row that the database refuses stands alone, however large its batch", async () => {
    const entries = Array.from({ length: 40 }, (_, index) => {
      const sequence = index + 1;
      const account = sequence * 4_096;
      return entryOf(sequence, [opened(account), updated(account, sequence === 23 ? 2 ** 70 : 1)]);
    });
    const one = await projector({ database, source: listSource(entries) });
    await one.run(100);
    const found = await column("SELECT account FROM probity.accounts ORDER BY 1");
    expect(found).toEqual(entries.map(({ sequence }) => sequence * 4_096).toSpliced(22, 1));
    const letters = await openDeadLetters(database, SCHEMA);
    expect(letters.map(({ sequence, place, projection }) => [sequence, place, projection])).toEqual(
      [
        [23, 0, "accounts"],
        [23, 1, "accounts"],
      ],
    );
  });

  test("what was folded behind a batch that is refused is folded again", async () => {
    // Each batch changes what the one before it made, and the second is refused.
    const entries = Array.from({ length: 30 }, (_, index) => {
      const sequence = index + 1;
      if (sequence === 1) return entryOf(1, [opened(4_096)]);
      return entryOf(sequence, [updated(4_096, sequence === 10 ? 2 ** 70 : sequence)]);
    });
    const committed: number[] = [];
    const one = await projector({ database, source: listSource(entries) });
    await one.run(5, { onCommitted: () => committed.push(one.sequence) });
    expect(committed).toEqual([5, 10, 15, 20, 25, 30]);
    expect(await column("SELECT max_open_orders FROM probity.accounts")).toEqual([30]);
    const letters = await openDeadLetters(database, SCHEMA);
    expect(letters.map(({ sequence, projection }) => [sequence, projection])).toEqual([
      [10, "accounts"],
    ]);
  });

  test("it stops between batches when told, with nothing under way", async () => {
    const entries = Array.from({ length: 30 }, (_, index) =>
      entryOf(index + 1, [opened(4_096 * (index + 1))]),
    );
    const one = await projector({ database, source: listSource(entries) });
    let batches = 3;
    await one.run(5, { goesOn: () => batches-- > 0 });
    expect(one.sequence).toBe(15);
    expect(await column("SELECT sequence FROM probity.cursor")).toEqual([15]);
    await one.run(5, { until: 22 });
    expect(one.sequence).toBe(22);
    expect(await column("SELECT count(*) FROM probity.accounts")).toEqual([22]);
  });

  test("a source that fails while a batch is written leaves the tables and the projector as one", async () => {
    const entries = Array.from({ length: 20 }, (_, index) =>
      entryOf(index + 1, [opened(4_096 * (index + 1))]),
    );
    const source = listSource(entries);
    let reads = 0;
    const failing: typeof source = {
      ...source,
      read: async (sequence, most) => {
        if (++reads === 3) throw new Error("the disk is gone");
        return source.read(sequence, most);
      },
    };
    const one = await projector({ database, source: failing });
    await expect(one.run(5)).rejects.toThrow("the disk is gone");
    expect(await column("SELECT sequence FROM probity.cursor")).toEqual([one.sequence]);
    await one.run(5);
    expect(one.sequence).toBe(20);
    expect(await column("SELECT count(*) FROM probity.accounts")).toEqual([20]);
  });

  test("texts come back as they went in, but for what no PostgreSQL can hold", async () => {
    const texts = [
      `quotes " ' and \\ slashes`,
      "{curly,braces}",
      "NULL",
      "",
      "two\nlines\ttab",
      "naïve ☂ 🌧",
      "'); DROP SCHEMA probity CASCADE; --",
      "nul \0 inside",
    ];
    const entries = texts.map((text, index) =>
      entryOf(index + 1, [
        {
          type: "EventCreated",
          event: (index + 1) * 4_096,
          slug: `e-${index}`,
          text: { title: text, description: "", category: "", tags: [text, "a,b"], image: "" },
          rules: text,
          collateral: 1,
          mutuallyExclusive: false,
          exhaustive: true,
        },
      ]),
    );
    await (await projector({ database, source: listSource(entries) })).run(100);
    expect(await openDeadLetters(database, SCHEMA)).toEqual([]);
    const rows = await database.run(
      `SELECT e.title, r.text, e.tags, a.details -> 'text' ->> 'title' FROM probity.events e
       JOIN probity.event_rules r ON r.event = e.event
       JOIN probity.audit a ON a.target_id = e.event ORDER BY e.event`,
    );
    const kept = texts.map((text) => text.replace("\0", "\uFFFD"));
    expect(rows).toEqual(kept.map((text) => [text, text, [text, "a,b"], text]));
  });

  test("of two projectors on the same tables one steps back, and every event counts once", async () => {
    const entries = Array.from({ length: 30 }, (_, index) =>
      entryOf(index + 1, [
        { type: "CollateralRegistered", asset: index + 1, symbol: `S${index}` },
        {
          type: "SystemTransferred",
          from: { kind: "fees" },
          to: { kind: "rewards" },
          asset: 1,
          amount: 10,
        },
      ]),
    );
    const both = [
      await projector({ database, source: listSource(entries) }),
      await projector({ database, source: listSource(entries) }),
    ];
    const problems: unknown[] = [];
    while (both.some((one) => one.sequence < entries.length)) {
      for (const one of both) {
        try {
          await one.step(4);
        } catch (error) {
          problems.push(error);
        }
      }
    }
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every((problem) => problem instanceof CursorMoved)).toBe(true);
    expect(await column("SELECT amount FROM probity.system_balances ORDER BY amount")).toEqual([
      -300, 300,
    ]);
  });

  test("tables that follow another journal are told, and not touched", async () => {
    const entries = [entryOf(1, [opened(4_096)])];
    await (await projector({ database, source: listSource(entries, "aa") })).run(100);
    const other = new Projector({ database, source: listSource(entries, "bb") });
    await expect(other.begin()).rejects.toThrow(ForeignJournal);
  });

  test("S1.8 migrations are numbered and applied once; another version's tables are refused", async () => {
    const applied = await database.run("SELECT name FROM probity.migrations ORDER BY name");
    const numbers = applied.map(([name]) => Number(/^(\d{4})_[a-z_]+$/.exec(String(name))?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect(numbers.length).toBeGreaterThan(0);
    expect(await migrate(database)).toEqual([]);
    await database.run("INSERT INTO probity.migrations VALUES ('9999_future', 'x')");
    await expect(migrate(database)).rejects.toThrow(SchemaMismatch);
  });
});
