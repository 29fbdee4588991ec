import { PRICE_ONE } from "@probity/core";
import { formatAmount, formatQuantity, parsePrice } from "@probity/protocol";
import type { Market, OrderRequestJson } from "@probity/protocol";
import { Link, useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import { useCallback, useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { gridOf, nearestOn } from "../book/price-grid.ts";
import { dollars, shares } from "../i18n/format.ts";
import { useBook, useLiveOrders } from "../live/live.ts";
import { useSession } from "../session/session.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Panel } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { isToBeConfirmed, useConfirmation } from "./confirmation.ts";
import { useDraft, write } from "./draft.ts";
import { estimateOf, summaryOf, worthOf } from "./estimate.ts";
import { mostPossible } from "./most-possible.ts";
import { orderWords } from "./order-words.ts";
import { ownInTheWay } from "./own-in-the-way.ts";
import { resultOf } from "./placement-result.ts";
import { TicketFoot } from "./ticket-foot.tsx";
import { TicketNote } from "./ticket-note.tsx";
import { PriceField } from "./ticket-price.tsx";
import { TicketProblem } from "./ticket-problem.tsx";
import { TicketResult } from "./ticket-result.tsx";
import { TicketReview } from "./ticket-review.tsx";
import { OutcomeRow, SideRow } from "./ticket-side.tsx";
import { SizeField } from "./ticket-size.tsx";
import { TicketSummary } from "./ticket-summary.tsx";
import { TermsFields } from "./ticket-terms.tsx";
import { centsText } from "./typed-figures.ts";
import { useMeans } from "./use-means.ts";
import { usePlacing } from "./use-placing.ts";
import { usePreview } from "./use-preview.ts";
import { useTicketKeys } from "./use-ticket-keys.ts";
import { writtenOrder } from "./written-order.ts";
import type { Field } from "./written-order.ts";

/** Levels of the book that an order is reckoned with while nobody is signed in. */
const DEPTH = 500;

/**
 * Where an order is put together and sent.
 *
 * @param name what the market is called among its event's.
 * @param isBare without a frame, where something else stands around it.
 */
export function OrderTicket({
  market,
  name,
  isBare = false,
}: {
  readonly market: Market;
  readonly name: string;
  readonly isBare?: boolean;
}) {
  const { t } = useTranslation();
  const draft = useDraft();
  const person = useSession();
  const account = person.status === "signed-in" ? person.account : null;
  const book = useBook(market.market_id);
  const views = { yes: book.view("yes", DEPTH), no: book.view("no", DEPTH) };
  const view = views[draft.outcome];
  const { open } = useLiveOrders(account);
  const means = useMeans(account, market.market_id);
  const confirmation = useConfirmation();
  const placing = usePlacing(account);
  const [reviewed, setReviewed] = useState<OrderRequestJson | null>(null);
  const [complained, setComplained] = useState<Field | null>(null);
  const sizeRef = useRef<HTMLInputElement>(null);
  const written = writtenOrder(draft, market, view);
  const order = reviewed ?? (written.kind === "order" ? written.order : null);
  const isOpen = market.state === "open";
  const preview = usePreview(
    account !== null && isOpen ? order : null,
    account,
    market,
    view,
    book.sequence,
  );
  useProposedPrice(market);
  const goBack = useCallback(() => setReviewed(null), []);
  useTicketKeys(goBack);

  const { state, place, reset, cancel: clear } = placing;
  useEffect(() => {
    if (state.kind === "placed") {
      setReviewed(null);
      const result = resultOf(state.order, state.placement);
      const isGood = result !== "nothing" && result !== "short";
      toast(isGood ? "good" : "bad", t(`ticket.result.${result}`), orderWords(state.order));
    }
    if (state.kind === "failed") setReviewed(null);
  }, [state, t]);
  // Whatever failed was another order as soon as something is changed.
  const fields = JSON.stringify(draft);
  useEffect(() => {
    setComplained(null);
    if (state.kind === "failed" && state.again === null) reset();
    // Only a change of the fields ends the complaint.
  }, [fields]);

  const summary =
    order === null
      ? null
      : account === null
        ? estimateOf(order, market, view)
        : preview.figures === null
          ? null
          : summaryOf(order, preview.figures);
  const refusal = state.kind === "failed" ? state.error : preview.refusal;
  const wrong =
    written.kind === "nonsense" || (written.kind === "missing" && complained === written.field)
      ? written.field
      : null;

  const submit = (submitted: FormEvent): void => {
    submitted.preventDefault();
    if (written.kind !== "order") {
      setComplained(written.field);
      if (written.field === "size") sizeRef.current?.focus();
    } else if (state.kind !== "sending" && preview.refusal === null) {
      const worth = worthOf(written.order, market, view);
      if (isToBeConfirmed(confirmation, draft.kind, worth)) setReviewed(written.order);
      else place(written.order);
    }
  };
  const figures = (
    <TicketSummary
      side={draft.side}
      order={order}
      summary={summary}
      impact={account === null ? null : (preview.figures?.price_impact ?? null)}
      isCurrent={account === null || preview.isCurrent}
    />
  );
  const Frame = isBare ? "div" : Panel;
  if (state.kind === "placed") {
    return (
      <Frame className={clsx(!isBare && "p-4")} data-testid="ticket">
        <TicketResult
          order={state.order}
          placement={state.placement}
          onDone={() => {
            reset();
            write({ size: "" });
            requestAnimationFrame(() => sizeRef.current?.focus());
          }}
        />
      </Frame>
    );
  }
  if (reviewed !== null) {
    return (
      <Frame className={clsx(!isBare && "p-4")} data-testid="ticket">
        <TicketReview
          name={name}
          order={reviewed}
          isBusy={state.kind === "sending"}
          isPlaceable={preview.refusal === null}
          onPlace={() => place(reviewed)}
          onBack={goBack}
        >
          {figures}
        </TicketReview>
      </Frame>
    );
  }
  return (
    <Frame data-testid="ticket">
      <form
        aria-label={t("ticket.title")}
        onSubmit={submit}
        noValidate
        className={clsx("flex flex-col gap-3.5", isBare ? "pb-4" : "p-4")}
      >
        {isBare ? null : <p className="line-clamp-2 text-xs text-ink-3">{name}</p>}
        <SideRow draft={draft} />
        <OutcomeRow draft={draft} views={views} />
        {draft.kind === "limit" ? (
          <PriceField
            draft={draft}
            grid={gridOf(market, draft.outcome)}
            isWrong={wrong === "price"}
          />
        ) : null}
        <SizeField
          draft={draft}
          max={mostPossible(draft, market, view, means)}
          isWrong={wrong === "size"}
          fieldRef={sizeRef}
        />
        {account === null ? null : (
          <p className="num -mt-1.5 flex justify-between text-2xs text-ink-3">
            <span>
              {t("ticket.available", {
                amount: means === null ? "–" : dollars(formatAmount(means.available)),
              })}
            </span>
            <span>
              {t("ticket.held", {
                quantity: means === null ? "–" : shares(formatQuantity(means.free[draft.outcome])),
                outcome: t(`outcome.${draft.outcome}`),
              })}
            </span>
          </p>
        )}
        {draft.kind === "limit" ? <TermsFields draft={draft} /> : null}
        <TicketNote
          wrong={wrong}
          order={order}
          summary={preview.isCurrent && refusal === null ? summary : null}
          inTheWay={order === null ? null : ownInTheWay(order, open)}
          onClear={clear}
        />
        {refusal === null ? (
          figures
        ) : (
          <TicketProblem
            error={refusal}
            proposal={preview.proposal}
            market={market}
            outcome={draft.outcome}
            again={state.kind === "failed" ? state.again : null}
          />
        )}
        <Submit
          isOpen={isOpen}
          isSignedIn={account !== null}
          isBusy={state.kind === "sending"}
          isRefused={preview.refusal !== null}
        />
      </form>
      <TicketFoot isBare={isBare} />
    </Frame>
  );
}

function Submit({
  isOpen,
  isSignedIn,
  isBusy,
  isRefused,
}: {
  readonly isOpen: boolean;
  readonly isSignedIn: boolean;
  readonly isBusy: boolean;
  readonly isRefused: boolean;
}) {
  const { t } = useTranslation();
  const { side, outcome } = useDraft();
  const back = useLocation({ select: ({ pathname, searchStr }) => `${pathname}${searchStr}` });
  if (!isOpen) {
    return (
      <Button size="lg" disabled>
        {t("ticket.closed")}
      </Button>
    );
  }
  if (!isSignedIn) {
    return (
      <Link to="/sign-in" search={{ back }} className={buttonClass("primary", "lg")}>
        {t("ticket.signIn")}
      </Link>
    );
  }
  return (
    <Button type="submit" size="lg" look={outcome} isBusy={isBusy} disabled={isRefused}>
      {t(`side.${side}`)} {t(`outcome.${outcome}`)}
    </Button>
  );
}

/** Puts the price one would trade at now into a limit nobody has touched. */
function useProposedPrice(market: Market): void {
  const { kind, cents, outcome, side } = useDraft();
  const book = useBook(market.market_id);
  useEffect(() => {
    if (kind !== "limit" || cents !== null || !book.isCurrent) return;
    const { bids, asks } = book.view(outcome, 1);
    const [best] = side === "buy" ? [...asks, ...bids] : [...bids, ...asks];
    const last = market.last_price === null ? PRICE_ONE / 2 : parsePrice(market.last_price);
    const own = outcome === "yes" ? last : PRICE_ONE - last;
    write({ cents: centsText(best?.price ?? nearestOn(gridOf(market, outcome), own)) });
  }, [kind, cents, outcome, side, book, market]);
}
