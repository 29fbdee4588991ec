import { spawn } from "node:child_process";
import {
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bankKind } from "../../test/bank.ts";
import { FileStorage, openSequencer, verifyStream } from "../index.ts";
import type { SnapshotInfo } from "../index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "probity-sequencer-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const kindModule = {
  url: new URL("../../test/bank.ts", import.meta.url).href,
  exportName: "bankKind",
};
const open = () =>
  openSequencer({
    storage: new FileStorage(folder),
    kind: bankKind,
    kindModule,
    segmentBytes: 65_536,
    snapshotEvery: 0,
  });
const deposit = (counter: number) => ({
  origin: 1,
  counter,
  actor: 1,
  content: { type: "Deposit", account: 1, amount: 1 } as const,
});

test("a durable write lands whole where it belongs, in a file that is there", async () => {
  const storage = new FileStorage(folder);
  await expect(storage.openDurable("segment")).rejects.toMatchObject({ code: "ENOENT" });
  writeFileSync(path.join(folder, "segment"), Buffer.alloc(300_000));
  const file = await storage.openDurable("segment");
  const large = Buffer.alloc(200_000, 7);
  await Promise.all([file.write(large, 50_000), file.write(Buffer.from("first"), 0)]);
  await file.close();
  const bytes = readFileSync(path.join(folder, "segment"));
  expect(bytes.toString("latin1", 0, 6)).toBe("first\0");
  expect(bytes.subarray(50_000, 250_000).equals(large)).toBe(true);
  expect([bytes[49_999], bytes[250_000], bytes.length]).toEqual([0, 0, 300_000]);
  await expect(file.write(large, 0)).rejects.toThrow(/fd|EBADF/);
});

test("writes of every size, one after the other, are all where they belong", async () => {
  writeFileSync(path.join(folder, "segment"), Buffer.alloc(500_000));
  const file = await new FileStorage(folder).openDurable("segment");
  const expected = Buffer.alloc(500_000);
  let offset = 0;
  for (let round = 0; round < 120; round++) {
    // Small ones may be written in place, large ones never are.
    const bytes = Buffer.alloc(round % 10 === 9 ? 20_000 : 1 + ((round * 37) % 600), 1 + round);
    await file.write(bytes, offset);
    bytes.copy(expected, offset);
    offset += bytes.length;
  }
  expect(readFileSync(path.join(folder, "segment")).equals(expected)).toBe(true);
  await file.close();
  await expect(file.write(Buffer.from("late"), 0)).rejects.toThrow(/fd|EBADF/);
});

test.runIf(process.platform === "linux")(
  "the descriptor of a durable file syncs every write",
  async () => {
    writeFileSync(path.join(folder, "segment"), "");
    const file = await new FileStorage(folder).openDurable("segment");
    const isOurs = (fd: string): boolean =>
      existsSync(`/proc/self/fd/${fd}`) &&
      readlinkSync(`/proc/self/fd/${fd}`) === path.join(folder, "segment");
    const flags = readdirSync("/proc/self/fd")
      .filter(isOurs)
      .map((fd) => readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))
      .map((text) => Number.parseInt(/^flags:\s+(\d+)$/m.exec(text)![1]!, 8));
    await file.close();
    expect(flags.map((each) => (each & constants.O_DSYNC) !== 0)).toEqual([true]);
  },
);

describe("on a real disk", () => {
  test("a bank survives restarts; snapshots come from a worker while it goes on", async () => {
    let bank = await open();
    for (let counter = 1; counter <= 300; counter++) await bank.submit(deposit(counter));
    const snapshot: Promise<SnapshotInfo> = bank.snapshot();
    // The live machine does not wait for the worker.
    const receipt = await bank.submit(deposit(301));
    expect(receipt.sequence).toBe(301);
    expect(await snapshot).toMatchObject({ sequence: 300, recordCount: 3 });
    await bank.close();
    bank = await open();
    expect(bank.recovery).toMatchObject({ snapshotSequence: 300, sequence: 301, epoch: 2 });
    expect(bank.stats().sync.count).toBe(0);
    await bank.close();
    expect(await verifyStream(new FileStorage(folder), bankKind)).toMatchObject({
      lastSequence: 301,
      snapshots: [300],
      archivedEvents: 301,
    });
  });

  test("a process killed at any moment, twice in a row, has kept what it acknowledged", async () => {
    let acknowledged = 0;
    for (const lifeMs of [300, 500]) {
      const script = new URL("../../test/bank-process.ts", import.meta.url).pathname;
      const child = spawn(process.execPath, [script, folder], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      await new Promise<void>((resolve) => {
        child.stdout.once("data", () => setTimeout(resolve, lifeMs));
      });
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
      // A line cut short by the kill does not count.
      const lines = said.split("\n").slice(0, -1);
      acknowledged = Number(lines.at(-1));
      expect(acknowledged).toBeGreaterThan(0);
      expect(readFileSync(path.join(folder, "lock"), "utf8")).toContain(`"pid":${child.pid}`);
    }
    const bank = await open();
    expect(bank.recovery.sequence).toBeGreaterThanOrEqual(acknowledged);
    expect((await bank.read((machine) => machine.total())).value).toBe(bank.recovery.sequence);
    await bank.close();
    await verifyStream(new FileStorage(folder), bankKind);
  });

  test("segments take their space beforehand", async () => {
    const bank = await open();
    const { blocks, size } = statSync(path.join(folder, "bank/journal/00000001.seg"));
    expect([size, blocks * 512 >= 65_536]).toEqual([65_536, true]);
    await bank.close();
  });
});

describe("the lock", () => {
  const lock = () => path.join(folder, "lock");
  const holder = () => JSON.parse(readFileSync(lock(), "utf8")) as Record<string, unknown>;

  test("is shared by the streams of one process and gone after the last", async () => {
    const [first, second] = [
      await new FileStorage(folder).lock(),
      await new FileStorage(folder).lock(),
    ];
    await first.release();
    expect(holder()["pid"]).toBe(process.pid);
    await second.release();
    expect(() => holder()).toThrow("ENOENT");
  });

  test("of a running process refuses, of one that is gone it is taken over", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const stat = readFileSync(`/proc/${other.pid}/stat`, "utf8");
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const theirs = { pid: other.pid, started, boot, host: hostname() };
    writeFileSync(lock(), JSON.stringify(theirs));
    await expect(new FileStorage(folder).lock()).rejects.toThrow(
      `process ${other.pid}, which is running`,
    );
    // Another process that got the same number is not the holder.
    writeFileSync(lock(), JSON.stringify({ ...theirs, started: "1" }));
    await (await new FileStorage(folder).lock()).release();
    // Before the machine restarted.
    writeFileSync(lock(), JSON.stringify({ ...theirs, boot: "another" }));
    await (await new FileStorage(folder).lock()).release();
    writeFileSync(lock(), JSON.stringify(theirs));
    other.kill("SIGKILL");
    await new Promise((resolve) => other.once("exit", resolve));
    const taken = await new FileStorage(folder).lock();
    expect(holder()["pid"]).toBe(process.pid);
    await taken.release();
  });

  test("of another host is never judged, nor is one that cannot be read", async () => {
    writeFileSync(lock(), JSON.stringify({ pid: 1, started: "1", boot: "x", host: "elsewhere" }));
    await expect(new FileStorage(folder).lock()).rejects.toThrow(
      "on host elsewhere; remove the file if that host is gone",
    );
    writeFileSync(lock(), "?");
    await expect(new FileStorage(folder).lock()).rejects.toMatchObject({ code: "FolderLocked" });
  });
});
