import { ApiError } from "@probity/client";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Market } from "@probity/protocol";
import { lastWrite } from "../app/own-writes.ts";
import { venue } from "../session/venue.ts";

/** An event with its markets, drafts too. @param ref its slug or id. */
export function adminEventQuery(ref: string) {
  return queryOptions({
    queryKey: ["admin", "event", ref],
    queryFn: () => venue.markets.event(ref, { min_seq: lastWrite() }),
    refetchInterval: 10_000,
  });
}

export type StateFilter = "all" | Market["state"];

export function adminEventsQuery(state: StateFilter, q: string) {
  return infiniteQueryOptions({
    queryKey: ["admin", "events", state, q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      venue.markets.events({
        sort: "new",
        state: state === "all" ? undefined : state,
        q: q === "" ? undefined : q,
        markets: 12,
        limit: 30,
        cursor: pageParam,
        min_seq: lastWrite(),
      }),
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
  });
}

export const endingsQuery = queryOptions({
  queryKey: ["admin", "endings"],
  queryFn: async () => (await venue.admin.endings({ min_seq: lastWrite() })).requests,
  refetchInterval: 15_000,
});

export const confirmationsQuery = queryOptions({
  queryKey: ["admin", "venue"],
  queryFn: async () => (await venue.admin.venue({ min_seq: lastWrite() })).confirmations,
});

export function rulesVersionQuery(event: string, version: number) {
  return queryOptions({
    queryKey: ["admin", "rules", event, version],
    queryFn: () =>
      venue.call("events.rules.get", {
        path: { ref: event, version: String(version) },
      }) as Promise<{
        readonly text: string;
        readonly rules: { readonly version: number; readonly hash: string; readonly time: string };
      }>,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What is sought: an address, a wallet, a number of an owner, or a username. */
function personWish(sought: string): Record<string, string> {
  const text = sought.trim();
  if (text === "") return {};
  if (text.includes("@")) return { email: text };
  return /^0x[0-9a-fA-F]{40}$/.test(text) ? { wallet: text } : { username: text };
}

export function peopleQuery(sought: string) {
  return infiniteQueryOptions({
    queryKey: ["admin", "people", sought],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const text = sought.trim();
      if (/^own_\d+$/.test(text)) {
        const { user } = await venue.admin.user(text);
        return { users: [user], next_cursor: null };
      }
      return venue.admin.users({ ...personWish(text), limit: 50, cursor: pageParam });
    },
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
    retry: false,
  });
}

export function personQuery(owner: string) {
  return queryOptions({
    queryKey: ["admin", "person", owner],
    queryFn: async () => (await venue.admin.user(owner, { min_seq: lastWrite() })).user,
  });
}

export function personAccountsQuery(owner: string) {
  return queryOptions({
    queryKey: ["admin", "person-accounts", owner],
    queryFn: async () => (await venue.admin.userAccounts(owner, { min_seq: lastWrite() })).accounts,
  });
}

export function personSessionsQuery(owner: string) {
  return queryOptions({
    queryKey: ["admin", "person-sessions", owner],
    queryFn: async () => (await venue.admin.userSessions(owner)).sessions,
  });
}

export const treasuryQuery = queryOptions({
  queryKey: ["admin", "treasury"],
  queryFn: async () => (await venue.admin.treasury({ min_seq: lastWrite() })).treasury,
  refetchInterval: 30_000,
});

export const withdrawalsQuery = infiniteQueryOptions({
  queryKey: ["admin", "withdrawals"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam }) =>
    venue.admin.withdrawals({ limit: 50, cursor: pageParam, min_seq: lastWrite() }),
  getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
});

/** History that is behind, or still opening, is asked again; the page shows that it is waited for. */
function isOnItsWay(count: number, error: Error): boolean {
  return error instanceof ApiError && error.isTryAgainLater && count < 20;
}

export interface AuditFilter {
  readonly actor: string;
  /** Days as the date field says them; "" is open. */
  readonly from: string;
  readonly to: string;
}

export function auditQuery({ actor, from, to }: AuditFilter) {
  const midnight = (day: string, daysOn: number) => {
    if (day === "") return undefined;
    const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
    return new Date(year, month - 1, date + daysOn).toISOString();
  };
  return infiniteQueryOptions({
    queryKey: ["admin", "audit", actor, from, to],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      venue.admin.audit({
        limit: 50,
        cursor: pageParam,
        actor: actor === "" ? undefined : actor,
        from: midnight(from, 0),
        to: midnight(to, 1),
        min_seq: lastWrite(),
      }),
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
    retry: isOnItsWay,
    retryDelay: 2_000,
  });
}

/** The markets a wish for an ending is about. @param ref of the event, or of one market. */
export function wishMarketsQuery(ref: string) {
  return queryOptions({
    queryKey: ["admin", "wish-markets", ref],
    queryFn: async () => (await venue.markets.one(ref, { min_seq: lastWrite() })).markets,
  });
}
