import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SYSTEM, amount, idFrom, price, quantity } from "@probity/core";
import type {
  AccountId,
  AssetId,
  CommandContent,
  Event,
  Exchange,
  MarketId,
  OwnerId,
  Sequence,
} from "@probity/core";
import { FileStorage, exchangeKind, mulberry32, openSequencer } from "@probity/sequencer";
import type { LiveSequencer } from "@probity/sequencer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ReadSide } from "../read-side.ts";
import { ReadState } from "../read-state.ts";
import { Checkpoints } from "./checkpoints.ts";

const OWNER = 1 as OwnerId;
let dataFolder: string;
let folder: string;
let sequencer: LiveSequencer<CommandContent, Event, Exchange>;
let counter: number;
const problems: Error[] = [];

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "probity-checkpoints-"));
  folder = join(dataFolder, "checkpoints");
  counter = 0;
  problems.length = 0;
  await open();
});

afterEach(async () => {
  await sequencer.close();
  await rm(dataFolder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  const storage = new FileStorage(dataFolder);
  const sizes = { segmentBytes: 1 << 18, eventFileBytes: 8_192 };
  sequencer = await openSequencer({ storage, kind: exchangeKind, ...sizes });
}

async function submit(content: CommandContent, actor: OwnerId = SYSTEM): Promise<number> {
  counter += 1;
  return (await sequencer.submit({ origin: 1, counter, actor, content })).sequence;
}

/** A market, somebody who trades with themselves in it, and `orders` orders. */
async function trade(orders: number, seed: number): Promise<void> {
  await submit({ type: "RegisterCollateral", symbol: "USD" });
  const opened = await submit({ type: "OpenAccount", owner: OWNER });
  const account = idFrom(opened as Sequence, 0) as number as AccountId;
  const asset = 1 as AssetId;
  await submit({ type: "Deposit", account, asset, amount: amount(1e12), key: "in" });
  const created = await submit({
    type: "CreateEvent",
    slug: "rain",
    text: { title: "Rain", description: "", category: "", tags: [], image: "" },
    rules: "",
    collateral: asset,
    mutuallyExclusive: false,
    exhaustive: false,
    markets: [
      {
        slug: "rain-1",
        text: { question: "Rain?", description: "", image: "", external: "" },
        tickSize: price(100),
        parameters: {
          minQuantity: quantity(1),
          fees: { formula: "symmetric", exponent: 1, takerBps: 0, makerBps: 0, rebateBps: 0 },
          positionLimit: quantity(0),
          bandLow: price(100),
          bandHigh: price(9_900),
          closeTime: 0 as never,
          takerDelayMs: 0,
        },
      },
    ],
  });
  const market = idFrom(created as Sequence, 1) as number as MarketId;
  await submit({
    type: "ChangeMarketState",
    target: { kind: "market", market },
    to: "open",
    mode: "normal",
  });
  await submit({ type: "SplitSet", account, market, quantity: quantity(1e6), key: null });
  const random = mulberry32(seed);
  const pick = (bound: number) => Math.floor(random() * bound);
  const all = Array.from({ length: orders }, () =>
    submit(
      {
        type: "PlaceOrder",
        account,
        key: null,
        order: {
          market,
          outcome: pick(2) === 0 ? "yes" : "no",
          side: pick(2) === 0 ? "buy" : "sell",
          pricing: {
            kind: "limit",
            price: price(100 * (40 + pick(20))),
            quantity: quantity(1 + pick(50)),
            timeInForce: { kind: "gtc", postOnly: false },
          },
          reduceOnly: false,
          selfTrade: "cancel-maker",
          group: null,
          session: null,
        },
      },
      OWNER,
    ),
  );
  await Promise.all(all);
}

function checkpoints(everyCommands = 0): Checkpoints {
  return new Checkpoints({
    dataFolder,
    folder,
    everyCommands,
    onProblem: (problem) => problems.push(problem),
  });
}

/** Follows to the end and stops, from the last checkpoint or without any. @returns the first sequence it folded. */
async function follow(from: Checkpoints | null): Promise<{ first: number; state: unknown }> {
  const readSide = await ReadSide.open(sequencer, from);
  let first = 0;
  readSide.start(
    ({ sequence }) => {
      if (first === 0) first = sequence;
    },
    (failure) => problems.push(failure),
  );
  await readSide.caughtUp();
  await sequencer.snapshot(); // The archive is on the disk then.
  await readSide.close();
  return { first, state: { data: readSide.data.save(), links: readSide.links.save() } };
}

test("a start goes on from the checkpoint of the stop, and ends where one without does", async () => {
  await trade(120, 5);
  const whole = await follow(checkpoints());
  expect(whole.first).toBe(1);
  await sequencer.close();
  await open();
  const nothingNew = await follow(checkpoints());
  expect(nothingNew.first).toBe(0);
  expect(nothingNew.state).toEqual(whole.state);
  const before = sequencer.durableSequence;
  await submit({ type: "OpenAccount", owner: 2 as OwnerId });
  const after = await follow(checkpoints());
  expect(after.first).toBe(before + 1);
  expect(after.state).toEqual((await follow(null)).state);
  expect(problems).toEqual([]);
});

test("another thread makes checkpoints while the venue runs", async () => {
  await trade(150, 6);
  await sequencer.snapshot();
  const keeper = checkpoints(50);
  keeper.folded(sequencer.durableSequence);
  await expect
    .poll(async () => readdir(folder).catch(() => []), { timeout: 10_000 })
    .toEqual([`${String(sequencer.durableSequence).padStart(16, "0")}.checkpoint`]);
  const state = await checkpoints().load();
  expect(state.sequence).toBe(sequencer.durableSequence);
  expect({ data: state.data.save(), links: state.links.save() }).toEqual(
    (await follow(null)).state,
  );
  expect(problems).toEqual([]);
});

test("a checkpoint that is damaged, or of another past, is as good as none", async () => {
  await trade(150, 7);
  await follow(checkpoints());
  const [name = ""] = await readdir(folder);
  const path = join(folder, name);
  const sound = await readFile(path);
  expect((await checkpoints().load()).sequence).toBe(sequencer.durableSequence);
  for (const at of [3, sound.indexOf(10) + 50, sound.length - 1]) {
    const damaged = Buffer.from(sound);
    damaged[at] = (damaged[at] as number) ^ 1;
    await writeFile(path, damaged);
    expect((await checkpoints().load()).sequence).toBe(0);
  }
  await writeFile(path, sound.subarray(0, 200));
  expect((await checkpoints().load()).sequence).toBe(0);
  const digest = sound.toString("latin1").replace(/"digest":"(.)/, (_all, one: string) => {
    return `"digest":"${one === "0" ? "1" : "0"}`;
  });
  await writeFile(path, Buffer.from(digest, "latin1"));
  expect(await checkpoints().load()).toEqual(ReadState.empty());
  expect(problems).toEqual([]);
});
