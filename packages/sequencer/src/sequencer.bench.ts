/**
 * Durable commands in process against a bare loop of write and fdatasync of the same bytes, on the same
 * disk, in the same run. Prints commands a second for both and their ratio. Run it with node.
 */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { bankKind } from "../test/bank.ts";
import { FileStorage, openSequencer } from "./index.ts";

const SECONDS = 3;
const folder = fs.mkdtempSync(path.join(process.env["BENCH_FOLDER"] ?? tmpdir(), "probity-bench-"));
console.log(`node ${process.version}, ${process.platform}, ${folder}`);
try {
  for (const batch of [1, 10, 100, 1_000]) {
    const { rate, bytesPerBatch } = await sequencerRate(batch);
    const raw = await rawRate(bytesPerBatch);
    const ratio = (rate / batch / raw).toFixed(2);
    console.log(
      `batch ${batch}: ${Math.round(rate).toLocaleString("en")} durable commands/s, ` +
        `${Math.round(raw * batch).toLocaleString("en")} bare (${bytesPerBatch} B a batch): ${ratio}`,
    );
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Keeps two batches of commands under way, as a busy gateway does. */
async function sequencerRate(batch: number): Promise<{ rate: number; bytesPerBatch: number }> {
  const data = path.join(folder, `data-${batch}`);
  const bank = await openSequencer({
    storage: new FileStorage(data),
    kind: bankKind,
    snapshotEvery: 0,
    limits: { perActor: 1_000_000, commandsPerTurn: batch },
  });
  let counter = 0;
  const end = performance.now() + SECONDS * 1_000;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const burst = new Array<Promise<unknown>>(batch);
      for (let index = 0; index < batch; index++) {
        const content = { type: "Deposit", account: counter % 1_000, amount: 1 } as const;
        burst[index] = bank.submit({ origin: 1, counter: ++counter, actor: 1, content });
      }
      await Promise.all(burst);
    }
  };
  const started = performance.now();
  await Promise.all([client(), client()]);
  const rate = (counter * 1_000) / (performance.now() - started);
  const stats = bank.stats();
  console.log(
    `  ${stats.batches} batches, write and sync p50 ${stats.sync.p50Us} us, p99 ${stats.sync.p99Us} us`,
  );
  await bank.close();
  fs.rmSync(data, { recursive: true, force: true });
  return { rate, bytesPerBatch: stats.lastBatchBytes };
}

/** Batches a second of a loop that does nothing but write and fdatasync into a preallocated file. */
async function rawRate(bytes: number): Promise<number> {
  const file = path.join(folder, "raw");
  const size = 64 << 20;
  fs.writeFileSync(file, Buffer.alloc(size));
  const fd = fs.openSync(file, "r+");
  fs.fsyncSync(fd);
  const data = Buffer.alloc(bytes, 1);
  let count = 0;
  const started = performance.now();
  while (performance.now() - started < SECONDS * 1_000) {
    fs.writeSync(fd, data, 0, bytes, (count * bytes) % (size - bytes));
    await new Promise<void>((resolve, reject) => {
      fs.fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
    });
    count++;
  }
  fs.closeSync(fd);
  return (count * 1_000) / (performance.now() - started);
}
