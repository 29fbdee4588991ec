import { createRequire } from "node:module";
import type { Writable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameParser } from "./frame-parser.ts";

const LIMITS = { messageBytes: 1_000, fragments: 4 };

interface Frame {
  readonly opcode: number;
  readonly payload?: Buffer | string;
  /** Left out: the last of its message. */
  readonly isFinal?: boolean;
  readonly reserved?: number;
  readonly isMasked?: boolean;
  readonly mask?: number;
  /** Bytes of the length: as few as do, unless said. */
  readonly lengthBytes?: 0 | 2 | 8;
  /** What the header claims, if not the truth. */
  readonly claimed?: number;
}

/** The bytes a client would send. */
function bytesOf(frame: Frame): Buffer {
  const { opcode, isFinal = true, reserved = 0, isMasked = true, mask = 0x12_34_56_78 } = frame;
  const payload = Buffer.from(frame.payload ?? "");
  const length = frame.claimed ?? payload.length;
  const usual = length < 126 ? 0 : length < 0x1_0000 ? 2 : 8;
  const lengthBytes = frame.lengthBytes ?? usual;
  const header = Buffer.alloc(2 + lengthBytes);
  header[0] = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  header[1] = (isMasked ? 0x80 : 0) | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) header.writeUInt16BE(length, 2);
  if (lengthBytes === 8) header.writeBigUInt64BE(BigInt(length), 2);
  if (!isMasked) return Buffer.concat([header, payload]);
  const key = Buffer.alloc(4);
  key.writeInt32BE(mask);
  const masked = payload.map((byte, index) => byte ^ (key[index & 3] as number));
  return Buffer.concat([header, key, masked]);
}

type Heard = readonly [kind: string, ...facts: (string | number)[]];

