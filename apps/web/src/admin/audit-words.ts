import { formatAmount, formatId, formatPrice } from "@probity/protocol";
import type { IdKinds } from "@probity/protocol";

/** An act in words: a key of the texts, and what stands in its gaps. */
export interface ActWords {
  readonly key: string;
  /** Dollars, as decimal text. */
  readonly amount?: string;
  /** Dollars a share, as decimal text; null: each holder's own cost. */
  readonly payout?: string | null;
  /** Keys of texts of their own, by the gap they stand in. */
  readonly named?: Readonly<Record<string, string>>;
  readonly plain?: Readonly<Record<string, string | number>>;
  /** Instants, by the gap they stand in; ms. */
  readonly times?: Readonly<Record<string, number>>;
}

type Details = Readonly<Record<string, unknown>>;

const WITH_NOTHING: ReadonlySet<string> = new Set([
  "VenueResumed",
  "WithdrawalConfirmed",
  "WithdrawalFailed",
  "MatchReversed",
  "AccountLimitsSet",
]);

/** @param details of the machine's event, in its own units. An act nobody has words for is told by its name. */
export function wordsOf(action: string, details: Details): ActWords {
  const key = `admin.acts.${action}`;
  if (WITH_NOTHING.has(action)) return { key };
  switch (action) {
    case "CollateralRegistered":
      return { key, plain: { symbol: text(details["symbol"]) } };
    case "VenueConfigured":
      return { key, plain: { count: numberOf(details["confirmations"]) } };
    case "RoleSet":
      return { key, named: { role: `admin.roles.${text(details["role"])}` } };
    case "OwnerExcluded":
      return { key, times: { until: numberOf(details["until"]) } };
    case "AccountUpdated":
      return { key, named: { status: `admin.statuses.${text(details["status"])}` } };
    case "Deposited":
      return { key, amount: amountOf(details["amount"]) };
    case "SystemTransferred":
      return {
        key,
        amount: amountOf(details["amount"]),
        plain: { from: partyId(details["from"]), to: partyId(details["to"]) },
        named: { fromKind: partyKind(details["from"]), toKind: partyKind(details["to"]) },
      };
    case "EventCreated":
      return { key, plain: { what: text(objectOf(details["text"])["title"]) } };
    case "EventUpdated":
      return details["rules"] === null
        ? { key }
        : { key: `${key}Rules`, plain: { version: numberOf(details["rulesVersion"]) } };
    case "MarketCreated": {
      const words = objectOf(objectOf(details["spec"])["text"]);
      return { key, plain: { what: text(words["question"]) } };
    }
    case "MarketUpdated":
      return { key: details["parameters"] === null ? key : `${key}Terms` };
    case "MarketStateChanged":
      return stateWords(key, details);
    case "TickSizeAnnounced":
      return {
        key,
        plain: { tick: priceOf(details["tickSize"]) },
        times: { at: numberOf(details["at"]) },
      };
    case "TickSizeChanged":
      return { key, plain: { tick: priceOf(details["tickSize"]) } };
    case "ProbabilitySet":
      return { key, payout: priceOf(details["probability"]) };
    case "ResolutionProposed":
      return { key, payout: priceOf(details["yesPayout"]) };
    case "EndingRequested": {
      const isVoid = text(objectOf(details["wish"])["type"]).startsWith("Void");
      return {
        key: isVoid ? `${key}Void` : key,
        times: { until: numberOf(details["until"]) },
      };
    }
    case "EndingFixed": {
      const ending = objectOf(details["ending"]);
      const { yesPayout } = ending;
      return {
        key: ending["kind"] === "resolved" ? key : `${key}Void`,
        payout: typeof yesPayout === "number" ? priceOf(yesPayout) : null,
      };
    }
    default:
      return { key: "admin.acts.other", plain: { action } };
  }
}

function stateWords(key: string, details: Details): ActWords {
  const to = text(details["to"]);
  const mode = text(details["mode"]);
  // From open to open the way orders are taken has changed.
  if (to === "open" && details["from"] === "open") {
    return { key: `${key}Mode`, named: { mode: `admin.modes.${mode}` } };
  }
  return { key, named: { state: `marketState.${to}` } };
}

function objectOf(value: unknown): Details {
  return typeof value === "object" && value !== null ? (value as Details) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function amountOf(value: unknown): string {
  return formatAmount(numberOf(value) as Parameters<typeof formatAmount>[0]);
}

function priceOf(value: unknown): string {
  return formatPrice(numberOf(value) as Parameters<typeof formatPrice>[0]);
}

function partyKind(party: unknown): string {
  return `admin.parties.${text(objectOf(party)["kind"])}`;
}

/** Of whom a party is: an account, the market of a reserve; "" for the venue's own. */
function partyId(party: unknown): string {
  const { account, market } = objectOf(party);
  if (typeof account === "number") return formatId("acc", account as IdKinds["acc"]);
  return typeof market === "number" ? formatId("mkt", market as IdKinds["mkt"]) : "";
}
