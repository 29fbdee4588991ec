import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { hashRecords } from "@probity/sequencer";
import { contentOf, recordCalls } from "../engine/calls.ts";
import { journalBytes } from "../engine/journal-size.ts";
import { makeMachine } from "../engine/machine.ts";
import { Origin, openStream, submitGroup, throughStream } from "../engine/stream.ts";
import type { Stream } from "../engine/stream.ts";
import { makeWorld } from "../engine/world.ts";
import type { WorldSize } from "../engine/world.ts";
import { generate } from "../workload/generator.ts";

interface ReplaySettings extends WorldSize {
  readonly folder: string;
  readonly seed: number;
  /** Of the workload; once through, its calls begin again. */
  readonly operations: number;
  readonly commands: number;
  readonly writingMs: number;
}

/** What was written, or what a start came to. */
export interface ReplayAnswer {
  readonly seconds: number;
  readonly sequence: number;
  readonly replayed: number;
  readonly stateHash: string;
  readonly snapshotBytes: number;
  readonly journalBytes: number;
}

/**
 * Writes a journal behind a snapshot into a folder and says so; then, for each line
 * `start`, opens it as a venue would and says how long that took.
 */
const GROUP = 1_000;
const settings = JSON.parse(process.argv[2] ?? "") as ReplaySettings;
console.log(JSON.stringify(await write()));
let turn: Promise<void> = Promise.resolve();
createInterface({ input: process.stdin }).on("line", () => {
  turn = turn.then(start);
});

async function write(): Promise<ReplayAnswer> {
  const { folder, seed, operations, commands, writingMs } = settings;
  const workload = generate("mixed", settings.tickSize === 10 ? 999 : 99, seed, operations);
  const recording = await makeMachine(settings);
  const calls = recordCalls(workload, recording.exchange, recording.world);
  const stream = await openStream(folder);
  const origin = new Origin();
  const world = await makeWorld(settings, throughStream(stream, origin));
  await stream.snapshot();
  const base = stream.durableSequence;
  const started = performance.now();
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < commands && performance.now() - started < writingMs) {
      const first = next;
      next = Math.min(commands, first + GROUP);
      const group = [];
      for (let index = first; index < next; index++) {
        const call = index % calls.count;
        group.push(origin.next(calls.account[call]! + 1, contentOf(calls, call, world)));
      }
      await submitGroup(stream, group);
    }
  };
  await Promise.all([client(), client(), client()]);
  const seconds = (performance.now() - started) / 1_000;
  const sequence = stream.durableSequence;
  const stateHash = await hashOf(stream);
  await stream.close();
  return { seconds, sequence, replayed: sequence - base, stateHash, ...sizes() };
}

async function start(): Promise<void> {
  const started = performance.now();
  const stream = await openStream(settings.folder);
  const seconds = (performance.now() - started) / 1_000;
  const { sequence, replayedCommands } = stream.recovery;
  const stateHash = await hashOf(stream);
  await stream.close();
  const answer: ReplayAnswer = {
    seconds,
    sequence,
    replayed: replayedCommands,
    stateHash,
    ...sizes(),
  };
  console.log(JSON.stringify(answer));
}

async function hashOf(stream: Stream): Promise<string> {
  return (await stream.read((machine) => hashRecords(machine.records()).stateHash)).value;
}

function sizes(): { snapshotBytes: number; journalBytes: number } {
  const folder = join(settings.folder, "exchange", "snapshots");
  const files = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  return {
    snapshotBytes: files.reduce((sum, size) => sum + size, 0),
    journalBytes: journalBytes(settings.folder),
  };
}
