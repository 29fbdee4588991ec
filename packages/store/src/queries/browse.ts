import type { EventId, MarketId, MarketState } from "@probity/core";
import { dayBefore } from "@probity/market-data";
import type { Connection, Parameter } from "../database/database.ts";
import { SCHEMA } from "../tables/columns.ts";
import { BadCursor, decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";

export type BrowseSort =
  "new" | "closing-soon" | "volume" | "volume-24h" | "probability" | "liquidity" | "trending";

/** Filters are joined by "and". */
export interface BrowseFilter {
  /** As `searchWords` gives them; each, or the beginning of a word, must occur. */
  readonly words: readonly string[];
  readonly event: EventId | null;
  readonly category: string | null;
  readonly tag: string | null;
  /** Null: all but drafts and deleted ones. */
  readonly state: MarketState | null;
  /** ms; markets that never close by themselves pass neither. */
  readonly closesAfter: number | null;
  readonly closesBefore: number | null;
  /** µ$. */
  readonly minVolume: number | null;
}

export interface BrowseInput {
  readonly filter: BrowseFilter;
  readonly sort: BrowseSort;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Where windows of time end, ms; a list stays as it was ranked for its first page. */
  readonly now: number;
}

/** Events and markets as people look for them. */
export function browseQueries(connection: Connection) {
  return {
    /**
     * One page of markets, largest key first and newest first among equals. Whatever
     * is inserted meanwhile, a market whose own key stays is on exactly one page.
     */
    markets: (input: BrowseInput): Promise<Page<MarketId>> =>
      browse<MarketId>(connection, input, {
        id: "market",
        key: "key",
        group: "WHERE notional >= ",
      }),

    /** The same of events, which are listed when one of their markets is; keys are those of all such markets together. */
    events: (input: BrowseInput): Promise<Page<EventId>> => {
      const isLargest = ["closing-soon", "probability"].includes(input.sort);
      const key = isLargest ? "max(key)" : "sum(key)";
      return browse<EventId>(connection, input, {
        id: "event",
        key: input.sort === "new" ? "event::numeric" : key,
        group: "GROUP BY event HAVING sum(notional) >= ",
      });
    },

    /** Names of categories or tags with the number of events that have a listed market, most used first. */
    names: (of: "category" | "tag", limit: number) => browseNames(connection, of, limit),
  };
}

interface Shape {
  readonly id: "market" | "event";
  readonly key: string;
  readonly group: string;
}

async function browse<Id extends number>(
  connection: Connection,
  { filter, sort, limit, cursor, now }: BrowseInput,
  shape: Shape,
): Promise<Page<Id>> {
  const place = placeOf(cursor);
  const at = place?.at ?? now;
  const given: Parameter[] = [];
  const put = (value: Parameter): string => `$${given.push(value)}`;
  const { join, key } = sortKey(sort, at, put);
  const conditions = [
    ...conditionsOf(filter, put),
    ...(sort === "closing-soon" ? [`m.close_time > ${put(at)}`] : []),
  ];
  const behind =
    place === null ? "" : `WHERE (key, id) < (${put(place.key)}::numeric, ${put(place.id)})`;
  const rows = await connection.run(
    `WITH listed AS (
       SELECT m.market, m.event, (${key})::numeric AS key, COALESCE(s.notional, 0) AS notional
       FROM "${SCHEMA}"."markets" m
       JOIN "${SCHEMA}"."events" e ON e.event = m.event
       LEFT JOIN "${SCHEMA}"."market_stats" s ON s.market = m.market
       ${join}
       WHERE ${conditions.join(" AND ")}
     ), ranked AS (
       SELECT ${shape.id} AS id, ${shape.key} AS key FROM listed
       ${shape.group} ${put(filter.minVolume ?? 0)}
     )
     SELECT id, key::text AS shown FROM ranked ${behind} ORDER BY key DESC, id DESC LIMIT ${put(limit + 1)}`,
    given,
  );
  const found = rows.map(([id, value]) => ({ id: Number(id) as Id, key: String(value) }));
  const page = pageOf(found, limit, (row) => [at, row.key, row.id]);
  return { rows: page.rows.map(({ id }) => id), next: page.next };
}

/** @throws BadCursor */
function placeOf(cursor: string | undefined) {
  const values = decodeCursor(cursor, ["number", "string", "number"]);
  if (values === null) return null;
  const [at, key, id] = values as [number, string, number];
  if (!/^-?[0-9]{1,40}$/.test(key)) throw new BadCursor("the cursor is not one of ours");
  return { at, key, id };
}

type Put = (value: Parameter) => string;

/** What a sort compares, larger first, and what has to be joined for it. */
function sortKey(
  sort: BrowseSort,
  at: number,
  put: Put,
): { readonly join: string; readonly key: string } {
  switch (sort) {
    case "new":
      return { join: "", key: "m.market" };
    case "closing-soon":
      return { join: "", key: "-m.close_time" };
    case "volume":
      return { join: "", key: "COALESCE(s.notional, 0)" };
    case "probability":
      return { join: "", key: "COALESCE(m.probability, m.last_price, -1)" };
    case "volume-24h":
      return {
        join: traded("5m", dayBefore(at), "sum(notional)", put),
        key: "COALESCE(recent.traded, 0)",
      };
    case "trending":
      return {
        join: traded(
          "1h",
          at - TREND_HOURS * HOUR_MS,
          `sum(notional::numeric * ${weight(at, put)})`,
          put,
        ),
        key: "COALESCE(recent.traded, 0)",
      };
    case "liquidity":
      return {
        join: `LEFT JOIN (
            SELECT market, sum(remaining * price) AS resting FROM "${SCHEMA}"."orders"
            WHERE status = 'open' GROUP BY market
          ) book ON book.market = m.market`,
        key: "COALESCE(book.resting, 0)",
      };
    default:
      return sort satisfies never;
  }
}

const HOUR_MS = 3_600_000;
/** A dollar traded this hour counts as many times this; one traded so long ago not at all. */
const TREND_HOURS = 48;

function weight(at: number, put: Put): string {
  return `GREATEST(0, ${TREND_HOURS} - (${put(at)}::bigint - start) / ${HOUR_MS})`;
}

function traded(interval: string, since: number, sum: string, put: Put): string {
  return `LEFT JOIN (
      SELECT market, ${sum} AS traded FROM "${SCHEMA}"."candles"
      WHERE interval = '${interval}' AND start >= ${put(since)} GROUP BY market
    ) recent ON recent.market = m.market`;
}

function conditionsOf(filter: BrowseFilter, put: Put): string[] {
  const conditions: string[] = [];
  const { words, event, category, tag, state, closesAfter, closesBefore } = filter;
  conditions.push(
    state === null ? "m.state NOT IN ('draft', 'deleted')" : `m.state = ${put(state)}`,
  );
  if (event !== null) conditions.push(`m.event = ${put(event)}`);
  if (category !== null) conditions.push(`e.category = ${put(category)}`);
  if (tag !== null) conditions.push(`${put(tag)} = ANY(e.tags)`);
  if (closesAfter !== null) conditions.push(`m.close_time > ${put(closesAfter)}`);
  if (closesBefore !== null) {
    conditions.push(`m.close_time > 0 AND m.close_time < ${put(closesBefore)}`);
  }
  if (words.length > 0) conditions.push(search(words, put));
  return conditions;
}

const vector = (table: string): string => `array_to_tsvector(string_to_array(${table}.words, ' '))`;

/** The indices find what has any of the words, in the market's or its event's text; the two together must have all. */
function search(words: readonly string[], put: Put): string {
  const terms = words.map((word) => `'${word}':*`);
  const any = `${put(terms.join(" | "))}::tsquery`;
  const all = `${put(terms.join(" & "))}::tsquery`;
  return `m.market IN (
      SELECT own.market FROM "${SCHEMA}"."market_words" own
      JOIN "${SCHEMA}"."event_words" theirs ON theirs.event = own.event
      WHERE own.market IN (
        SELECT found.market FROM "${SCHEMA}"."market_words" found WHERE ${vector("found")} @@ ${any}
        UNION
        SELECT found.market FROM "${SCHEMA}"."market_words" found
        JOIN "${SCHEMA}"."event_words" named ON named.event = found.event
        WHERE ${vector("named")} @@ ${any}
      ) AND (${vector("theirs")} || ${vector("own")}) @@ ${all}
    )`;
}

async function browseNames(
  connection: Connection,
  of: "category" | "tag",
  limit: number,
): Promise<readonly { readonly name: string; readonly events: number }[]> {
  const name = of === "category" ? "e.category" : "tag";
  const join = of === "category" ? "" : "CROSS JOIN LATERAL unnest(e.tags) AS tag";
  const rows = await connection.run(
    `SELECT ${name}, count(DISTINCT e.event) AS events FROM "${SCHEMA}"."events" e ${join}
     WHERE ${name} <> '' AND EXISTS (
       SELECT 1 FROM "${SCHEMA}"."markets" m
       WHERE m.event = e.event AND m.state NOT IN ('draft', 'deleted')
     )
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $1`,
    [limit],
  );
  return rows.map(([found, events]) => ({ name: String(found), events: Number(events) }));
}