/** Everything the parser says to bytes that come in these pieces. */
function hear(pieces: readonly Buffer[], limits = LIMITS): Heard[] {
  const parser = new FrameParser(limits);
  const heard: Heard[] = [];
  for (const piece of pieces) {
    parser.push(Buffer.from(piece));
    for (let event = parser.next(); event !== null; event = parser.next()) {
      if (event === "text") heard.push([event, parser.text]);
      else if (event === "ping" || event === "pong")
        heard.push([event, parser.payload.toString("hex")]);
      else if (event === "close") heard.push([event, parser.closeCode, parser.closeReason]);
      else if (event === "violation") heard.push([event, parser.closeCode]);
      else heard.push([event]);
    }
  }
  return heard;
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const euro = Buffer.from("€");
const close = (code: number, reason: string | Buffer = "") => {
  const payload = Buffer.concat([Buffer.alloc(2), Buffer.from(reason)]);
  payload.writeUInt16BE(code);
  return { opcode: 8, payload };
};

test.each<[name: string, frames: Frame[], heard: Heard[]]>([
  ["an empty text", [{ opcode: 1 }], [["text", ""]]],
  ["a text of 125 bytes", [{ opcode: 1, payload: "x".repeat(125) }], [["text", "x".repeat(125)]]],
  ["a text of 126 bytes", [{ opcode: 1, payload: "x".repeat(126) }], [["text", "x".repeat(126)]]],
  ["a mask of zero", [{ opcode: 1, payload: "plain", mask: 0 }], [["text", "plain"]]],
  ["a text beyond ASCII", [{ opcode: 1, payload: "κόσμε 🙂" }], [["text", "κόσμε 🙂"]]],
  ["the replacement character itself", [{ opcode: 1, payload: "\uFFFD" }], [["text", "\uFFFD"]]],
  ["a binary message", [{ opcode: 2, payload: "x" }], [["binary"]]],
  [
    "many in one piece",
    [
      { opcode: 1, payload: "a" },
      { opcode: 1, payload: "b" },
    ],
    [
      ["text", "a"],
      ["text", "b"],
    ],
  ],
  [
    "a character split over fragments",
    [
      { opcode: 1, isFinal: false, payload: euro.subarray(0, 1) },
      { opcode: 0, isFinal: false, payload: euro.subarray(1, 2) },
      { opcode: 0, payload: euro.subarray(2) },
    ],
    [["text", "€"]],
  ],
  [
    "a ping among fragments",
    [
      { opcode: 1, isFinal: false, payload: "a" },
      { opcode: 9, payload: "?" },
      { opcode: 0, payload: "b" },
    ],
    [
      ["ping", "3f"],
      ["text", "ab"],
    ],
  ],
  ["a pong nobody asked for", [{ opcode: 10, payload: "" }], [["pong", ""]]],
  ["a ping of 125 bytes", [{ opcode: 9, payload: "x".repeat(125) }], [["ping", "78".repeat(125)]]],
  ["a close without a code", [{ opcode: 8 }], [["close", 1_005, ""]]],
  ["a close", [close(1_000, "bye")], [["close", 1_000, "bye"]]],
  ["nothing after a close", [close(4_999), { opcode: 1, payload: "x" }], [["close", 4_999, ""]]],
  // What must be refused.
  ["an unmasked frame", [{ opcode: 1, payload: "x", isMasked: false }], [["violation", 1_002]]],
  ...[1, 2, 4, 7].map((reserved): [string, Frame[], Heard[]] => [
    `reserved bits ${reserved}`,
    [{ opcode: 1, reserved }],
    [["violation", 1_002]],
  ]),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, Frame[], Heard[]] => [
    `opcode ${opcode}`,
    [{ opcode }],
    [["violation", 1_002]],
  ]),
  ["a continuation of nothing", [{ opcode: 0, payload: "x" }], [["violation", 1_002]]],
  [
    "a text within a message",
    [
      { opcode: 1, isFinal: false },
      { opcode: 1, payload: "x" },
    ],
    [["violation", 1_002]],
  ],
  ["a ping of 126 bytes", [{ opcode: 9, payload: "x".repeat(126) }], [["violation", 1_002]]],
  ["a fragmented ping", [{ opcode: 9, isFinal: false }], [["violation", 1_002]]],
  ["a close of one byte", [{ opcode: 8, payload: "x" }], [["violation", 1_002]]],
  ...[0, 999, 1_004, 1_005, 1_006, 1_015, 1_016, 1_100, 2_000, 2_999, 5_000, 65_535].map(
    (code): [string, Frame[], Heard[]] => [
      `close code ${code}`,
      [close(code)],
      [["violation", 1_002]],
    ],
  ),
  [
    "a reason that is not UTF-8",
    [close(1_000, Buffer.from([0xce, 0xba, 0xff]))],
    [["violation", 1_007]],
  ],
  ["half a character", [{ opcode: 1, payload: euro.subarray(0, 2) }], [["violation", 1_007]]],
  [
    "a surrogate in UTF-8",
    [{ opcode: 1, payload: Buffer.from([0xed, 0xa0, 0x80]) }],
    [["violation", 1_007]],
  ],
  [
    "an overlong slash",
    [{ opcode: 1, payload: Buffer.from([0xc0, 0xaf]) }],
    [["violation", 1_007]],
  ],
  [
    "bad UTF-8 that only the whole shows",
    [
      { opcode: 1, isFinal: false, payload: euro.subarray(0, 2) },
      { opcode: 0, payload: "x" },
    ],
    [["violation", 1_007]],
  ],
  ["a message too large", [{ opcode: 1, payload: "x".repeat(1_001) }], [["violation", 1_009]]],
  [
    "a claim too large, told before its bytes come",
    [{ opcode: 1, claimed: 2 ** 40 }],
    [["violation", 1_009]],
  ],
  [
    "a claim past all numbers",
    [{ opcode: 1, claimed: 2 ** 63, lengthBytes: 8 }],
    [["violation", 1_009]],
  ],
  [
    "fragments too large together",
    [
      { opcode: 1, isFinal: false, payload: "x".repeat(600) },
      { opcode: 0, payload: "x".repeat(401) },
    ],
    [["violation", 1_009]],
  ],
  [
    "too many fragments",
    [
      { opcode: 1, isFinal: false },
      ...Array.from({ length: 4 }, () => ({ opcode: 0, isFinal: false })),
    ],
    [["violation", 1_008]],
  ],
])("%s", (_name, frames, expected) => {
  const bytes = Buffer.concat(frames.map(bytesOf));
  expect(hear([bytes])).toEqual(expected);
  // However it is cut, byte by byte too.
  expect(hear([...bytes].map((byte) => Buffer.from([byte])))).toEqual(expected);
});

test("a reader that stops in the middle finds the rest where it was", () => {
  const parser = new FrameParser(LIMITS);
  const texts = ["one", "two", "three"];
  parser.push(Buffer.concat(texts.map((payload) => bytesOf({ opcode: 1, payload }))));
  expect(parser.next()).toBe("text");
  parser.push(bytesOf({ opcode: 1, payload: "four" }));
  const rest = [];
  while (parser.next() !== null) rest.push(parser.text);
  expect(rest).toEqual(["two", "three", "four"]);
});

