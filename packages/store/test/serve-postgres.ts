/**
 * A scratch PostgreSQL server for the benches, as a process: says its version, then answers
 * each line on its standard input, until that ends.
 *
 * `create` → URL of an empty database. `rows <url>` → rows by table of the read side.
 * `bare <url> <rows> <batch>` → seconds to insert as many rows as fills are, by UNNEST, into a table without index.
 */
import { createInterface } from "node:readline";
import { openPostgres } from "../src/database/postgres.ts";
import { digestTables } from "../src/rebuild/digests.ts";
import { columnsOf, insertSql, shapeOf } from "../src/rows/table-shape.ts";
import { fills } from "../src/tables/trades.ts";
import { startPostgres } from "./postgres-server.ts";

const server = await startPostgres();
const say = (value: unknown): void => console.log(JSON.stringify(value));

say(server.version);
for await (const line of createInterface({ input: process.stdin })) {
  const [command, url = "", rows, batch] = line.split(" ");
  if (command === "create") say(await server.createDatabase());
  else if (command === "rows") say(await rowsOf(url));
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
