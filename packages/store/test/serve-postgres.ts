/**
 * A scratch PostgreSQL server for the benches, as a process: says its version, then answers
 * each line on its standard input, until that ends.
 *
 * `create` → URL of an empty database. `rows <url>` → rows by table of the read side.
 * `bare <url> <rows> <batch>` → seconds to insert as many rows as fills are, by UNNEST, into a table without index.
 * `same <url> <batch>` → rows a second when the very rows of the large tables are inserted once more, by UNNEST, into the same tables with their indices.
 */
import { createInterface } from "node:readline";
import { migrate } from "../src/database/migrate.ts";
import { openPostgres } from "../src/database/postgres.ts";
import { digestTables } from "../src/rebuild/digests.ts";
import { columnsOf, decodeRow, insertSql, shapeOf } from "../src/rows/table-shape.ts";
import { balances } from "../src/tables/balances.ts";
import { orders } from "../src/tables/orders.ts";
import { positions } from "../src/tables/positions.ts";
import { statement } from "../src/tables/statement.ts";
import { fills, trades } from "../src/tables/trades.ts";
import { startPostgres } from "./postgres-server.ts";

/** Where the rows are inserted once more. */
const SAME = "same";
const server = await startPostgres();
const say = (value: unknown): void => console.log(JSON.stringify(value));

say(server.version);
for await (const line of createInterface({ input: process.stdin })) {
  const [command, url = "", rows, batch] = line.split(" ");
  if (command === "create") say(await server.createDatabase());
  else if (command === "rows") say(await rowsOf(url));
  else if (command === "same") say(await sameInsert(url, Number(rows)));
  else say(await bareInsert(url, Number(rows), Number(batch)));
}
await server.stop();

async function rowsOf(url: string): Promise<Record<string, number>> {
  const database = openPostgres({ url, connections: 1 });
  const digests = await digestTables(database, "probity");
  await database.close();
  return Object.fromEntries([...digests].map(([name, { rows }]) => [name, rows]));
}

async function bareInsert(url: string, rows: number, batch: number): Promise<number> {
  const database = openPostgres({ url, connections: 1 });
  const shape = shapeOf(fills);
  const types = shape.columns.map(({ name, arrayType }) => `"${name}" ${arrayType.slice(0, -2)}`);
  await database.run("DROP SCHEMA IF EXISTS bare CASCADE");
  await database.run("CREATE SCHEMA bare");
  await database.run(`CREATE TABLE bare.fills (${types.join(", ")})`);
  const insert = insertSql("bare", shape, false);
  const started = performance.now();
  for (let first = 0; first < rows; first += batch) {
    const some = Array.from({ length: Math.min(batch, rows - first) }, (_, index) =>
      fillOf(first + index),
    );
    await database.transaction((connection) => connection.run(insert, columnsOf(shape, some)));
  }
  const elapsed = (performance.now() - started) / 1_000;
  await database.close();
  return elapsed;
}

async function sameInsert(url: string, batch: number): Promise<number> {
  const database = openPostgres({ url, connections: 2 });
  await database.run(`DROP SCHEMA IF EXISTS ${SAME} CASCADE`);
  await migrate(database, SAME);
  let seconds = 0;
  let rows = 0;
  for (const table of [orders, trades, fills, statement, positions, balances]) {
    const shape = shapeOf(table);
    const insert = insertSql(SAME, shape, false);
    const names = shape.columns.map(({ name }) => `"${name}"`).join(", ");
    await database.transaction(async (reading) => {
      await reading.run(
        `DECLARE all_rows NO SCROLL CURSOR FOR SELECT ${names} FROM probity."${shape.name}"`,
      );
      while (true) {
        const raw = await reading.run(`FETCH ${batch} FROM all_rows`);
        if (raw.length === 0) break;
        const some = raw.map((row) => decodeRow(shape, row));
        rows += some.length;
        const started = performance.now();
        await database.transaction((writing) => writing.run(insert, columnsOf(shape, some)));
        seconds += (performance.now() - started) / 1_000;
      }
    });
  }
  await database.close();
  return rows / seconds;
}

function fillOf(index: number) {
  return {
    match: 4_096_000_000 + index * 4_096,
    leg: index % 2,
    order: 4_096_000_000 + index * 4_096,
    account: 4_096 * (1 + (index % 1_000)),
    market: 8_192_001,
    outcome: index % 2 === 0 ? "yes" : "no",
    side: "buy",
    role: index % 2 === 0 ? "maker" : "taker",
    kind: "mint",
    price: 4_000 + (index % 2_000),
    quantity: 1 + (index % 300),
    fee: 0,
    rebate: 0,
    sequence: 1_000_000 + index,
    time: 1_700_000_000_000 + index,
  };
}