test("every place in memory and every length is unmasked right", () => {
  fc.assert(
    fc.property(
      fc.nat(7),
      fc.string({ unit: "binary", maxLength: 100 }),
      fc.integer(),
      (offset, payload, mask) => {
        const frame = bytesOf({ opcode: 1, payload, mask });
        const memory = Buffer.alloc(offset + frame.length + 3);
        frame.copy(memory, offset);
        const parser = new FrameParser(LIMITS);
        parser.push(memory.subarray(offset, offset + frame.length));
        expect([parser.next(), parser.text]).toEqual(["text", payload]);
        // Nothing beside the frame was touched.
        expect(memory.subarray(offset + frame.length)).toEqual(Buffer.alloc(3));
      },
    ),
  );
});

/** The parser of the package `ws`, of which the types say nothing. */
const { Receiver } = createRequire(import.meta.url)("ws") as {
  readonly Receiver: new (options: object) => Writable;
};

/** What `ws` makes of the same pieces. */
async function hearWs(pieces: readonly Buffer[]): Promise<Heard[]> {
  const { messageBytes: maxPayload, fragments: maxFragments } = LIMITS;
  const receiver = new Receiver({ isServer: true, maxPayload, maxFragments });
  const heard: Heard[] = [];
  receiver.on("message", (data: Buffer, isBinary: boolean) => {
    heard.push(isBinary ? ["binary"] : ["text", data.toString("utf8")]);
  });
  receiver.on("ping", (data: Buffer) => heard.push(["ping", data.toString("hex")]));
  receiver.on("pong", (data: Buffer) => heard.push(["pong", data.toString("hex")]));
  receiver.on("conclude", (code: number, reason: Buffer) => {
    heard.push(["close", code, reason.toString("utf8")]);
  });
  let isOver = false;
  receiver.on("error", (error: Error) => {
    const code = Object.getOwnPropertySymbols(error)
      .filter((symbol) => symbol.description === "status-code")
      .map((symbol) => (error as unknown as Record<symbol, number>)[symbol])[0];
    heard.push(["violation", code ?? -1]);
    isOver = true;
  });
  receiver.on("finish", () => {
    isOver = true;
  });
  for (const piece of pieces) {
    if (isOver) break;
    receiver.write(Buffer.from(piece));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return heard;
}

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 60 }).map((s) => Buffer.from(s)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 140 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.nat(1_100).map((length) => Buffer.alloc(length, "x")) },
  { weight: 1, arbitrary: fc.constantFrom(euro.subarray(0, 1), euro.subarray(1), euro) },
);
const mostly = <T>(usual: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 15, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others });
const frame: fc.Arbitrary<Frame> = fc.record({
  opcode: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(0, 0, 1, 1, 2, 9, 10) },
    { weight: 1, arbitrary: fc.nat(15) },
  ),
  payload: text,
  isFinal: fc.boolean(),
  mask: fc.integer(),
  isMasked: mostly(true, fc.constant(false)),
  reserved: mostly(0, fc.nat(7)),
});
const closing: fc.Arbitrary<Frame> = fc
  .record({ code: fc.oneof(fc.nat(65_535), fc.integer({ min: 995, max: 1_020 })), text })
  .map(({ code, text: reason }) => close(code, reason.subarray(0, 123)));
/** A conversation in which most things fit together. */
const conversation = fc
  .array(fc.oneof({ weight: 12, arbitrary: frame }, { weight: 1, arbitrary: closing }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((frames) => {
    let isOpen = false;
    return frames.map((one): Frame => {
      if (one.opcode >= 8) return { ...one, isFinal: true, payload: one.payload ?? "" };
      const opcode = isOpen ? 0 : one.opcode === 0 ? 1 : one.opcode;
      isOpen = !(one.isFinal ?? true);
      return { ...one, opcode };
    });
  });
const bytes = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: conversation }, { weight: 1, arbitrary: fc.array(frame) }),
    fc.option(fc.tuple(fc.nat(10_000), fc.nat(255))),
  )
  .map(([frames, damage]) => {
    const all = Buffer.concat(frames.map(bytesOf));
    if (damage !== null && all.length > 0) all[damage[0] % all.length] = damage[1];
    return all;
  });

test("the same bytes, cut anywhere, say to us what they say to `ws`", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.array(fc.nat(2_000), { maxLength: 6 }),
      fc.array(fc.nat(2_000), { maxLength: 6 }),
      async (all, ours, theirs) => {
        const heard = hear(cut(all, ours));
        for (const [kind, code] of heard) seen.add(kind === "violation" ? `${kind} ${code}` : kind);
        expect(heard).toEqual(await hearWs(cut(all, theirs)));
      },
    ),
    { numRuns: 3_000, seed: 7 },
  );
  // A quiet run would prove nothing.
  expect([...seen].sort()).toEqual([
    "binary",
    "close",
    "ping",
    "pong",
    "text",
    "violation 1002",
    "violation 1007",
    "violation 1008",
    "violation 1009",
  ]);
});
