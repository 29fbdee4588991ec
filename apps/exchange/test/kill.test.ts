/** `kill -9` in the middle of trading: nothing that was acknowledged is lost, nothing happens twice. */
import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OPERATOR, Person, limitOrder, newFolder, openMarket, settings } from "./test-venue.ts";

const probity = fileURLToPath(new URL("../../../bin/probity.mjs", import.meta.url));

let folder: Awaited<ReturnType<typeof newFolder>>;
let child: ChildProcess | null = null;

beforeEach(async () => {
  folder = await newFolder();
});
afterEach(async () => {
  await kill();
  await folder.remove();
});

async function startProcess(): Promise<string> {
  const process_ = spawn(process.execPath, [probity, "start"], {
    env: { ...process.env, ...settings(folder.path) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child = process_;
  return new Promise((resolve, reject) => {
    let printed = "";
    const look = (text: string): void => {
      printed += text;
      const url = /Probity is at (\S+)/.exec(printed)?.[1];
      if (url !== undefined) resolve(url);
    };
    process_.stdout.setEncoding("utf8").on("data", look);
    process_.stderr.setEncoding("utf8").on("data", look);
    process_.once("exit", () => reject(new Error(`it ended:\n${printed}`)));
  });
}

async function kill(): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

test("acknowledged orders survive, and the one without an answer is settled by its key", async () => {
  const url = await startProcess();
  const market = await openMarket(await Person.signIn(url, OPERATOR), "survival");
  const ada = await Person.register(url, "ada");
  await ada.must("POST", "/deposits", { amount: "100000" });

  const acknowledged = new Map<string, string>();
  const unanswered: string[] = [];
  const orderOf = (key: string) => ({
    ...limitOrder(market, "yes", "buy", "0.1", "1"),
    client_order_id: key,
  });
  const trade = async (name: string): Promise<void> => {
    for (let count = 0; ; count++) {
      const key = `${name}-${count}`;
      try {
        const { order } = await ada.must("POST", "/orders", orderOf(key));
        acknowledged.set(key, order.order_id);
      } catch {
        unanswered.push(key);
        return;
      }
    }
  };
  const trading = Array.from({ length: 8 }, (_, index) => trade(`t${index}`));
  await expect.poll(() => acknowledged.size, { timeout: 10_000 }).toBeGreaterThan(200);
  await kill();
  await Promise.all(trading);
  expect(unanswered).toHaveLength(8);

  const after = await startProcess();
  const again = await Person.signIn(after, { ...OPERATOR, email: "ada@example.org" });
  for (const key of unanswered) {
    const { order } = await again.must("POST", "/orders", orderOf(key));
    acknowledged.set(key, order.order_id);
  }
  const open = new Map<string, string>();
  for (let cursor = ""; ;) {
    const page = await again.must("GET", `/orders?limit=200${cursor}`);
    for (const order of page.orders) open.set(order.client_order_id, order.order_id);
    if (page.next_cursor === null) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  expect(open).toEqual(acknowledged);
  const { balances } = await again.must("GET", "/balances");
  expect(Number(balances[0].held)).toBeCloseTo(acknowledged.size * 0.1, 6);
}, 60_000);

test("S2.17 S2.23 history is what the journal says, however often the venue was killed while people traded", async () => {
  let url = await startProcess();
  const operator = await Person.signIn(url, OPERATOR);
  const names = ["ada", "bob", "cat"];
  for (const name of names) {
    const person = await Person.register(url, name);
    await person.must("POST", "/deposits", { amount: "10000" });
  }
  const lasting = await openMarket(operator, "lasting");
  const ending = await openMarket(operator, "ending");
  let acknowledged = 0;
  let told = Infinity;
  const trade = async (person: Person, name: string): Promise<void> => {
    const sides = [
      [lasting, "yes", "0.6"],
      [ending, "no", "0.5"],
      [lasting, "no", "0.4"],
      [ending, "yes", "0.5"],
    ] as const;
    for (let count = name.length; ; count++) {
      const [market, outcome, price] = sides[count % sides.length]!;
      try {
        await person.must("POST", "/orders", limitOrder(market, outcome, "buy", price, "1"));
        acknowledged += 1;
      } catch {
        return;
      }
    }
  };
  for (const round of [1, 2]) {
    const people = await Promise.all(
      names.map((name) => Person.signIn(url, { ...OPERATOR, email: `${name}@example.org` })),
    );
    const trading = people.flatMap((person) => [trade(person, "a"), trade(person, "abc")]);
    await expect.poll(() => acknowledged, { timeout: 10_000 }).toBeGreaterThan(150 * round);
    if (round === 1) {
      await kill();
      await Promise.all(trading);
      url = await startProcess();
      continue;
    }
    // History has opened its tables and goes on where it was; then death comes in the middle of it.
    const again = await Person.signIn(url, OPERATOR);
    const { seq } = await again.must("POST", `/admin/markets/${ending}/resolve`, {
      yes_payout: "1",
    });
    told = seq;
    const statement = () => people[0]!.must("GET", `/statement?limit=1&min_seq=${seq}`);
    await expect.poll(() => statement().catch(() => null), { timeout: 30_000 }).not.toBeNull();
    await kill();
    await Promise.all(trading);
  }

  const { stdout } = await promisify(execFile)(process.execPath, [probity, "db", "rebuild"], {
    env: { ...process.env, ...settings(folder.path) },
  });
  const compared = Number(/At sequence (\d+) everything is as the journal says/.exec(stdout)?.[1]);
  expect(compared).toBeGreaterThanOrEqual(told);
  expect(stdout).not.toContain("DIFFERS");
}, 60_000);

test("a dead man's switch that ran out while nobody ran gets its grace", async () => {
  const url = await startProcess();
  const market = await openMarket(await Person.signIn(url, OPERATOR), "grace");
  const ada = await Person.register(url, "ada");
  await ada.must("POST", "/deposits", { amount: "100" });
  await ada.must("POST", "/orders", limitOrder(market, "yes", "buy", "0.1", "1"));
  await ada.must("POST", "/heartbeat", { timeout_ms: 300 });
  await kill();
  await new Promise((resolve) => setTimeout(resolve, 400));

  const after = await startProcess();
  const again = await Person.signIn(after, { ...OPERATOR, email: "ada@example.org" });
  expect((await again.must("GET", "/orders")).orders).toHaveLength(1);
  const { deadline } = await again.must("GET", "/safety");
  expect(Date.parse(deadline)).toBeGreaterThan(Date.now() + 1_000);
}, 30_000);
