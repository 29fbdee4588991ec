/**
 * The two records made of one command: what the journal keeps of it (its content) and what the
 * event archive keeps (its events). Each has its length before it, in four bytes.
 *
 * command record: time − base time, origin, counter, actor, content (which begins with its schema version)
 * feed record:    time − base time, origin, counter, actor, number of events, events (likewise)
 */
import { ByteReader, NUMBER_BYTES_MAX, putF53, putNat16, putNat32 } from "../codec/bytes.ts";
import type { ByteWriter } from "../codec/bytes.ts";
import type { Codec } from "../codec/codec.ts";
import type { EventList, EventListCodec } from "../codec/event-lists.ts";
import type { Sequenced } from "../ports.ts";

interface Stamp {
  readonly time: number;
  readonly origin: number;
  readonly counter: number;
  readonly actor: number;
}

const LENGTH_BYTES = 4;

export function writeCommandRecord<Content>(
  writer: ByteWriter,
  codec: Codec<Content>,
  command: Sequenced<Content>,
  baseTime: number,
): void {
  const start = writer.length;
  writeStamp(writer, command, baseTime);
  codec.encode(writer, command.content);
  writer.patchU32(start, writer.length - start - LENGTH_BYTES);
}

export function writeFeedRecord<Event>(
  writer: ByteWriter,
  lists: EventListCodec<Event>,
  command: Stamp,
  events: EventList<Event>,
  baseTime: number,
): void {
  const start = writer.length;
  writeStamp(writer, command, baseTime);
  lists.write(writer, events);
  writer.patchU32(start, writer.length - start - LENGTH_BYTES);
}

/** A run of records: where they are, and what their first one is. */
export interface RecordRun {
  readonly body: Buffer;
  readonly count: number;
  readonly firstSequence: number;
  readonly baseTime: number;
}

/** Hands the commands of a batch to `take`, in order. */
export function readCommandRecords<Content>(
  run: RecordRun,
  codec: Codec<Content>,
  take: (command: Sequenced<Content>) => void,
): void {
  const { body, baseTime } = run;
  const reader = new ByteReader(body);
  for (let index = 0; index < run.count; index++) {
    const end = beginRecord(reader);
    const { time, origin, counter, actor } = readStamp(reader, baseTime);
    const content = codec.decode(reader);
    reader.end();
    reader.limit(end, body.length);
    take({ sequence: run.firstSequence + index, time, origin, counter, actor, content });
  }
  reader.end();
}

function writeStamp(writer: ByteWriter, stamp: Stamp, baseTime: number): void {
  let at = writer.reserve(LENGTH_BYTES + 4 * NUMBER_BYTES_MAX) + LENGTH_BYTES;
  const { view } = writer;
  at = putNat16(view, at, stamp.time - baseTime);
  at = putNat16(view, at, stamp.origin);
  at = putF53(view, at, stamp.counter);
  writer.advance(putNat32(view, at, stamp.actor));
}

/** The stamp that a record begins with. */
export function readStamp(reader: ByteReader, baseTime: number): Stamp {
  const time = baseTime + reader.nat16();
  const origin = reader.nat16();
  const counter = reader.f53();
  const actor = reader.nat32();
  return { time, origin, counter, actor };
}

/** Begins the record the reader stands at: sets the reader's end to the record's. @returns that end. */
export function beginRecord(reader: ByteReader): number {
  const length = reader.u32();
  const from = reader.offset;
  reader.limit(from, from + length);
  return from + length;
}
