import { ApiError } from "@probity/client";
import type { DepthView } from "@probity/market-data";
import type { Market, OrderRequestJson, PreviewAnswer } from "@probity/protocol";
import { useEffect, useRef, useState } from "react";
import { venue } from "../session/venue.ts";
import { nearestOrder } from "./nearest-order.ts";

export type Figures = PreviewAnswer["preview"];

/** What the venue says an order would do. Figures stay until newer ones come. */
export interface PreviewState {
  readonly figures: Figures | null;
  /** Why the order would be refused; null: it would be taken. */
  readonly refusal: ApiError | null;
  /** The nearest order that would be taken, tried at the venue; null: none, or not known yet. */
  readonly proposal: OrderRequestJson | null;
  /** Whether figures and refusal are of the order as it stands now. */
  readonly isCurrent: boolean;
}

const TYPING_MS = 150;
/** A book that moves all the time changes the figures so often at most. */
const BOOK_MS = 1_000;
/** Refusals in a row that are mended before one gives up. */
const MENDINGS = 5;
const NOTHING: PreviewState = { figures: null, refusal: null, proposal: null, isCurrent: true };

/**
 * The dry run of an order at the venue, asked when it has not changed for a moment, and again when
 * the book has, or when nothing was said of the order. The last answer wins.
 *
 * @param order null: there is none yet, or nobody is signed in.
 * @param bookSequence of the book now.
 */
export function usePreview(
  order: OrderRequestJson | null,
  account: string | null,
  market: Market,
  view: DepthView,
  bookSequence: number,
): PreviewState {
  const [state, setState] = useState<PreviewState>(NOTHING);
  const now = useRef({ order, market, view, bookSequence });
  now.current = { order, market, view, bookSequence };
  const key = order === null ? null : keyOf(order, account);
  useEffect(() => {
    if (key === null) {
      setState(NOTHING);
      return undefined;
    }
    let isOver = false;
    let askedAt = -1;
    let isAsking = false;
    // What was said of the connection or of a busy venue is no word on the order.
    let isUnanswered = false;
    const ask = async (): Promise<void> => {
      const { order: asked, market: on, view: seen, bookSequence: sequence } = now.current;
      if (asked === null || isAsking) return;
      isAsking = true;
      askedAt = sequence;
      try {
        const answer = await tried(asked, account, on, seen);
        const { refusal } = answer;
        isUnanswered = refusal?.isOutcomeUnknown === true || refusal?.isTryAgainLater === true;
        if (!isOver) setState((old) => ({ ...answer, figures: answer.figures ?? old.figures }));
      } finally {
        isAsking = false;
      }
    };
    setState((old) => ({ ...old, isCurrent: false }));
    const first = setTimeout(() => void ask(), TYPING_MS);
    const again = setInterval(() => {
      if (askedAt === -1) return;
      if (isUnanswered || askedAt !== now.current.bookSequence) void ask();
    }, BOOK_MS);
    return () => {
      isOver = true;
      clearTimeout(first);
      clearInterval(again);
    };
  }, [key, account]);
  return state;
}

async function tried(
  order: OrderRequestJson,
  account: string | null,
  market: Market,
  view: DepthView,
): Promise<PreviewState> {
  const said = await previewed(order, account);
  if (!(said instanceof ApiError))
    return { figures: said, refusal: null, proposal: null, isCurrent: true };
  let mended: OrderRequestJson | null = order;
  let refusal = said;
  for (let round = 0; round < MENDINGS; round += 1) {
    mended = nearestOrder(mended, refusal, market, view);
    if (mended === null) break;
    const answer = await previewed(mended, account);
    if (!(answer instanceof ApiError))
      return { figures: null, refusal: said, proposal: mended, isCurrent: true };
    refusal = answer;
  }
  return { figures: null, refusal: said, proposal: null, isCurrent: true };
}

async function previewed(
  order: OrderRequestJson,
  account: string | null,
): Promise<Figures | ApiError> {
  try {
    const owner = account === null ? {} : { account_id: account };
    return (await venue.orders.preview({ ...order, ...owner })).preview;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** What makes it another order to the eye: the cap of a market order follows the book. */
function keyOf(order: OrderRequestJson, account: string | null): string {
  return JSON.stringify({ ...order, price_cap: undefined, account });
}
