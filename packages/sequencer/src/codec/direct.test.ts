/** What is written and read by hand is, byte for byte and value for value, what the schemas say. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CANCEL_REASONS, EventLog } from "@probity/core";
import type { AccountId, Event, MarketId, MatchId, OrderId } from "@probity/core";
import { as, command, event, nat, orderSpec, word } from "../../test/exchange-arbitraries.ts";
import { ByteReader, ByteWriter, CodecError } from "./bytes.ts";
import { decodeValue, encodeValue } from "./codec.ts";
import type { Codec } from "./codec.ts";
import { exchangeCommands } from "./direct-commands.ts";
import { exchangeEventLists } from "./direct-events.ts";
import { eventLists } from "./event-lists.ts";
import type { EventListCodec } from "./event-lists.ts";
import { exchangeCommandSchema } from "./exchange-commands.ts";
import { exchangeEvents } from "./exchange-events.ts";

const schemaLists = eventLists(exchangeEvents);

/** A log as a machine may leave it: of numbers in any size, and of events kept as objects. */
const log: fc.Arbitrary<EventLog> = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constant("accepted"), nat, nat, nat, fc.option(word), orderSpec, nat),
      fc.tuple(
        fc.constant("match"),
        fc.array(nat, { minLength: 14, maxLength: 14 }),
        fc.nat(2),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      ),
      fc.tuple(fc.constant("rested"), nat, nat, nat, nat),
      fc.tuple(
        fc.constant("cancelled"),
        nat,
        nat,
        nat,
        nat,
        nat,
        fc.constantFrom(...CANCEL_REASONS),
      ),
      fc.tuple(fc.constant("object"), event),
    ),
    { maxLength: 8 },
  )
  .map((steps) => {
    const filled = new EventLog();
    // What a longer command left behind must not shine through.
    for (let index = 0; index < 9; index++) filled.emit({ type: "TimeAdvanced" });
    filled.clear();
    for (const step of steps) fill(filled, step as readonly unknown[]);
    return filled;
  });

function fill(into: EventLog, [kind, ...values]: readonly unknown[]): void {
  switch (kind) {
    case "accepted":
      return into.accepted(...as<Parameters<EventLog["accepted"]>>(values));
    case "rested":
      return into.rested(...as<Parameters<EventLog["rested"]>>(values));
    case "cancelled":
      return into.cancelled(...as<Parameters<EventLog["cancelled"]>>(values));
    case "object":
      return into.emit(values[0] as Event);
    default: {
      const [n, number, flags] = as<[number[], number, boolean[]]>(values);
      into.match(n[0] as MatchId, n[1] as MarketId, number, n[2]!, n[3]!);
      into.leg(n[4] as OrderId, n[5] as AccountId, flags[0]!, flags[1]!, n[6]!, n[7]!, n[8]!);
      into.leg(n[9] as OrderId, n[10] as AccountId, flags[2]!, flags[3]!, n[11]!, n[12]!, n[13]!);
    }
  }
}

function bytesOf(lists: EventListCodec<Event>, list: EventLog): Buffer {
  // So small that it must grow in the middle of things.
  const writer = new ByteWriter(16);
  lists.write(writer, list);
  return writer.bytes();
}

function eventsIn(lists: EventListCodec<Event>, bytes: Buffer): Event[] {
  const reader = new ByteReader(bytes);
  const events = lists.read(reader);
  reader.end();
  return events;
}

/** What comes of it, a refusal included; other errors are failures. */
function outcomeOf<T>(work: () => T): T | "refused" {
  try {
    return work();
  } catch (error) {
    if (error instanceof CodecError) return "refused";
    throw error;
  }
}

/** The value with one field somewhere in it missing or replaced. */
const spoilt = <T>(values: fc.Arbitrary<T>) =>
  fc
    .tuple(
      values,
      fc.infiniteStream(fc.nat(1_000)),
      fc.constantFrom(undefined, null, -1, -0, 1.5, NaN, 2 ** 53, "x", true, "delete", {}, []),
    )
    .map(([value, choices, junk]) => {
      const copy = structuredClone(value) as Record<string, unknown>;
      let at = copy;
      for (;;) {
        const names = Object.keys(at);
        const name = names[choices.next().value % Math.max(1, names.length)];
        if (name === undefined) return copy as T;
        const inner = at[name];
        if (typeof inner === "object" && inner !== null && choices.next().value % 5 > 0) {
          at = inner as Record<string, unknown>;
        } else {
          if (junk === "delete") delete at[name];
          else at[name] = junk;
          return copy as T;
        }
      }
    });

