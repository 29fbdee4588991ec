/** What the tables say, held against the machine that made the events. */
import type { AccountId, Exchange, MarketId } from "@probity/core";
import { Random } from "@probity/simulator";
import { afterEach, describe, expect, test } from "vitest";
import { databases } from "../test/databases.ts";
import { listSource } from "../test/list-source.ts";
import { randomHistory } from "../test/random-history.ts";
import type { Database } from "./database/database.ts";
import { migrate } from "./database/migrate.ts";
import { openDatabase } from "./database/open.ts";
import { openDeadLetters } from "./projector/dead-letters.ts";
import { Projector } from "./projector/projector.ts";

/** Each history ends where orders wait out a delay, if they ever do. */
const SEEDS = ["ada", "blaise", "carl"];
const COMMANDS = 1_500;

const opened: Database[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

describe.each(databases())("on $name", ({ create }) => {
  test("S2.18 S3.15 after a random history every row is what the machine says", async () => {
    const database = await openDatabase(await create());
    opened.push(database);
    const seen = { open: 0, delayed: 0, shares: 0 };
    for (const seed of SEEDS) await converge(database, seed, seen);
    // A quiet run must not pass for a good one.
    expect(seen.open).toBeGreaterThan(20);
    expect(seen.delayed).toBeGreaterThan(0);
    expect(seen.shares).toBeGreaterThan(50);
  }, 120_000);
});

type Seen = Record<"open" | "delayed" | "shares", number>;

/** Projects a history into a schema of its own, and compares. */
async function converge(database: Database, schema: string, seen: Seen): Promise<void> {
  const { machine, entries } = randomHistory(schema, COMMANDS);
  await migrate(database, schema);
  // Another projector goes on now and then: nothing may depend on what one keeps in memory.
  const random = new Random(schema);
  let done = 0;
  while (done < entries.length) {
    const projector = new Projector({ database, schema, source: listSource(entries) });
    await projector.begin();
    for (let steps = random.between(1, 8); steps > 0; steps--) {
      await projector.step(random.magnitude(1, 900));
    }
    done = projector.sequence;
  }

  expect(await openDeadLetters(database, schema)).toEqual([]);
  const ask: Ask = async (sql) =>
    (await database.run(sql.replaceAll("probity.", `${schema}.`))).map((row) =>
      row.map((value) =>
        typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : (value as Cell),
      ),
    );
  await expectBalances(machine, ask);
  await expectPositions(machine, ask, seen);
  await expectOrders(machine, ask, seen);
  await expectMarkets(machine, ask);
  await expectStatement(ask);
}

type Cell = string | number | boolean | null;
type Ask = (sql: string) => Promise<Cell[][]>;

async function expectBalances(machine: Exchange, ask: Ask): Promise<void> {
  const expected = new Map<string, readonly number[]>();
  const add = (account: AccountId, view: ReturnType<Exchange["account"]>): void => {
    for (const { asset, available, held } of view?.balances ?? []) {
      if (available !== 0 || held !== 0) expected.set(`${account} ${asset}`, [available, held]);
    }
  };
  for (const account of machine.accounts()) add(account, machine.account(account));
  for (const event of machine.events()) {
    add(event as number as AccountId, machine.conversionAccount(event));
  }
  const rows = await ask(
    `SELECT account, asset, available, held FROM probity.balances WHERE available <> 0 OR held <> 0`,
  );
  const found = new Map(rows.map(([account, asset, ...rest]) => [`${account} ${asset}`, rest]));
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));

  const system = new Map(
    (await ask(`SELECT party, market, asset, amount FROM probity.system_balances`)).map(
      ([party, market, asset, amount]) => [`${party} ${market} ${asset}`, amount],
    ),
  );
  for (const { asset } of machine.assets()) {
    expect(system.get(`fees 0 ${asset}`) ?? 0).toBe(machine.fees(asset));
    expect(system.get(`external 0 ${asset}`) ?? 0).toBe(-machine.external(asset) + 0);
  }
  for (const market of machine.markets()) {
    const view = machine.market(market)!;
    const asset = machine.event(view.event)!.collateral;
    expect(system.get(`pool ${market} ${asset}`) ?? 0).toBe(view.pool);
    expect(system.get(`reserve ${market} ${asset}`) ?? 0).toBe(view.reserve);
  }
}

