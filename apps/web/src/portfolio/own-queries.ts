import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { lastWrite, noteWrite } from "../app/own-writes.ts";
import { queries } from "../app/queries.ts";
import { venue } from "../session/venue.ts";

/** Beginnings of the keys of everything that is told of accounts. */
const OWN: readonly unknown[] = ["balances", "positions", "portfolio", "accounts"];

/** Asks anew for whatever of an account is on the page; what is not is asked for when it is opened. */
function refreshOwn(): Promise<void> {
  return queries.invalidateQueries({ predicate: ({ queryKey: [first] }) => OWN.includes(first) });
}

/** After a write: what is read from now on has it. @param seq of the answer. */
export function showWrite({ seq }: { readonly seq: number }): Promise<void> {
  noteWrite(seq);
  return refreshOwn();
}

/** What an account is worth, and what it made. */
export function summaryQuery(account: string) {
  return queryOptions({
    queryKey: ["portfolio", account, "summary"],
    queryFn: () => venue.portfolio.summary({ account_id: account, min_seq: lastWrite() }),
    staleTime: 2_000,
    // Prices move it although nothing is done.
    refetchInterval: 20_000,
  });
}

const DAY_MS = 86_400_000;
/** How far back the curve of an account looks; `all` since it was opened. */
export const EQUITY_RANGES = {
  "1d": DAY_MS,
  "1w": 7 * DAY_MS,
  "1m": 30 * DAY_MS,
  all: null,
} as const;
export type EquityRange = keyof typeof EQUITY_RANGES;

/** Points of a curve: as many as a phone has room for. */
const POINTS = 200;

export function equityQuery(account: string, range: EquityRange) {
  return queryOptions({
    queryKey: ["portfolio", account, "equity", range],
    queryFn: async () => {
      const ms = EQUITY_RANGES[range];
      const from = ms === null ? undefined : new Date(Date.now() - ms).toISOString();
      const wish = { account_id: account, from, points: POINTS, min_seq: lastWrite() };
      return (await venue.portfolio.equity(wish)).points;
    },
    staleTime: 30_000,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** What was made until the reader's day began: dollars as decimal text. */
export function profitBeforeTodayQuery(account: string) {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const from = midnight.toISOString();
  return queryOptions({
    queryKey: ["portfolio", account, "before", from],
    queryFn: async () => {
      const wish = { account_id: account, from, to: from, points: 2 };
      return (await venue.portfolio.equity(wish)).points[0]?.profit ?? "0";
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Entries of one page of a list. */
const PAGE = 25;

export function pastOrdersQuery(account: string) {
  return pagesOf(account, "orders", async (cursor) => {
    const seen = lastWrite();
    const page = await venue.orders.list({
      account_id: account,
      status: "closed",
      limit: PAGE,
      ...(seen === undefined ? {} : { min_seq: seen }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    return { items: page.orders, next: page.next_cursor };
  });
}

export function fillsQuery(account: string) {
  return pagesOf(account, "fills", async (cursor) => {
    const wish = { account_id: account, limit: PAGE, min_seq: lastWrite(), cursor };
    const page = await venue.portfolio.fills(wish);
    return { items: page.fills, next: page.next_cursor };
  });
}

export function closedPositionsQuery(account: string) {
  return pagesOf(account, "closed", async (cursor) => {
    const wish = { account_id: account, limit: PAGE, min_seq: lastWrite(), cursor };
    const page = await venue.portfolio.closedPositions(wish);
    return { items: page.positions, next: page.next_cursor };
  });
}

/** @param of `money` leaves the movements of shares out. */
export function statementQuery(account: string, of: "all" | "money") {
  return pagesOf(account, `statement-${of}`, async (cursor) => {
    const asset = of === "money" ? "USD" : undefined;
    const wish = { account_id: account, asset, limit: 2 * PAGE, min_seq: lastWrite(), cursor };
    const page = await venue.portfolio.statement(wish);
    return { items: page.entries, next: page.next_cursor };
  });
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

function pagesOf<Item>(
  account: string,
  what: string,
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
) {
  return infiniteQueryOptions({
    queryKey: ["portfolio", account, what],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => ask(pageParam),
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 2_000,
  });
}
