import { expect, test } from "vitest";
import { bankKind } from "../../test/bank.ts";
import { FaultyStorage, VirtualClock, openSequencer, readArchivedFeed } from "../index.ts";
import type { ArchivedBatch, FeedEntry } from "../index.ts";
import type { BankEvent } from "../../test/bank.ts";

const COMMANDS = 120;

/** A bank with a past of several archive files. */
async function past() {
  const storage = new FaultyStorage({ seed: 3 });
  const bank = await openSequencer({
    storage,
    kind: bankKind,
    clock: new VirtualClock(),
    segmentBytes: 8_192,
    eventFileBytes: 1_500,
    snapshotEvery: 0,
  });
  for (let counter = 1; counter <= COMMANDS; counter++) {
    const content = { type: "Deposit", account: counter % 7, amount: counter } as const;
    await bank.submit({ origin: 1, counter, actor: 1, content });
  }
  const feed: FeedEntry<BankEvent>[] = [];
  for await (const entry of bank.follow(1)) {
    feed.push(entry);
    if (entry.sequence === COMMANDS) break;
  }
  await bank.close();
  return { storage, feed };
}

async function read(storage: FaultyStorage, from: number): Promise<ArchivedBatch<BankEvent>[]> {
  const batches: ArchivedBatch<BankEvent>[] = [];
  for await (const batch of readArchivedFeed(storage, bankKind, from)) batches.push(batch);
  return batches;
}

const plain = ({ sequence, time, actor, events }: FeedEntry<BankEvent>) => {
  return { sequence, time, actor, events };
};

test("what the archive tells is what the feed told, from any sequence on", async () => {
  const { storage, feed } = await past();
  const files = (await storage.list("bank/events")).filter((name) => name.endsWith(".evt"));
  expect(files.length).toBeGreaterThan(2);
  for (const from of [1, 2, 60, COMMANDS, COMMANDS + 1]) {
    const entries = (await read(storage, from)).flatMap((batch) => batch.entries);
    const wanted = entries.filter(({ sequence }) => sequence >= from);
    expect(wanted.map(plain)).toEqual(feed.slice(from - 1).map(plain));
    expect((entries[0]?.sequence ?? from) <= from).toBe(true);
  }
});

test("the same past has the same digest wherever one begins to read", async () => {
  const { storage } = await past();
  const digests = new Map((await read(storage, 1)).map((one) => [one.sequence, one.digest]));
  for (const { sequence, digest } of await read(storage, 77)) {
    expect(digest).toBe(digests.get(sequence));
  }
});
