/**
 * Binary codecs put together from small ones. A value has exactly one encoding,
 * so that digests over encoded bytes are digests over values.
 */
import { ByteReader, ByteWriter, CodecError } from "./bytes.ts";

/** Writes a `T` and reads it back; either throws `CodecError` on what it cannot stand for. */
export interface Codec<T> {
  encode(writer: ByteWriter, value: T): void;
  decode(reader: ByteReader): T;
}

/** The type a codec is for. */
export type Coded<C> = C extends Codec<infer T> ? T : never;

export const u8: Codec<number> = {
  encode(writer, value) {
    if (!Number.isInteger(value) || value < 0 || value > 255)
      throw new CodecError(`${value} is not a byte`);
    writer.u8(value);
  },
  decode: (reader) => reader.u8(),
};

/** 0 to 2^53 − 1; small numbers take fewer bytes. */
export const varuint: Codec<number> = {
  encode: (writer, value) => writer.varuint(value),
  decode: (reader) => reader.varuint(),
};

/** 0 to 2^53 − 1 in eight bytes: for ids and counters, which soon outgrow less. */
export const f53: Codec<number> = {
  encode: (writer, value) => writer.f53(value),
  decode: (reader) => reader.f53(),
};

/** 0 to 2^53 − 1; in two bytes if below 2^16 − 1: for prices. */
export const nat16: Codec<number> = {
  encode: (writer, value) => writer.nat16(value),
  decode: (reader) => reader.nat16(),
};

/** 0 to 2^53 − 1; in four bytes if below 2^32 − 1: for quantities and amounts. */
export const nat32: Codec<number> = {
  encode: (writer, value) => writer.nat32(value),
  decode: (reader) => reader.nat32(),
};

const ZIGZAG_MAX = 2 ** 52 - 1;

/** −(2^53 − 1) to 2^53 − 1. A sign of its own beyond 2^52, zig-zag below, so that all safe integers fit. */
export const int: Codec<number> = {
  encode(writer, value) {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new CodecError(`${value} is not an integer`);
    const size = Math.abs(value);
    if (size <= ZIGZAG_MAX) {
      writer.varuint(value < 0 ? size * 2 - 1 : size * 2);
    } else {
      writer.varuint(Number.MAX_SAFE_INTEGER);
      writer.u8(value < 0 ? 1 : 0);
      writer.varuint(size);
    }
  },
  decode(reader) {
    const coded = reader.varuint();
    if (coded !== Number.MAX_SAFE_INTEGER) return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
    const sign = reader.u8();
    const size = reader.varuint();
    if (sign > 1 || size <= ZIGZAG_MAX) throw new CodecError("integer not in its only form");
    return sign === 1 ? -size : size;
  },
};

export const bool: Codec<boolean> = {
  encode(writer, value) {
    if (typeof value !== "boolean") throw new CodecError("not a boolean");
    writer.u8(value ? 1 : 0);
  },
  decode(reader) {
    const byte = reader.u8();
    if (byte > 1) throw new CodecError("not a boolean");
    return byte === 1;
  },
};

export const text: Codec<string> = {
  encode(writer, value) {
    if (typeof value !== "string") throw new CodecError("not text");
    writer.text(value);
  },
  decode: (reader) => reader.text(),
};

/** A number with a brand: checked as `codec` says, typed as `T`. */
export function branded<T extends number>(codec: Codec<number>): Codec<T> {
  return codec as unknown as Codec<T>;
}

/** A `T` or null. */
export function nullable<T>(codec: Codec<T>): Codec<T | null> {
  return {
    encode(writer, value) {
      bool.encode(writer, value !== null);
      if (value !== null) codec.encode(writer, value);
    },
    decode: (reader) => (bool.decode(reader) ? codec.decode(reader) : null),
  };
}

/** A list with its length before it, as `length` writes it. */
export function list<T>(codec: Codec<T>, length: Codec<number> = varuint): Codec<readonly T[]> {
  return {
    encode(writer, values) {
      length.encode(writer, values.length);
      for (const value of values) codec.encode(writer, value);
    },
    decode(reader) {
      const count = length.decode(reader);
      // Each item takes a byte or more, so a length beyond the rest is a lie, and no reason to allocate.
      if (count > reader.remaining) throw new CodecError("list longer than its record");
      const values: T[] = [];
      for (let index = 0; index < count; index++) values.push(codec.decode(reader));
      return values;
    },
  };
}

/** One of a fixed set of words, as its place in `words`. New words go to the end. */
export function oneOf<const W extends string>(...words: readonly W[]): Codec<W> {
  const places = new Map<string, number>(words.map((word, place) => [word, place]));
  return {
    encode(writer, value) {
      const place = places.get(value);
      if (place === undefined) throw new CodecError(`"${value}" is none of ${words.join(", ")}`);
      writer.u8(place);
    },
    decode(reader) {
      const word = words[reader.u8()];
      if (word === undefined) throw new CodecError(`none of ${words.join(", ")}`);
      return word;
    },
  };
}