/** The bytes with some of them changed, cut off or added. */
const damaged = (whole: fc.Arbitrary<Buffer>) =>
  fc
    .tuple(whole, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat(30))
    .map(([bytes, changes, cut]) => {
      const copy = Buffer.from(cut > 20 ? bytes.subarray(0, bytes.length - cut + 20) : bytes);
      for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
      return copy;
    });

const sameCommand = (value: unknown): void => {
  const encoded = (codec: Codec<never>) => {
    try {
      return encodeValue(codec, value as never).toString("hex");
    } catch {
      return "refused";
    }
  };
  expect(encoded(exchangeCommands as Codec<never>)).toBe(
    encoded(exchangeCommandSchema as Codec<never>),
  );
};

test("commands have the bytes of their schema, spoilt ones its refusal", () => {
  fc.assert(fc.property(command, sameCommand), { numRuns: 500 });
  fc.assert(fc.property(spoilt(command), sameCommand), { numRuns: 3_000 });
});

test("commands are read as their schema reads them, from any bytes", () => {
  const bytes = command.map((value) => encodeValue(exchangeCommandSchema, as(value)));
  const seen = { read: 0, refused: 0 };
  const same = (each: Buffer): void => {
    const found = outcomeOf(() => decodeValue(exchangeCommands, each));
    expect(found).toEqual(outcomeOf(() => decodeValue(exchangeCommandSchema, each)));
    seen[found === "refused" ? "refused" : "read"]++;
  };
  fc.assert(fc.property(bytes, same), { numRuns: 500 });
  fc.assert(fc.property(damaged(bytes), same), { numRuns: 3_000 });
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(300);
});

test("a log of events has the bytes of its events one by one", () => {
  fc.assert(
    fc.property(log, (list) => {
      const bytes = bytesOf(exchangeEventLists, list);
      expect(bytes.toString("hex")).toBe(bytesOf(schemaLists, list).toString("hex"));
      expect(eventsIn(exchangeEventLists, bytes)).toEqual(list.toArray());
    }),
    { numRuns: 1_000 },
  );
});

test("numbers that no event can have are refused, in every place", () => {
  for (const number of [-1, -0, 0.5, NaN, Infinity, 2 ** 53]) {
    for (const step of [
      ["accepted", 1, 1, number, null, null, 1],
      ["rested", number, 1, 1, 1],
      ["rested", 1, 1, 1, number],
      ["cancelled", 1, 1, 1, 1, number, "requested"],
      ["cancelled", 1, 1, 1, 1, 1, number],
      ["match", [...Array<number>(13).fill(1), number], 1, [true, true, true, true]],
    ]) {
      const list = new EventLog();
      fill(list, step);
      expect(() => bytesOf(exchangeEventLists, list)).toThrow(CodecError);
    }
  }
});

test("events are read as their schema reads them, from any bytes", () => {
  const bytes = log.map((list) => bytesOf(schemaLists, list));
  const seen = { read: 0, refused: 0 };
  fc.assert(
    fc.property(damaged(bytes), (each) => {
      const found = outcomeOf(() => eventsIn(exchangeEventLists, each));
      expect(found).toEqual(outcomeOf(() => eventsIn(schemaLists, each)));
      seen[found === "refused" ? "refused" : "read"]++;
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(300);
});

test("an order takes at most 64 bytes in the journal, a match at most 100 in the archive", () => {
  const order = {
    market: 2 ** 40,
    outcome: "yes",
    side: "buy",
    pricing: {
      kind: "limit",
      price: 5_000,
      quantity: 2 ** 31 - 1,
      timeInForce: { kind: "gtc", postOnly: false },
    },
    reduceOnly: false,
    selfTrade: "cancel-taker",
    group: null,
    session: null,
  };
  // 20 bytes of length and stamp and length come on top of the content.
  const placed = { type: "PlaceOrder", account: 2 ** 40, key: null, order };
  expect(encodeValue(exchangeCommands, as(placed)).length + 20).toBeLessThanOrEqual(64);
  const list = new EventLog();
  fill(list, ["match", Array.from({ length: 14 }, () => 9_000), 1, [true, true, false, true]]);
  expect(bytesOf(exchangeEventLists, list).length).toBeLessThanOrEqual(100);
});
