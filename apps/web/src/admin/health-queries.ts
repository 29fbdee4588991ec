import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { ReadyAnswer } from "@probity/protocol";
import { venue } from "../session/venue.ts";
import { Metrics } from "./metrics-text.ts";

/** How every part of the venue is; told in full also while it does not serve. */
export const readyQuery = queryOptions({
  queryKey: ["admin", "ready"],
  queryFn: async () => {
    const response = await fetch("/ready");
    return (await response.json()) as ReadyAnswer;
  },
  refetchInterval: 5_000,
});

export const statusQuery = queryOptions({
  queryKey: ["admin", "status"],
  queryFn: () => venue.markets.status(),
  refetchInterval: 15_000,
});

/** The figures of this process; null: this browser may not read them. */
export const metricsQuery = queryOptions({
  queryKey: ["admin", "metrics"],
  queryFn: async () => {
    const response = await fetch("/metrics");
    return response.ok ? new Metrics(await response.text()) : null;
  },
  refetchInterval: (query) => (query.state.data === null ? false : 5_000),
  structuralSharing: false,
});

export function quarantineQuery(state: "waiting" | "decided") {
  return infiniteQueryOptions({
    queryKey: ["admin", "quarantine", state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => venue.admin.quarantine({ state, limit: 20, cursor: pageParam }),
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
  });
}

export function quarantinedQuery(id: string) {
  return queryOptions({
    queryKey: ["admin", "quarantined", id],
    queryFn: () => venue.admin.quarantined(id),
  });
}

export const deadLettersQuery = infiniteQueryOptions({
  queryKey: ["admin", "dead-letters"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam }) => venue.admin.deadLetters({ limit: 20, cursor: pageParam }),
  getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
});

/** What goes wrong by a scenario, and what did. */
export interface Faults {
  readonly seq: number;
  readonly scenario: { readonly seed: number; readonly steps: readonly object[] } | null;
  readonly began_at: string | null;
  readonly steps: readonly {
    readonly fault: string;
    readonly is_awake: boolean;
    readonly occasions: number;
    readonly fired: number;
  }[];
  readonly fired: readonly {
    readonly at: string;
    readonly step: number;
    readonly fault: string;
    readonly subject: string;
  }[];
  readonly problems: readonly { readonly at: string; readonly text: string }[];
}

/** Null: the venue has no sandbox of Polymarket. */
export const faultsQuery = queryOptions({
  queryKey: ["admin", "faults"],
  queryFn: async () => {
    try {
      return await venue.callAny<Faults>("admin.polymarket.faults.get", {});
    } catch {
      return null;
    }
  },
  refetchInterval: (query) => ((query.state.data?.scenario ?? null) === null ? false : 3_000),
});