async function expectPositions(machine: Exchange, ask: Ask, seen: Seen): Promise<void> {
  const expected: Record<string, unknown> = {};
  for (const market of machine.markets()) {
    for (const holder of machine.holdersOf(market)) {
      const { account, yes, no, heldYes, heldNo, costYes, costNo } = holder;
      if (yes > 0) expected[`${account} ${market} yes`] = [yes, heldYes, costYes];
      if (no > 0) expected[`${account} ${market} no`] = [no, heldNo, costNo];
    }
  }
  const rows = await ask(
    `SELECT account, market, outcome, shares, held, cost FROM probity.positions WHERE shares > 0`,
  );
  const found = rows.map(([account, market, outcome, ...rest]) => [
    `${account} ${market} ${outcome}`,
    rest,
  ]);
  expect(Object.fromEntries(found)).toEqual(expected);
  seen.shares += found.length;
}

async function expectOrders(machine: Exchange, ask: Ask, seen: Seen): Promise<void> {
  const expected: Record<string, unknown> = {};
  for (const account of machine.accounts()) {
    for (const { order, price, quantity, remaining, side, outcome } of machine.ordersOf(account)) {
      expected[order] = ["open", account, price, quantity, remaining, side, outcome];
    }
    for (const { order, spec } of machine.delayedOrdersOf(account)) {
      expected[order] = ["delayed", account, spec.outcome];
    }
  }
  const rows = await ask(
    `SELECT order_id, status, account, price, quantity, remaining, side, outcome
     FROM probity.orders WHERE status IN ('open', 'delayed')`,
  );
  const found = rows.map(([order, status, account, ...rest]) => [
    order,
    status === "open" ? [status, account, ...rest] : [status, account, rest.at(-1)],
  ]);
  expect(Object.fromEntries(found)).toEqual(expected);
  for (const [, [status]] of found as [unknown, ["open" | "delayed"]][]) seen[status] += 1;
}

async function expectMarkets(machine: Exchange, ask: Ask): Promise<void> {
  const rows = await ask(
    `SELECT market, state, mode, last_price, parameters_version, slug FROM probity.markets ORDER BY market`,
  );
  expect(rows).toEqual(
    machine.markets().map((market: MarketId) => {
      const { state, mode, lastPrice, parametersVersion, slug } = machine.market(market)!;
      return [market, state, mode, lastPrice, parametersVersion, slug];
    }),
  );
}

/** Each line says what was then had, and the lines add up to what is had now. */
async function expectStatement(ask: Ask): Promise<void> {
  const broken = await ask(`
    SELECT account, asset, market, outcome, sequence FROM (
      SELECT *, sum(amount) OVER (
        PARTITION BY account, asset, market, outcome ORDER BY sequence, line
      ) AS had FROM probity.statement
    ) s WHERE had <> balance`);
  expect(broken).toEqual([]);
  const apart = await ask(`
    SELECT b.account, b.asset FROM probity.balances b LEFT JOIN (
      SELECT account, asset, sum(amount) AS had FROM probity.statement WHERE asset IS NOT NULL
      GROUP BY account, asset
    ) s ON s.account = b.account AND s.asset = b.asset
    WHERE b.available + b.held <> coalesce(s.had, 0)`);
  expect(apart).toEqual([]);
  // Money is what came in, less what shares cost, with what was made and without the fees.
  const unexplained = await ask(`
    WITH users AS (SELECT account FROM probity.accounts),
    had AS (SELECT asset, sum(available + held) AS money FROM probity.balances
      WHERE account IN (SELECT account FROM users) GROUP BY asset),
    came AS (SELECT asset, sum(amount) AS money FROM probity.statement
      WHERE reason IN ('deposit', 'withdrawal', 'transfer') AND asset IS NOT NULL
        AND account IN (SELECT account FROM users) GROUP BY asset),
    made AS (SELECT e.collateral AS asset, sum(p.realised - p.cost - p.fees) AS money
      FROM probity.positions p JOIN probity.markets m ON m.market = p.market
      JOIN probity.events e ON e.event = m.event
      WHERE p.account IN (SELECT account FROM users) GROUP BY e.collateral)
    SELECT had.asset FROM had LEFT JOIN came USING (asset) LEFT JOIN made USING (asset)
    WHERE had.money <> coalesce(came.money, 0) + coalesce(made.money, 0)`);
  expect(unexplained).toEqual([]);
}
