import { CodecError } from "./bytes.ts";
import type { ByteReader, ByteWriter } from "./bytes.ts";
import type { Codec } from "./codec.ts";

/** The events of one command; the machine may use what holds them again for the next. */
export interface EventList<Event> extends Iterable<Event> {
  readonly length: number;
}

/** How all events of one command are written, straight from what the machine returns, and read again. */
export interface EventListCodec<Event> {
  /** Their number as `nat16`, then each; the bytes are those of the kind's event codec. */
  write(writer: ByteWriter, list: EventList<Event>): void;
  /** As objects of their own. */
  read(reader: ByteReader): Event[];
}

/** Writes and reads the events of a list one by one. */
export function eventLists<Event>(codec: Codec<Event>): EventListCodec<Event> {
  return {
    write(writer, list) {
      writer.nat16(list.length);
      for (const event of list) codec.encode(writer, event);
    },
    read(reader) {
      const length = eventCount(reader);
      const events: Event[] = [];
      for (let index = 0; index < length; index++) events.push(codec.decode(reader));
      return events;
    },
  };
}

/** The number of events that follow. Each takes a byte or more, so a number beyond the rest is a lie. */
export function eventCount(reader: ByteReader): number {
  const length = reader.nat16();
  if (length > reader.remaining) throw new CodecError("more events than bytes");
  return length;
}
