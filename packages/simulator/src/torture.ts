import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Random } from "./random.ts";
import { auditTrader } from "./torture/audit.ts";
import { TRADE_PRICE, Trader } from "./torture/trader.ts";
import { OPERATOR, VenueProcess } from "./torture/venue-process.ts";
import { Wire } from "./torture/wire.ts";

/**
 * `npm run torture -- --rounds N [--seed S]`: a loaded venue is killed with
 * `kill -9` at a random moment, again and again, during writes, syncs and
 * snapshots. After each start every client settles the one request whose answer
 * it lost, with the same key, and compares what it was told with what the venue
 * says. At the end of each folder `probity verify` replays it from the beginning.
 */

const PROBITY = fileURLToPath(new URL("../../../bin/probity.mjs", import.meta.url));
const TRADERS = 8;
const ROUNDS_PER_FOLDER = 100;
const LIFE_MS = { shortest: 20, longest: 600 };
const TOKEN_USE_MS = 600_000;

interface World {
  readonly folder: string;
  readonly data: string;
  readonly traders: readonly Trader[];
}

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "20" }, seed: { type: "string", default: "1" } },
});
const rounds = Number(values.rounds);
const random = new Random(`torture/${values.seed}`);
const tokens = new Map<Trader, { readonly token: string | null; readonly at: number }>();
const totals = { acknowledged: 0, repeated: 0, slowestStartMs: 0 };
const started = performance.now();

try {
  for (let done = 0; done < rounds;) {
    const count = Math.min(ROUNDS_PER_FOLDER, rounds - done);
    await tortureFolder(done, count);
    done += count;
  }
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(
    `torture: ${rounds} rounds in ${seconds} s, seed ${values.seed}: ` +
      `${totals.acknowledged} acknowledgements, none lost; ${totals.repeated} retries found their request done, ` +
      `none executed twice; slowest start ${totals.slowestStartMs.toFixed(0)} ms`,
  );
} catch (error) {
  console.error(`torture failed with seed ${values.seed}:`, error);
  // Not `exitCode`: the venue and its sockets may be alive.
  VenueProcess.killAll();
  process.exit(1);
}

async function tortureFolder(first: number, count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "probity-torture-"));
  const world = await settle(folder, first);
  for (let round = 0; round < count; round++) {
    await tortureRound(world);
    if (process.stdout.isTTY || (first + round + 1) % 10 === 0) {
      console.log(`round ${first + round + 1} of ${rounds}`);
    }
  }
  const venue = await begin(world);
  const code = await venue.stop();
  if (code !== 0) throw new Error(`the venue ended with ${code} when asked to stop`);
  const verify = spawnSync(process.execPath, [PROBITY, "verify", world.data], { encoding: "utf8" });
  if (verify.status !== 0) throw new Error(`verify failed:\n${verify.stdout}${verify.stderr}`);
  for (const trader of world.traders) {
    totals.acknowledged += trader.acknowledged;
    totals.repeated += trader.repeated;
  }
  rmSync(folder, { recursive: true });
}

/** A venue with one market, a house that sells YES at the trade price, and traders. */
async function settle(folder: string, first: number): Promise<World> {
  const data = join(folder, "data");
  mkdirSync(data);
  const venue = await VenueProcess.start(data);
  const operator = new Wire(venue.url);
  await operator.signIn(OPERATOR);
  const event = await operator.must("POST", "/admin/events", {
    slug: "torture",
    title: "Does it survive?",
    rules: "It does if nothing acknowledged is lost.",
    markets: [{ slug: "survives", question: "Does it survive?", fees: { taker_bps: 100 } }],
  });
  const [market] = event.body["markets"] as { market_id: string }[];
  if (market === undefined) throw new Error("the event has no market");
  await operator.must("POST", "/admin/events/torture/state", { to: "open" });
  await operator.must("POST", "/deposits", { amount: "1000000" });
  const no = (1 - Number(TRADE_PRICE)).toFixed(2);
  await operator.must("POST", "/orders", {
    type: "limit",
    market_id: market.market_id,
    outcome: "no",
    side: "buy",
    price: no,
    quantity: "1000000",
  });
  operator.close();
  const traders = Array.from({ length: TRADERS }, (_, index) => {
    const name = `trader-${index}`;
    return new Trader(
      name,
      market.market_id,
      random.split(`${first}/${name}`),
      join(folder, `${name}.jsonl`),
    );
  });
  for (const trader of traders) (await wireOf(trader, venue.url)).close();
  await venue.kill();
  return { folder, data, traders };
}

/** One life of the venue: start, settle, audit, load, death. */
async function tortureRound(world: World): Promise<void> {
  const venue = await begin(world);
  const wires = await Promise.all(world.traders.map((trader) => wireOf(trader, venue.url)));
  let isOver = false;
  const trading = world.traders.map((trader, index) => {
    const wire = wires[index];
    return wire === undefined ? Promise.resolve() : trader.trade(wire, () => isOver);
  });
  const { shortest, longest } = LIFE_MS;
  await new Promise((resolve) => setTimeout(resolve, random.between(shortest, longest)));
  await venue.kill();
  isOver = true;
  await Promise.all(trading);
  for (const wire of wires) wire.close();
}

/** Starts the venue and settles and audits every trader. */
async function begin(world: World): Promise<VenueProcess> {
  const before = performance.now();
  const venue = await VenueProcess.start(world.data);
  totals.slowestStartMs = Math.max(totals.slowestStartMs, performance.now() - before);
  for (const trader of world.traders) {
    const wire = await wireOf(trader, venue.url);
    await trader.settle(wire);
    await auditTrader(trader, wire);
    wire.close();
  }
  return venue;
}

/** Signing in is slow on purpose, so a token is used for as long as it surely lasts. */
async function wireOf(trader: Trader, url: string): Promise<Wire> {
  const wire = new Wire(url);
  const known = tokens.get(trader);
  if (known !== undefined && performance.now() - known.at < TOKEN_USE_MS) {
    wire.token = known.token;
    return wire;
  }
  await wire.signIn({ email: `${trader.name}@example.org`, password: "correct horse battery" });
  tokens.set(trader, { token: wire.token, at: performance.now() });
  return wire;
}
