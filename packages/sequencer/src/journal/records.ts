/**
 * The two records made of one command: what the journal keeps of it (its content) and what the
 * event archive keeps (its events). Each has its length before it, in four bytes.
 *
 * command record: time − base time, origin, counter, actor, content (which begins with its schema version)
 * feed record:    time − base time, origin, counter, actor, number of events, events (likewise)
 */
import { ByteReader, CodecError } from "../codec/bytes.ts";
import type { ByteWriter } from "../codec/bytes.ts";
import type { Codec } from "../codec/codec.ts";
import type { FeedEntry, Sequenced } from "../ports.ts";

interface Stamp {
  readonly time: number;
  readonly origin: number;
  readonly counter: number;
  readonly actor: number;
}

export function writeCommandRecord<Content>(
  writer: ByteWriter,
  codec: Codec<Content>,
  command: Sequenced<Content>,
  baseTime: number,
): void {
  const start = beginRecord(writer, command, baseTime);
  codec.encode(writer, command.content);
  endRecord(writer, start);
}

export function writeFeedRecord<Event>(
  writer: ByteWriter,
  codec: Codec<Event>,
  command: Stamp,
  events: readonly Event[],
  baseTime: number,
): void {
  const start = beginRecord(writer, command, baseTime);
  writer.varuint(events.length);
  for (const event of events) codec.encode(writer, event);
  endRecord(writer, start);
}

/** A run of records: where they are, and what their first one is. */
export interface RecordRun {
  readonly body: Buffer;
  readonly count: number;
  readonly firstSequence: number;
  readonly baseTime: number;
}

/** The commands of a batch, in order, each decoded when it is asked for. */
export function* readCommandRecords<Content>(
  run: RecordRun,
  codec: Codec<Content>,
): Generator<Sequenced<Content>, void> {
  const records = new ByteReader(run.body);
  for (let index = 0; index < run.count; index++) {
    const record = nextRecord(records, run.body);
    const { time, origin, counter, actor } = readStamp(record, run.baseTime);
    const content = codec.decode(record);
    record.end();
    yield { sequence: run.firstSequence + index, time, origin, counter, actor, content };
  }
  records.end();
}

/** The feed entries of a block from `fromSequence` on; the records before it are passed over undecoded. */
export function readFeedRecords<Event>(
  run: RecordRun,
  codec: Codec<Event>,
  fromSequence: number,
): FeedEntry<Event>[] {
  const records = new ByteReader(run.body);
  const entries: FeedEntry<Event>[] = [];
  for (let index = 0; index < run.count; index++) {
    const record = nextRecord(records, run.body);
    const sequence = run.firstSequence + index;
    if (sequence < fromSequence) continue;
    const { time, origin, counter, actor } = readStamp(record, run.baseTime);
    const length = record.varuint();
    if (length > record.remaining) throw new CodecError("more events than bytes");
    const events: Event[] = [];
    for (let place = 0; place < length; place++) events.push(codec.decode(record));
    record.end();
    entries.push({ sequence, time, origin, counter, actor, events });
  }
  records.end();
  return entries;
}

function beginRecord(writer: ByteWriter, stamp: Stamp, baseTime: number): number {
  const start = writer.length;
  writer.u32(0);
  writer.varuint(stamp.time - baseTime);
  writer.varuint(stamp.origin);
  writer.varuint(stamp.counter);
  writer.varuint(stamp.actor);
  return start;
}

function endRecord(writer: ByteWriter, start: number): void {
  writer.patchU32(start, writer.length - start - 4);
}

function nextRecord(records: ByteReader, body: Buffer): ByteReader {
  const length = records.u32();
  const from = records.offset;
  records.raw(length);
  return new ByteReader(body, from, from + length);
}

function readStamp(record: ByteReader, baseTime: number): Stamp {
  const time = baseTime + record.varuint();
  const origin = record.varuint();
  const counter = record.varuint();
  const actor = record.varuint();
  return { time, origin, counter, actor };
}
