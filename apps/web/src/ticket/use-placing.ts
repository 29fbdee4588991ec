import { ApiError } from "@probity/client";
import type { OrderRequestJson, PlacementAnswer } from "@probity/protocol";
import { useState } from "react";
import { newKey } from "../app/idempotency-key.ts";
import { showWrite } from "../portfolio/own-queries.ts";
import { venue } from "../session/venue.ts";

/** What became of the last press. */
export type PlacingState =
  | { readonly kind: "idle" }
  | { readonly kind: "sending" }
  | {
      readonly kind: "placed";
      readonly order: OrderRequestJson;
      readonly placement: PlacementAnswer["order"];
    }
  | {
      readonly kind: "failed";
      readonly error: unknown;
      /** The same press again: the same key, so an order that did arrive is not placed twice. */
      readonly again: (() => void) | null;
    };

/** Sends orders of an account, each press under a key of its own. */
export function usePlacing(account: string | null): {
  readonly state: PlacingState;
  readonly place: (order: OrderRequestJson) => void;
  readonly reset: () => void;
  /** Cancels own orders: those that are in the way of this one. */
  readonly cancel: (orders: readonly string[]) => void;
} {
  const [state, setState] = useState<PlacingState>({ kind: "idle" });
  const send = async (order: OrderRequestJson, key: string): Promise<void> => {
    setState({ kind: "sending" });
    try {
      const owner = account === null ? {} : { account_id: account };
      const answer = await venue.orders.place({ ...order, ...owner, client_order_id: key });
      setState({ kind: "placed", order, placement: answer.order });
      void showWrite(answer);
    } catch (error) {
      const isUnknown = error instanceof ApiError && error.isOutcomeUnknown;
      const again = isUnknown ? () => void send(order, key) : null;
      setState({ kind: "failed", error, again });
    }
  };
  const cancel = async (orders: readonly string[]): Promise<void> => {
    try {
      const owner = account === null ? {} : { account_id: account };
      const targets = orders.map((order_id) => ({ order_id }));
      void showWrite(await venue.orders.cancelBatch({ ...owner, targets }));
    } catch (error) {
      setState({ kind: "failed", error, again: null });
    }
  };
  return {
    state,
    place: (order) => void send(order, newKey()),
    reset: () => setState({ kind: "idle" }),
    cancel: (orders) => void cancel(orders),
  };
}
