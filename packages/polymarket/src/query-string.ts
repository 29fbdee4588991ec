import type { FastifyRequest } from "fastify";

/** Values of one name that are looked at. */
const VALUES_MOST = 500;
const TEXT_MOST = 1_000;

/** What a request asks for behind its `?`: read by name, and refused in the words of the API that was asked. */
export class QueryString {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #refuse: (message: string) => Error;
  readonly #separator: string | null;

  /** @param separator between several values under one name, besides naming them again; null: none. */
  constructor(
    request: FastifyRequest,
    refuse: (message: string) => Error,
    separator: string | null = null,
  ) {
    this.#values = (request.query ?? {}) as Readonly<Record<string, unknown>>;
    this.#refuse = refuse;
    this.#separator = separator;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  /** The last of the name; null when there is none, or nothing in it. */
  text(name: string): string | null {
    if (!this.has(name)) return null;
    const value = this.#values[name];
    const text: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof text !== "string" || text.length > TEXT_MOST) throw this.#refuse(`invalid ${name}`);
    return text === "" ? null : text;
  }

  /** Null when nothing is named: then there is nothing to choose by. */
  texts(name: string): readonly string[] | null {
    if (!this.has(name)) return null;
    const value = this.#values[name];
    const given: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = given.flatMap((one) => {
      if (typeof one !== "string") throw this.#refuse(`invalid ${name}`);
      return this.#separator === null ? [one] : one.split(this.#separator);
    });
    const found = [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ""))];
    if (found.length > VALUES_MOST) throw this.#refuse(`too many values for ${name}`);
    return found.length === 0 ? null : found;
  }

  /** A whole number from `least` to `most`; `usual` when there is none. */
  whole(name: string, least: number, most: number, usual: number): number {
    const text = this.text(name);
    if (text === null) return usual;
    const value = /^-?[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) throw this.#refuse(`invalid ${name}`);
    return value;
  }

  number(name: string): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const value = /^-?[0-9]{1,16}(\.[0-9]{1,16})?$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isNaN(value)) throw this.#refuse(`invalid ${name}`);
    return value;
  }

  boolean(name: string): boolean | null {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return null;
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0") return false;
    throw this.#refuse(`invalid ${name}`);
  }

  /** A date or a date with a time, as ms. */
  date(name: string): number | null {
    const text = this.text(name);
    if (text === null) return null;
    // A plus sign that was not escaped arrives as a space.
    const value = Date.parse(text.replace(/ (?=[0-9]{2}:?[0-9]{2}$)/, "+"));
    if (Number.isNaN(value) || !/^[0-9]{4}-/.test(text)) throw this.#refuse(`invalid ${name}`);
    return value;
  }

  /** One of `choices`, in any case; `usual` when there is none. */
  choice<Choice extends string>(name: string, choices: readonly Choice[], usual: Choice): Choice {
    const text = this.text(name);
    if (text === null) return usual;
    const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
    if (found === undefined) throw this.#refuse(`invalid ${name}`);
    return found;
  }
}
