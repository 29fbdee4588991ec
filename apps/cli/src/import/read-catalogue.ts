import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { isClobMarket, readClobMarket } from "./clob-json.ts";
import { readCsvCatalogue } from "./csv-catalogue.ts";
import { isGammaEvent, readGammaEvent, readGammaMarket } from "./gamma-json.ts";
import { problemIn } from "./upstream.ts";
import type { BadRecord, ReadCatalogue, UpstreamEvent, UpstreamMarket } from "./upstream.ts";
import { UsageError } from "../usage-error.ts";

/** Of a file, unpacked: all of Gamma is a tenth of it. */
const FILE_BYTES_MAX = 256 << 20;

type Head = Omit<UpstreamEvent, "markets">;

/**
 * Reads files of Polymarket's: Gamma's events or markets and the CLOB's markets as JSON (lists, answers with
 * `data`, `events` or `markets`, or one a line) or as a table, packed by gzip or not.
 *
 * @returns events in the order in which they first occur, and what could not be read.
 * @throws UsageError for a file that is none of these, with the line where it ceases to be.
 */
export function readCatalogue(paths: readonly string[]): ReadCatalogue {
  const groups = new Groups();
  for (const path of paths) {
    const file = basename(path);
    try {
      readInto(groups, textOf(path), file);
    } catch (error) {
      throw new UsageError(`${file}: ${problemIn(error)}`);
    }
  }
  return groups.result();
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const unpacked = isPacked ? gunzipSync(bytes, { maxOutputLength: FILE_BYTES_MAX }) : bytes;
  if (unpacked.length > FILE_BYTES_MAX) throw new RangeError("over 256 MB");
  return new TextDecoder("utf-8", { fatal: true }).decode(unpacked);
}

function readInto(groups: Groups, text: string, file: string): void {
  const begin = text.trimStart()[0];
  if (begin === undefined) throw new SyntaxError("it is empty");
  if (begin !== "{" && begin !== "[") {
    for (const row of readCsvCatalogue(text, file)) {
      if ("bad" in row) groups.refuse(row.bad);
      else groups.add(row.head, row.market);
    }
    return;
  }
  const lines = begin === "{" ? jsonLines(text) : null;
  if (lines !== null) {
    for (const { line, item } of lines) readItem(groups, item, `${file}:${line}`);
    return;
  }
  const items = listIn(JSON.parse(text));
  for (const [at, item] of items.entries()) {
    readItem(groups, item, `${file}, item ${at + 1}`);
  }
}

/** The objects of a file with one a line; null if it has another shape. @throws SyntaxError */
function jsonLines(text: string): { readonly line: number; readonly item: unknown }[] | null {
  const lines = text
    .split("\n")
    .map((json, at) => ({ line: at + 1, json: json.trim() }))
    .filter(({ json }) => json !== "");
  const isOneALine =
    lines.length > 1 && lines.every(({ json }) => json.startsWith("{") && json.endsWith("}"));
  if (!isOneALine) return null;
  return lines.map(({ line, json }) => {
    try {
      return { line, item: JSON.parse(json) as unknown };
    } catch (error) {
      throw new SyntaxError(`line ${line}: ${problemIn(error)}`, { cause: error });
    }
  });
}

/** The list that an answer holds, under whichever name. */
function listIn(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  const item = answer as Readonly<Record<string, unknown>>;
  // Gamma's event has markets, too, and is one item.
  if ("id" in item || "condition_id" in item) return [item];
  for (const name of ["data", "events", "markets"]) {
    const list = item[name];
    if (Array.isArray(list)) return list;
  }
  return [item];
}

function readItem(groups: Groups, item: unknown, place: string): void {
  try {
    if (typeof item !== "object" || item === null) throw new TypeError("it is no object");
    if (isClobMarket(item)) {
      const { head, market } = readClobMarket(item, place);
      groups.add(head, market);
    } else if (isGammaEvent(item)) {
      readEvent(groups, item, place);
    } else {
      const { head, market } = readGammaMarket(item, place, null);
      groups.add(head, market);
    }
  } catch (error) {
    groups.refuse({ place, problem: problemIn(error) });
  }
}

function readEvent(groups: Groups, item: object, place: string): void {
  const { head, markets, context } = readGammaEvent(item);
  for (const [at, one] of markets.entries()) {
    const inEvent = `${place}, market ${at + 1}`;
    try {
      groups.add(head, readGammaMarket(one, inEvent, context).market);
    } catch (error) {
      groups.refuse({ place: inEvent, problem: problemIn(error) });
      // One outcome is missing, so that perhaps none of the others comes true.
      groups.add({ ...head, isWhole: false }, null);
    }
  }
}

/** Puts markets together that belong to one event. */
class Groups {
  readonly #events = new Map<string, { head: Head; readonly markets: UpstreamMarket[] }>();
  readonly #bad: BadRecord[] = [];
  #alone = 0;

  /** @param market null: of this event one could not be read. */
  add(head: Head, market: UpstreamMarket | null): void {
    const key = this.#keyOf(head, market);
    const event = this.#events.get(key);
    if (event === undefined) {
      this.#events.set(key, { head, markets: market === null ? [] : [market] });
      return;
    }
    if (market !== null) event.markets.push(market);
    if (!head.isWhole) event.head = { ...event.head, isWhole: false };
  }

  refuse(bad: BadRecord): void {
    this.#bad.push(bad);
  }

  result(): ReadCatalogue {
    const events = Array.from(this.#events.values(), ({ head, markets }) => ({ ...head, markets }));
    return { events: events.filter(({ markets }) => markets.length > 0), bad: this.#bad };
  }

  #keyOf({ gammaId, slug }: Head, market: UpstreamMarket | null): string {
    if (gammaId !== null) return `id ${gammaId}`;
    if (slug !== null) return `slug ${slug}`;
    const negRiskMarketId = market?.negRiskMarketId;
    if (negRiskMarketId) return `neg-risk ${negRiskMarketId.toLowerCase()}`;
    this.#alone += 1;
    return `alone ${this.#alone}`;
  }
}