/** Codec of every field of `T`: a field forgotten or misspelt is a type error. */
export type Fields<T> = { readonly [K in keyof T]-?: Codec<T[K]> };

/** An object with exactly these fields, in this order. */
export function struct<T extends object>(fields: Fields<T>): Codec<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  const codecs = names.map((name) => fields[name]) as Codec<T[keyof T & string]>[];
  return {
    encode(writer, value) {
      for (let index = 0; index < names.length; index++) {
        const name = names[index]!;
        const field = value[name];
        if (field === undefined) throw new CodecError(`field "${name}" is missing`);
        codecs[index]!.encode(writer, field);
      }
    },
    decode(reader) {
      const value: Partial<T> = {};
      for (let index = 0; index < names.length; index++) {
        value[names[index]!] = codecs[index]!.decode(reader);
      }
      return value as T;
    },
  };
}

type Tagged<Key extends string> = { readonly [K in Key]: string };
/** The variant of a union whose tag may be `Tag`, without its tag. */
type Untagged<T, Key extends keyof T, Tag> = T extends unknown
  ? Tag extends T[Key]
    ? Omit<T, Key>
    : never
  : never;

/** For every tag of the union its number in the encoding and the codecs of its other fields. */
export type Variants<T extends Tagged<Key>, Key extends string> = {
  readonly [Tag in T[Key]]: readonly [number: number, fields: Fields<Untagged<T, Key, Tag>>];
};

interface Variant {
  readonly tag: string;
  readonly number: number;
  readonly names: readonly string[];
  readonly codecs: readonly Codec<unknown>[];
}

/**
 * A union told apart by the field `key`. Numbers are part of the format: given once, never reused.
 * A variant that is missing here is a type error.
 */
export function union<Key extends string, T extends Tagged<Key>>(
  key: Key,
  variants: Variants<T, Key>,
): Codec<T> {
  const byTag = new Map<string, Variant>();
  const byNumber: (Variant | undefined)[] = [];
  for (const [tag, [number, fields]] of Object.entries(
    variants as Record<string, readonly [number, object]>,
  )) {
    if (number < 0 || number > 255 || byNumber[number] !== undefined) {
      throw new CodecError(`number ${number} of "${tag}" is taken or not a byte`);
    }
    const codecs = fields as Record<string, Codec<unknown>>;
    const names = Object.keys(codecs);
    const variant = { tag, number, names, codecs: names.map((name) => codecs[name]!) };
    byTag.set(tag, variant);
    byNumber[number] = variant;
  }
  return {
    encode(writer, value) {
      const variant = byTag.get(value[key]);
      if (variant === undefined) throw new CodecError(`unknown ${key} "${value[key]}"`);
      writer.u8(variant.number);
      const { names, codecs } = variant;
      for (let index = 0; index < names.length; index++) {
        const field = (value as Record<string, unknown>)[names[index]!];
        if (field === undefined)
          throw new CodecError(`field "${names[index]!}" of ${variant.tag} is missing`);
        codecs[index]!.encode(writer, field);
      }
    },
    decode(reader) {
      const number = reader.u8();
      const variant = byNumber[number];
      if (variant === undefined) throw new CodecError(`unknown ${key} number ${number}`);
      const { names, codecs } = variant;
      const value: Record<string, unknown> = { [key]: variant.tag };
      for (let index = 0; index < names.length; index++) {
        value[names[index]!] = codecs[index]!.decode(reader);
      }
      return value as T;
    },
  };
}

/**
 * A record that begins with the version of its schema. `current` is written; older
 * ones are still read, brought up to the current form by their own codec.
 */
export function versioned<T>(
  current: number,
  versions: Readonly<Record<number, Codec<T>>>,
): Codec<T> {
  const newest = versions[current];
  if (newest === undefined) throw new CodecError(`no codec of the current version ${current}`);
  return {
    encode(writer, value) {
      writer.u8(current);
      newest.encode(writer, value);
    },
    decode(reader) {
      const version = reader.u8();
      const codec = versions[version];
      if (codec === undefined) throw new CodecError(`unknown schema version ${version}`);
      return codec.decode(reader);
    },
  };
}

/** The bytes of one value. */
export function encodeValue<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new ByteWriter(256);
  codec.encode(writer, value);
  return writer.bytes();
}

/** The one value in `bytes`; anything left over is refused. */
export function decodeValue<T>(codec: Codec<T>, bytes: Buffer): T {
  const reader = new ByteReader(bytes);
  const value = codec.decode(reader);
  reader.end();
  return value;
}
