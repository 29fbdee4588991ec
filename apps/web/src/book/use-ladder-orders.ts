import { PRICE_ONE, price, quantity } from "@probity/core";
import { formatPrice, formatQuantity, parseQuantity } from "@probity/protocol";
import type { Market, OrderRequestJson } from "@probity/protocol";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "../app/idempotency-key.ts";
import { lastWrite, noteWrite } from "../app/own-writes.ts";
import { cents, shares } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { orderWords } from "../ticket/order-words.ts";
import { refusalText } from "../ticket/refusal-text.ts";
import { resultOf } from "../ticket/placement-result.ts";
import type { Means } from "../ticket/use-means.ts";
import type { OwnLevels } from "./ladder-levels.ts";

/** What was said last of what the ladder did; screen readers hear each. */
export interface Said {
  readonly id: number;
  readonly tone: "neutral" | "good" | "bad";
  readonly text: string;
}

interface Ladder {
  readonly market: Market;
  readonly outcome: "yes" | "no";
  readonly account: string | null;
  readonly means: Means | null;
  readonly own: OwnLevels;
  /** Lots of an order; null: what is typed is no size. */
  readonly size: number | null;
  readonly isArmed: boolean;
  readonly isPostOnly: boolean;
}

/** Places and cancels from a ladder. The functions stay the same, so that rows need not be drawn again. */
export function useLadderOrders(ladder: Ladder) {
  const { t } = useTranslation();
  const [said, setSaid] = useState<Said>({ id: 0, tone: "neutral", text: "" });
  const now = useRef(ladder);
  now.current = ladder;
  /** Settles with the orders that are sent and not answered yet. */
  const underWay = useRef<Promise<unknown>>(Promise.resolve());
  const say = useCallback((tone: Said["tone"], text: string): void => {
    setSaid(({ id }) => ({ id: id + 1, tone, text }));
  }, []);

  const send = useCallback(
    async (
      pressed: Ladder,
      { account, size }: { readonly account: string; readonly size: number },
      side: "buy" | "sell",
      at: number,
    ): Promise<void> => {
      const { market, outcome, isPostOnly, means } = pressed;
      const isShort = side === "sell" && (means?.free[outcome] ?? 0) < size;
      const before = underWay.current;
      let order: OrderRequestJson | null = null;
      try {
        // What was just got may not be known here yet: the venue knows, and a sale is to be one.
        const isMirrored = isShort && (await freeNow(before, account, market, outcome)) < size;
        order = orderAt({ market, outcome, isPostOnly, isMirrored }, side, at, size);
        const words = orderWords(order);
        say("neutral", t("ladder.said.sent", { order: words }));
        const request = { ...order, account_id: account, client_order_id: newKey() };
        const { seq, order: placement } = await venue.orders.place(request);
        noteWrite(seq);
        const result = resultOf(order, placement);
        say(
          result === "nothing" ? "bad" : "good",
          t(`ladder.said.${result}`, {
            order: words,
            filled: shares(placement.filled),
            resting: shares(placement.resting),
            average: placement.average_price === null ? "" : cents(placement.average_price),
          }),
        );
      } catch (error) {
        const why = refusalText(error, market, order?.outcome ?? outcome);
        const words = order === null ? null : orderWords(order);
        say("bad", words === null ? why : t("ladder.said.refused", { order: words, why }));
      }
    },
    [say, t],
  );
  const place = useCallback(
    async (side: "buy" | "sell", at: number): Promise<void> => {
      const { account, isArmed, size } = now.current;
      if (account === null) return say("bad", t("ladder.signIn"));
      if (!isArmed) return say("bad", t("ladder.said.locked"));
      if (size === null) return say("bad", t("ladder.said.noSize"));
      const sent = send(now.current, { account, size }, side, at);
      underWay.current = Promise.all([underWay.current, sent]);
      await sent;
    },
    [say, send, t],
  );

  const cancel = useCallback(
    async (ids: readonly string[]): Promise<void> => {
      const { account } = now.current;
      if (account === null) return say("bad", t("ladder.signIn"));
      try {
        const { seq, results } = await venue.orders.cancelBatch({
          account_id: account,
          targets: ids.map((order_id) => ({ order_id })),
        });
        noteWrite(seq);
        const count = results.filter(({ cancelled }) => cancelled !== undefined).length;
        say("good", t("ladder.said.cancelled", { count }));
      } catch (error) {
        say("bad", refusalText(error, now.current.market, now.current.outcome));
      }
    },
    [say, t],
  );

  const cancelAt = useCallback(
    (at: number, side?: "buy" | "sell"): void => {
      const { own } = now.current;
      const buys = side === "sell" ? [] : (own.buys.get(at)?.ids ?? []);
      const sells = side === "buy" ? [] : (own.sells.get(at)?.ids ?? []);
      const ids = [...buys, ...sells];
      if (ids.length > 0) void cancel(ids);
      else say("bad", t("ladder.said.nothingThere", { price: cents(formatPrice(price(at))) }));
    },
    [cancel, say, t],
  );

  const cancelAll = useCallback(async (): Promise<void> => {
    const { account, market, outcome } = now.current;
    if (account === null) return say("bad", t("ladder.signIn"));
    try {
      const scope = { account_id: account, market_id: market.market_id };
      const { seq, cancelled } = await venue.orders.cancelAll(scope);
      noteWrite(seq);
      say("good", t("ladder.said.cancelled", { count: cancelled.length }));
    } catch (error) {
      say("bad", refusalText(error, market, outcome));
    }
  }, [say, t]);

  return { said, say, place, cancelAt, cancelAll };
}

/** Lots of an outcome that no order holds, once all orders before are answered. */
async function freeNow(
  before: Promise<unknown>,
  account: string,
  { market_id: market }: Market,
  outcome: "yes" | "no",
): Promise<number> {
  await before;
  const wish = { account_id: account, market_id: market, min_seq: lastWrite() };
  const { positions } = await venue.portfolio.positions(wish);
  const own = positions.find((position) => position.outcome === outcome);
  return own === undefined ? 0 : parseQuantity(own.quantity) - parseQuantity(own.held);
}

/** @param isMirrored selling more than one holds is buying the other outcome: the same bet, at what is left to a dollar. */
function orderAt(
  {
    market,
    outcome,
    isPostOnly,
    isMirrored,
  }: Pick<Ladder, "market" | "outcome" | "isPostOnly"> & { readonly isMirrored: boolean },
  side: "buy" | "sell",
  at: number,
  size: number,
): OrderRequestJson {
  const turned = outcome === "yes" ? "no" : "yes";
  return {
    type: "limit",
    market_id: market.market_id,
    outcome: isMirrored ? turned : outcome,
    side: isMirrored ? "buy" : side,
    price: formatPrice(price(isMirrored ? PRICE_ONE - at : at)),
    quantity: formatQuantity(quantity(size)),
    post_only: isPostOnly,
  };
}
