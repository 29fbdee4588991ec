import { expect, test } from "vitest";
import { bankKind } from "../../test/bank.ts";
import { ArchiveTail, FaultyStorage, VirtualClock, openSequencer } from "../index.ts";
import type { FeedEntry } from "../index.ts";
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

/** What the archive has from a sequence on, in reads of at least so many bytes. */
async function read(storage: FaultyStorage, from: number, bytes = 1) {
  const archive = new ArchiveTail(storage, bankKind);
  const batches: { entries: readonly FeedEntry<BankEvent>[]; digest: string }[] = [];
  for (let next = from; ; next = batches.at(-1)!.entries.at(-1)!.sequence + 1) {
    const batch = await archive.read(next, bytes);
    if (batch === null) break;
    batches.push(batch);
  }
  await archive.close();
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
    for (const bytes of [1, 300, 1 << 20]) {
      const entries = (await read(storage, from, bytes)).flatMap((batch) => batch.entries);
      expect(entries.map(plain)).toEqual(feed.slice(from - 1).map(plain));
    }
  }
});

test("the same past has the same digest wherever one begins to read", async () => {
  const { storage } = await past();
  const archive = new ArchiveTail(storage, bankKind);
  for (const from of [1, 77]) {
    for (const { entries, digest } of await read(storage, from)) {
      expect(await archive.digestAt(entries.at(-1)!.sequence)).toBe(digest);
    }
  }
  expect(await archive.digestAt(COMMANDS + 1)).toBeNull();
  await archive.close();
});
