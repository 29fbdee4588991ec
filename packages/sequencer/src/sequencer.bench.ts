/**
 * Durable commands of an exchange in process, against a bare loop of write and fdatasync of the same
 * journal bytes and against the machine alone, on the same disk in the same run; where the time of a
 * command goes; one command at a time; and a replay. Run it with node; an argument is the number of commands.
 */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { crc32 } from "node:zlib";
import { ExchangeLoad } from "../test/exchange-load.ts";
import { ByteReader, ByteWriter } from "./codec/bytes.ts";
import { exchangeEventLists } from "./codec/direct-events.ts";
import { exchangeKind, FileStorage, openSequencer } from "./index.ts";
import type { Sequenced } from "./index.ts";
import { nextDigest } from "./journal/digest.ts";
import { writeCommandRecord, writeFeedRecord } from "./journal/records.ts";

type Command = Sequenced<ReturnType<ExchangeLoad["next"]>["content"]>;

const COMMANDS = Number(process.argv[2] ?? 500_000);
const GROUP = 1_000;
const GROUPS_AT_ONCE = 3;
const SEED = 12_345;
const folder = fs.mkdtempSync(path.join(process.env["BENCH_FOLDER"] ?? tmpdir(), "probity-bench-"));
console.log(`node ${process.version}, ${process.platform}, ${folder}, ${COMMANDS} commands`);
try {
  const engine = breakdown();
  const durable = await durableRate();
  const raw = await rawRate(durable.bytesPerBatch, true);
  const limit = Math.min(engine, raw * GROUP);
  console.log(
    `durable in groups of ${GROUP}: ${k(durable.rate)} commands/s (${ns(durable.rate)}), raw loop ${k(raw * GROUP)}, ` +
      `machine alone ${k(engine)}: ${(durable.rate / limit).toFixed(2)} of the slower`,
  );
  await lone();
  await replay(engine);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

function k(rate: number): string {
  return `${Math.round(rate / 1_000).toLocaleString("en")} k`;
}

function ns(rate: number): string {
  return `${Math.round(1e9 / rate)} ns`;
}

/** Time this thread was given, in ms: on a machine shared with others it says more than the clock. */
function busyMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function stamped(load: ExchangeLoad, count: number, after = 0): Command[] {
  const commands: Command[] = [];
  while (commands.length < count)
    commands.push({
      sequence: after + commands.length + 1,
      time: 1_700_000_000_000,
      ...load.next(),
    });
  return commands;
}

/** Each step by itself, in batches, over the same commands. @returns commands a second of the machine alone. */
function breakdown(): number {
  const load = new ExchangeLoad(SEED);
  const opening = load.opening();
  const commands = stamped(load, COMMANDS, opening.length);
  const rates: Record<string, number> = {};
  // The first pass warms up, and its time is overwritten.
  for (const parts of ["execute", "execute", "execute and encode events"]) {
    const machine = exchangeKind.create();
    for (const [index, submission] of opening.entries())
      machine.execute({ sequence: index + 1, time: 1_700_000_000_000, ...submission } as never);
    const writer = new ByteWriter(1 << 20);
    const started = busyMs();
    for (const [index, command] of commands.entries()) {
      if (index % GROUP === 0) writer.rewind();
      const events = machine.execute(command as never);
      if (parts !== "execute")
        writeFeedRecord(writer, exchangeEventLists, command, events, command.time);
    }
    rates[parts] = (COMMANDS * 1_000) / (busyMs() - started);
  }
  const executeNs = 1e9 / rates["execute"]!;
  console.log(`execute ${executeNs.toFixed(0)} ns a command`);
  const bothNs = 1e9 / rates["execute and encode events"]!;
  console.log(`encode events ${(bothNs - executeNs).toFixed(0)} ns`);

  const machine = exchangeKind.create();
  for (const [index, submission] of opening.entries())
    machine.execute({ sequence: index + 1, time: 1_700_000_000_000, ...submission } as never);
  const times = { command: 0, decodeCommand: 0, digest: 0, crc: 0, decodeEvents: 0 };
  const bytes = { commands: 0, events: 0 };
  for (let from = 0; from < COMMANDS; from += GROUP) {
    const records = new ByteWriter(1 << 18);
    const events = new ByteWriter(1 << 18);
    const group = commands.slice(from, from + GROUP);
    let started = busyMs();
    for (const command of group)
      writeCommandRecord(records, exchangeKind.commands, command, command.time);
    times.command += busyMs() - started;
    for (const command of group)
      exchangeEventLists.write(events, machine.execute(command as never));
    started = busyMs();
    nextDigest(events.bytes());
    times.digest += busyMs() - started;
    started = busyMs();
    crc32(records.bytes());
    times.crc += busyMs() - started;
    const contents = new ByteWriter(1 << 18);
    for (const command of group) exchangeKind.commands.encode(contents, command.content);
    const commandReader = new ByteReader(contents.bytes());
    started = busyMs();
    for (let index = 0; index < GROUP; index++) exchangeKind.commands.decode(commandReader);
    times.decodeCommand += busyMs() - started;
    const eventReader = new ByteReader(events.bytes());
    started = busyMs();
    for (let index = 0; index < GROUP; index++) exchangeEventLists.read(eventReader);
    times.decodeEvents += busyMs() - started;
    bytes.commands += records.length;
    bytes.events += events.length;
  }
  for (const [name, ms] of Object.entries(times))
    console.log(`${name} ${((ms * 1e6) / COMMANDS).toFixed(0)} ns`);
  console.log(
    `${(bytes.commands / COMMANDS).toFixed(0)} B a command in the journal, ${(bytes.events / COMMANDS).toFixed(0)} B of events`,
  );
  return rates["execute"]!;
}

function open() {
  return openSequencer({
    storage: new FileStorage(path.join(folder, "data")),
    kind: exchangeKind,
    snapshotEvery: 0,
  });
}

/** Keeps a few groups under way, as a busy gateway does. */
async function durableRate(): Promise<{ rate: number; bytesPerBatch: number }> {
  const exchange = await open();
  const load = new ExchangeLoad(SEED);
  const opening = load.opening();
  for (let from = 0; from < opening.length; from += GROUP)
    await exchange.submitAll(opening.slice(from, from + GROUP));
  const groups: ReturnType<ExchangeLoad["next"]>[][] = [];
  for (let index = 0; index < COMMANDS / GROUP; index++)
    groups.push(Array.from({ length: GROUP }, () => load.next()));
  const client = async (): Promise<void> => {
    for (let group = groups.pop(); group !== undefined; group = groups.pop())
      await exchange.submitAll(group);
  };
  groups.reverse();
  const cpu = process.cpuUsage();
  const busy = busyMs();
  const started = performance.now();
  await Promise.all(Array.from({ length: GROUPS_AT_ONCE }, client));
  const ms = performance.now() - started;
  const used = process.cpuUsage(cpu);
  const threadNs = ((busyMs() - busy) * 1e6) / COMMANDS;
  const stats = exchange.stats();
  console.log(
    `${stats.batches} batches, last of ${stats.lastBatchCommands}; write and sync p50 ${stats.sync.p50Us} us, ` +
      `p99 ${stats.sync.p99Us} us; processor ${((used.user + used.system) / ms / 10).toFixed(0)} %, ` +
      `this thread ${threadNs.toFixed(0)} ns a command`,
  );
  await exchange.close();
  return { rate: (COMMANDS * 1_000) / ms, bytesPerBatch: stats.lastBatchBytes };
}

/** Batches a second of a loop that does nothing but write and fdatasync into a preallocated file. */
async function rawRate(bytes: number, isLoop: boolean): Promise<number> {
  const file = path.join(folder, "raw");
  const size = 64 << 20;
  fs.writeFileSync(file, Buffer.alloc(size));
  const fd = fs.openSync(file, "r+");
  fs.fsyncSync(fd);
  const data = Buffer.alloc(bytes, 1);
  const times: number[] = [];
  const started = performance.now();
  while (performance.now() - started < 2_000) {
    const begun = performance.now();
    fs.writeSync(fd, data, 0, bytes, (times.length * bytes) % (size - bytes));
    if (isLoop) {
      await new Promise<void>((resolve, reject) => {
        fs.fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
      });
    } else fs.fdatasyncSync(fd);
    times.push(performance.now() - begun);
  }
  fs.closeSync(fd);
  if (!isLoop) return times.toSorted((a, b) => a - b)[times.length >> 1]!;
  return (times.length * 1_000) / (performance.now() - started);
}

/** One command at a time, each waiting for its answer. */
async function lone(): Promise<void> {
  const exchange = await open();
  const load = new ExchangeLoad(SEED);
  let { length } = load.opening();
  for (; length < exchange.durableSequence; length++) load.next();
  const times: number[] = [];
  for (let index = 0; index < 5_000; index++) {
    const submission = load.next();
    const begun = performance.now();
    await exchange.submit(submission);
    times.push((performance.now() - begun) * 1_000);
  }
  times.sort((a, b) => a - b);
  const sync = await rawRate(200, false);
  console.log(
    `alone: p50 ${times[2_500]!.toFixed(0)} us, p99 ${times[4_950]!.toFixed(0)} us; write and fdatasync p50 ${(sync * 1_000).toFixed(0)} us`,
  );
  await exchange.close();
}

/** Recovery of everything written so far. */
async function replay(engine: number): Promise<void> {
  const busy = busyMs();
  const started = performance.now();
  const exchange = await open();
  const ms = performance.now() - started;
  const { replayedCommands } = exchange.recovery;
  const rate = (replayedCommands * 1_000) / (busyMs() - busy);
  console.log(
    `replay: ${k((replayedCommands * 1_000) / ms)} commands/s by the clock, ${k(rate)} in this thread's time: ` +
      `${(rate / engine).toFixed(2)} of the machine alone`,
  );
  await exchange.close();
}
