/**
 * Keccak's permutation as a WebAssembly program, written here instruction by instruction: it needs
 * rotations of 64 bits, which JavaScript has none of. Source: FIPS 202, section 3.2.
 */

/** Where the program finds its state, what it takes in, and the constants of its rounds. */
const STATE_AT = 0;
const INPUT_AT = 256;
const ROUNDS_AT = 512;
const LANES = 25;
/** Lanes that are taken in at once: 1088 bits. */
const RATE_LANES = 17;

/** FIPS 202, section 3.2.5. */
const ROUND_CONSTANTS = [
  0x0000000000000001n,
  0x0000000000008082n,
  0x800000000000808an,
  0x8000000080008000n,
  0x000000000000808bn,
  0x0000000080000001n,
  0x8000000080008081n,
  0x8000000000008009n,
  0x000000000000008an,
  0x0000000000000088n,
  0x0000000080008009n,
  0x000000008000000an,
  0x000000008000808bn,
  0x800000000000008bn,
  0x8000000000008089n,
  0x8000000000008003n,
  0x8000000000008002n,
  0x8000000000000080n,
  0x000000000000800an,
  0x800000008000000an,
  0x8000000080008081n,
  0x8000000000008080n,
  0x0000000080000001n,
  0x8000000080008008n,
];

/** Bytes of state and input, and the step between. */
export interface KeccakProgram {
  /** 200 bytes; the hash is in the first 32. */
  readonly state: Uint8Array;
  /** 136 bytes. */
  readonly input: Uint8Array;
  /** Adds the input to the state, and permutes it. */
  readonly absorb: () => void;
}

/** As much of WebAssembly as is used; its types come with those of browsers. */
interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer };
      readonly absorb: () => void;
    };
  };
}

export function keccakProgram(): KeccakProgram {
  const { Instance, Module } = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
  const { memory, absorb } = new Instance(new Module(moduleBytes())).exports;
  new BigUint64Array(memory.buffer, ROUNDS_AT, ROUND_CONSTANTS.length).set(ROUND_CONSTANTS);
  return {
    state: new Uint8Array(memory.buffer, STATE_AT, LANES * 8),
    input: new Uint8Array(memory.buffer, INPUT_AT, RATE_LANES * 8),
    absorb,
  };
}

type Code = readonly number[];

// ---- instructions ----

const XOR = 0x85;
const AND = 0x83;
const ROTATE_LEFT = 0x89;
const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
const long = (value: number): Code => [0x42, ...signed(value)];
const ALL_BITS: Code = [0x42, 0x7f];
const load = (offset: number): Code => [0x29, 3, ...unsigned(offset)];
const store = (offset: number): Code => [0x37, 3, ...unsigned(offset)];
const int = (value: number): Code => [0x41, ...signed(value)];
const ADD = 0x6a;
const IS_BELOW = 0x49;
const LOOP: Code = [0x03, 0x40];
const AGAIN: Code = [0x0d, 0];
const END = 0x0b;
/** Where offsets count from. */
const ORIGIN = int(0);

// ---- locals: lanes, column sums, one in between, and the address of the round's constant ----

const lane = (x: number, y: number): number => (x % 5) + 5 * (y % 5);
const sum = (x: number): number => LANES + (x % 5);
const CARRIED = LANES + 5;
const ROUND = LANES + 6;
const FIVE = [0, 1, 2, 3, 4] as const;

/** θ: each lane takes in the parity of the columns beside it. */
function theta(): Code {
  const sums = FIVE.map((x) => [
    ...FIVE.flatMap((y) => [...get(lane(x, y)), ...(y === 0 ? [] : [XOR])]),
    ...set(sum(x)),
  ]);
  const lanes = FIVE.map((x) => [
    ...get(sum(x + 4)),
    ...get(sum(x + 1)),
    ...long(1),
    ROTATE_LEFT,
    XOR,
    ...set(CARRIED),
    ...FIVE.flatMap((y) => [...get(lane(x, y)), ...get(CARRIED), XOR, ...set(lane(x, y))]),
  ]);
  return [...sums, ...lanes].flat();
}

