import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { venue } from "../session/venue.ts";

/** Orders asked about at once. */
const ASKED = 20;
const AGAIN_MS = 2_000;

/** Shares that stand before each of some resting orders at its price, by order; asked anew every two seconds. */
export function useQueuePositions(
  account: string | null,
  orders: readonly string[],
): ReadonlyMap<string, string> {
  // In one order whatever the market does, so that it is the same question.
  const asked = orders.slice(0, ASKED).toSorted();
  const { data } = useQuery({
    queryKey: ["queue", account, ...asked],
    enabled: account !== null && asked.length > 0,
    refetchInterval: AGAIN_MS,
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const found = await Promise.allSettled(
        asked.map((id) => venue.orders.queue(id, { account_id: account ?? undefined })),
      );
      // One that was filled meanwhile is not there any more, and needs no place.
      return new Map(
        found.flatMap((one) =>
          one.status === "fulfilled" && one.value.quantity_ahead !== null
            ? [[one.value.order_id, one.value.quantity_ahead] as const]
            : [],
        ),
      );
    },
  });
  return data ?? NONE;
}

const NONE: ReadonlyMap<string, string> = new Map();
