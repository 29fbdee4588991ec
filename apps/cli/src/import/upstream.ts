/** Markets and events as Polymarket tells of them, whichever of its formats they came in. */
import { z } from "zod";

export interface UpstreamFees {
  /** 1 or 2, of `rate × (p(1 − p))^exponent × shares`. */
  readonly exponent: number;
  /** A part of one, as `rebateRate`: what makers get of the fee. */
  readonly rate: number;
  readonly rebateRate: number;
}

export interface UpstreamMarket {
  /** Where it stands: a file with a line or an item. */
  readonly place: string;
  readonly gammaId: string | null;
  readonly slug: string | null;
  readonly question: string;
  readonly description: string;
  readonly image: string;
  readonly conditionId: string | null;
  readonly questionId: string | null;
  /** In decimal, of the first outcome and of the second. */
  readonly tokens: readonly [string, string] | null;
  readonly outcomes: readonly [string, string] | null;
  readonly isNegRisk: boolean;
  readonly negRiskMarketId: string | null;
  readonly groupItemTitle: string;
  readonly endDate: string | null;
  /** Decimal text; null: the venue's usual. */
  readonly tickSize: string | null;
  readonly minQuantity: string | null;
  readonly fees: UpstreamFees | null;
  /** Closed, archived, or no longer active. */
  readonly isClosed: boolean;
}

export interface UpstreamEvent {
  readonly gammaId: string | null;
  readonly slug: string | null;
  readonly title: string;
  readonly description: string;
  readonly image: string;
  readonly category: string;
  readonly tags: readonly string[];
  /** Whether the file has all of its markets, so that one of them must come true in a neg-risk one. */
  readonly isWhole: boolean;
  readonly markets: readonly UpstreamMarket[];
}

/** What could not be read, and where. */
export interface BadRecord {
  readonly place: string;
  readonly problem: string;
}

export interface ReadCatalogue {
  readonly events: readonly UpstreamEvent[];
  readonly bad: readonly BadRecord[];
}

/** A number or its text; other things are null, as nothing is. */
export const looseText = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? "" : String(value)));

/** An array, or one written as JSON in a text, as Gamma does. */
export const listInText = z
  .union([z.array(z.unknown()), z.string()])
  .nullish()
  .transform((value, context): readonly string[] | null => {
    if (value === null || value === undefined || value === "") return null;
    const list = typeof value === "string" ? parsed(value) : value;
    if (Array.isArray(list)) return list.map(String);
    context.addIssue({ code: "custom", message: "no list, and no text with one" });
    return z.NEVER;
  });

/** Two of them; null for none. @throws TypeError for any other number. */
export function pairOf(
  list: readonly string[] | null,
  what: string,
): readonly [string, string] | null {
  if (list === null || list.length === 0) return null;
  const [first, second, ...more] = list;
  if (first === undefined || second === undefined || more.length > 0) {
    throw new TypeError(`it has ${list.length} ${what}, and a market has two`);
  }
  return [first, second];
}

/** Null for "", which is how many of these formats say that there is none. */
export function orNull(text: string): string | null {
  return text === "" ? null : text;
}

/** What is wrong with a record, in a line. */
export function problemIn(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const field = issue?.path.join(".") ?? "";
    return field === "" ? (issue?.message ?? "unreadable") : `${field}: ${issue?.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
