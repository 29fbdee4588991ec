/** Orders by another door than the dialect's, for tests of what everybody sees of them. */
import type { Outcome, Side } from "@probity/core";
import { price, quantity } from "@probity/core";
import type { ChainMarket } from "../src/ports.ts";
import type { TestTrader, TestVenue } from "./test-venue.ts";

export interface LimitWish {
  readonly outcome: Outcome;
  readonly side: Side;
  /** 1e-4 dollars. */
  readonly price: number;
  /** Hundredths of a share. */
  readonly quantity: number;
}

/** Places a limit order and does not wait until anybody sees it. @returns the command's events. */
export async function placeLimit(
  venue: TestVenue,
  { owner, account }: Pick<TestTrader, "owner" | "account">,
  { market }: Pick<ChainMarket, "market">,
  wish: LimitWish,
) {
  const { events } = await venue.gateway.submitter.submit(owner, {
    type: "PlaceOrder",
    account,
    key: null,
    order: {
      market,
      outcome: wish.outcome,
      side: wish.side,
      pricing: {
        kind: "limit",
        price: price(wish.price),
        quantity: quantity(wish.quantity),
        timeInForce: { kind: "gtc", postOnly: false },
      },
      reduceOnly: false,
      selfTrade: "cancel-taker",
      group: null,
      session: null,
    },
  });
  return events;
}

/** Cancels all of somebody's orders. */
export async function cancelEverything(
  venue: TestVenue,
  { owner, account }: Pick<TestTrader, "owner" | "account">,
): Promise<void> {
  await venue.gateway.submitter.submit(owner, {
    type: "CancelAll",
    account,
    scope: { kind: "all" },
  });
}
