import { csvRows } from "./csv-rows.ts";
import type { CsvRow } from "./csv-rows.ts";
import { listInText, orNull, pairOf, problemIn } from "./upstream.ts";
import type { BadRecord, UpstreamEvent, UpstreamMarket } from "./upstream.ts";

/** Columns by what they hold; the first name that a table has counts. */
const COLUMNS = {
  gammaId: ["market_id", "id", "gamma_id"],
  question: ["question", "title"],
  slug: ["slug", "market_slug"],
  description: ["description"],
  image: ["image", "icon"],
  category: ["category"],
  conditionId: ["condition_id", "conditionId"],
  questionId: ["question_id", "questionID", "questionId"],
  tokens: ["clob_token_ids", "clobTokenIds", "token_ids", "tokens"],
  yesToken: ["yes_token_id", "token_yes", "token1", "yes_token"],
  noToken: ["no_token_id", "token_no", "token2", "no_token"],
  outcomes: ["outcomes"],
  negRisk: ["neg_risk", "negRisk"],
  negRiskMarketId: ["neg_risk_market_id", "negRiskMarketID"],
  groupItemTitle: ["group_item_title", "groupItemTitle"],
  endDate: ["end_date", "endDate", "end_date_iso"],
  tickSize: ["tick_size", "minimum_tick_size", "orderPriceMinTickSize"],
  minQuantity: ["min_size", "minimum_order_size", "orderMinSize"],
  active: ["active"],
  closed: ["closed"],
  archived: ["archived"],
  eventId: ["event_id", "eventId"],
  eventSlug: ["event_slug", "eventSlug"],
  eventTitle: ["event_title", "eventTitle"],
} as const;
type Column = keyof typeof COLUMNS;

const YES = new Set(["1", "true", "t", "yes"]);
const NO = new Set(["0", "false", "f", "no"]);

/** Every row as a market with what it says of its event. @throws SyntaxError, with a line */
export function* readCsvCatalogue(
  text: string,
  file: string,
): Generator<
  | { readonly market: UpstreamMarket; readonly head: Omit<UpstreamEvent, "markets"> }
  | { readonly bad: BadRecord }
> {
  let places: ReadonlyMap<Column, number> | null = null;
  let width = 0;
  for (const row of csvRows(text)) {
    if (places === null) {
      places = columnsOf(row);
      width = row.cells.length;
      continue;
    }
    const place = `${file}:${row.line}`;
    try {
      if (row.cells.length !== width) {
        throw new TypeError(`it has ${row.cells.length} cells, and the table ${width} columns`);
      }
      yield readRow(row, places, place);
    } catch (error) {
      yield { bad: { place, problem: problemIn(error) } };
    }
  }
  if (places === null) throw new SyntaxError("the table is empty");
}

function columnsOf({ cells }: CsvRow): ReadonlyMap<Column, number> {
  const names = cells.map((cell) => cell.trim());
  const places = new Map<Column, number>();
  for (const [column, known] of Object.entries(COLUMNS)) {
    const name = known.find((one) => names.includes(one));
    if (name !== undefined) places.set(column as Column, names.indexOf(name));
  }
  if (!places.has("question")) throw new SyntaxError("line 1: no column is named question");
  return places;
}

function readRow({ cells }: CsvRow, places: ReadonlyMap<Column, number>, place: string) {
  const cell = (column: Column): string => {
    const at = places.get(column);
    return at === undefined ? "" : (cells[at] ?? "").trim();
  };
  const question = cell("question");
  if (question === "") throw new TypeError("it asks no question");
  const [yes, no] = [cell("yesToken"), cell("noToken")];
  const tokens =
    yes !== "" && no !== ""
      ? ([yes, no] as const)
      : pairOf(listInText.parse(cell("tokens")), "tokens");
  const isNegRisk = YES.has(cell("negRisk").toLowerCase());
  return {
    market: {
      place,
      gammaId: orNull(cell("gammaId")),
      slug: orNull(cell("slug")),
      question,
      description: cell("description"),
      image: cell("image"),
      conditionId: orNull(cell("conditionId")),
      questionId: orNull(cell("questionId")),
      tokens,
      outcomes: pairOf(listInText.parse(cell("outcomes")), "outcomes"),
      isNegRisk,
      negRiskMarketId: isNegRisk ? orNull(cell("negRiskMarketId")) : null,
      groupItemTitle: cell("groupItemTitle"),
      endDate: orNull(cell("endDate")),
      tickSize: orNull(cell("tickSize")),
      minQuantity: orNull(cell("minQuantity")),
      fees: null,
      isClosed:
        NO.has(cell("active").toLowerCase()) ||
        YES.has(cell("closed").toLowerCase()) ||
        YES.has(cell("archived").toLowerCase()),
    },
    head: {
      gammaId: orNull(cell("eventId")),
      slug: orNull(cell("eventSlug")),
      title: cell("eventTitle") || question,
      description: "",
      image: cell("image"),
      category: cell("category"),
      tags: [],
      isWhole: false,
    },
  };
}
