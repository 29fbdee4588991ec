import { ApiError } from "@probity/client";
import { QueryClient } from "@tanstack/react-query";

/** The client asks again by itself where that helps; what the venue refused stays refused. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: true,
      // Nobody answers, or the venue's history has just been started.
      retry: (count, error) =>
        error instanceof ApiError && (error.status === 0 || error.status === 503) && count < 5,
      retryDelay: (count) => Math.min(500 * 2 ** count, 10_000),
    },
    mutations: { retry: false },
  },
});
