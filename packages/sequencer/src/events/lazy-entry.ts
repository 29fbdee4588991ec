import { ByteReader } from "../codec/bytes.ts";
import type { EventListCodec } from "../codec/event-lists.ts";
import { beginRecord, readStamp } from "../journal/records.ts";
import type { RecordRun } from "../journal/records.ts";
import type { FeedEntry } from "../ports.ts";

/** The feed records of a batch, which its entries decode their events from. They live as long as one of the entries. */
export class FeedRecords<Event> {
  readonly #lists: EventListCodec<Event>;
  #body: Buffer | null = null;
  #reader: ByteReader | null = null;

  constructor(lists: EventListCodec<Event>) {
    this.#lists = lists;
  }

  /** Says where the records lie. Nobody may write there any more. */
  fill(body: Buffer): void {
    this.#body = body;
  }

  /** The events of the record that begins at `offset`. */
  eventsAt(offset: number): Event[] {
    const body = this.#body;
    if (body === null) throw new Error("the events of a batch are read before it is durable");
    const reader = (this.#reader ??= new ByteReader(body));
    reader.limit(offset, body.length);
    beginRecord(reader);
    // The entry has its stamp already.
    readStamp(reader, 0);
    const events = this.#lists.read(reader);
    reader.end();
    return events;
  }
}

/** A feed entry whose events stay bytes until somebody asks for them; then they are decoded, once. */
export class LazyEntry<Event> implements FeedEntry<Event> {
  readonly sequence: number;
  readonly time: number;
  readonly origin: number;
  readonly counter: number;
  readonly actor: number;
  readonly #records: FeedRecords<Event>;
  readonly #offset: number;
  #events: readonly Event[] | null = null;

  constructor(
    sequence: number,
    time: number,
    origin: number,
    counter: number,
    actor: number,
    records: FeedRecords<Event>,
    offset: number,
  ) {
    this.sequence = sequence;
    this.time = time;
    this.origin = origin;
    this.counter = counter;
    this.actor = actor;
    this.#records = records;
    this.#offset = offset;
  }

  get events(): readonly Event[] {
    this.#events ??= this.#records.eventsAt(this.#offset);
    return this.#events;
  }
}

/** The feed entries of a block from `fromSequence` on. */
export function readFeedRecords<Event>(
  run: RecordRun,
  lists: EventListCodec<Event>,
  fromSequence: number,
): FeedEntry<Event>[] {
  const { body, baseTime, count, firstSequence } = run;
  const records = new FeedRecords(lists);
  records.fill(body);
  const reader = new ByteReader(body);
  const entries: FeedEntry<Event>[] = [];
  for (let sequence = firstSequence; sequence < firstSequence + count; sequence++) {
    const start = reader.offset;
    const end = beginRecord(reader);
    if (sequence >= fromSequence) {
      const { time, origin, counter, actor } = readStamp(reader, baseTime);
      entries.push(new LazyEntry(sequence, time, origin, counter, actor, records, start));
    }
    reader.limit(end, body.length);
  }
  reader.end();
  return entries;
}