/** ρ and π: each lane but the first is turned, and takes the place of the next on the way, which is a circle. */
function rhoAndPi(): Code {
  const way = wayOfLanes();
  const last = way.at(-1)!;
  const moves = way
    .slice(0, -1)
    .toReversed()
    .flatMap(({ lane: from, turns }, index) => {
      const to = way[way.length - 1 - index]!.lane;
      return [...get(from), ...long(turns), ROTATE_LEFT, ...set(to)];
    });
  const first = [...get(last.lane), ...long(last.turns), ROTATE_LEFT, ...set(CARRIED)];
  return [...first, ...moves, ...get(CARRIED), ...set(way[0]!.lane)];
}

/** From (1, 0) on, and how far each is turned there (sections 3.2.2 and 3.2.3). */
function wayOfLanes(): readonly { readonly lane: number; readonly turns: number }[] {
  let [x, y] = [1, 0];
  return Array.from({ length: LANES - 1 }, (_, step) => {
    const place = { lane: lane(x, y), turns: (((step + 1) * (step + 2)) / 2) % 64 };
    [x, y] = [y, (2 * x + 3 * y) % 5];
    return place;
  });
}

/** χ: rows are mixed; the only step that is not linear. ι: the round's constant goes into the first lane. */
function chiAndIota(): Code {
  const rows = FIVE.flatMap((y) => [
    ...FIVE.flatMap((x) => [...get(lane(x, y)), ...set(sum(x))]),
    ...FIVE.flatMap((x) => [
      ...get(sum(x)),
      ...get(sum(x + 1)),
      ...ALL_BITS,
      XOR,
      ...get(sum(x + 2)),
      AND,
      XOR,
      ...set(lane(x, y)),
    ]),
  ]);
  return [...rows, ...get(0), ...get(ROUND), ...load(0), XOR, ...set(0)];
}

function program(): Code {
  const lanes = Array.from({ length: LANES }, (_, index) => index);
  const taken = lanes.flatMap((index) => [
    ...ORIGIN,
    ...load(STATE_AT + 8 * index),
    ...(index < RATE_LANES ? [...ORIGIN, ...load(INPUT_AT + 8 * index), XOR] : []),
    ...set(index),
  ]);
  const round = [...theta(), ...rhoAndPi(), ...chiAndIota()];
  const next = [...get(ROUND), ...int(8), ADD, ...set(ROUND)];
  const end = int(ROUNDS_AT + 8 * ROUND_CONSTANTS.length);
  const again = [...get(ROUND), ...end, IS_BELOW, ...AGAIN];
  const rounds = [...int(ROUNDS_AT), ...set(ROUND), ...LOOP, ...round, ...next, ...again, END];
  const given = lanes.flatMap((index) => [
    ...ORIGIN,
    ...get(index),
    ...store(STATE_AT + 8 * index),
  ]);
  return [...taken, ...rounds, ...given, END];
}

/** One function `absorb`, one page of memory. */
function moduleBytes(): Uint8Array {
  // 31 locals of 64 bits, one of 32.
  const locals = [2, ROUND, 0x7e, 1, 0x7f];
  const body = [...locals, ...program()];
  const sections: readonly (readonly [id: number, content: Code])[] = [
    [1, [1, 0x60, 0, 0]],
    [3, [1, 0]],
    [5, [1, 0, 1]],
    [7, [2, ...exported("memory", 2), ...exported("absorb", 0)]],
    [10, [1, ...unsigned(body.length), ...body]],
  ];
  const content = sections.flatMap(([id, bytes]) => [id, ...unsigned(bytes.length), ...bytes]);
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...content]);
}

function exported(name: string, kind: number): Code {
  return [name.length, ...Buffer.from(name), kind, 0];
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))];
}

/** LEB128 of a number that is not negative, whose last byte has the sign in its seventh bit. */
function signed(value: number): Code {
  return value < 64 ? [value] : [(value % 128) + 128, ...signed(Math.floor(value / 128))];
}
