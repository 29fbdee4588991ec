import { formatPrice } from "@probity/protocol";
import type { Market } from "@probity/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cents } from "../i18n/format.ts";
import { useBook } from "../live/live.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useMedia } from "../ui/media.ts";
import { pick, useDraft } from "./draft.ts";
import { OrderTicket } from "./order-ticket.tsx";

/** The ticket beside the page; on a phone behind two buttons at the bottom. */
export function TicketPlace({ market, name }: { readonly market: Market; readonly name: string }) {
  const isWide = useMedia(WIDE);
  return isWide ? (
    // It stays in sight; with everything unfolded on a low screen it scrolls by itself.
    <div className="rounded-lg lg:max-h-[calc(100dvh-8.5rem)] lg:overflow-y-auto">
      <OrderTicket market={market} name={name} />
    </div>
  ) : (
    <TicketBar market={market} name={name} />
  );
}

function TicketBar({ market, name }: { readonly market: Market; readonly name: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { calls } = useDraft();
  const book = useBook(market.market_id);
  const [answered, setAnswered] = useState(calls);
  if (answered !== calls) {
    setAnswered(calls);
    setOpen(true);
  }
  return (
    <>
      <div aria-hidden className="h-16" />
      <div className="fixed inset-x-0 bottom-[calc(3.375rem+env(safe-area-inset-bottom))] z-20 grid grid-cols-2 gap-2 border-t border-line bg-surface px-4 py-2.5 md:bottom-0">
        {(["yes", "no"] as const).map((outcome) => {
          const [best] = book.view(outcome, 1).asks;
          return (
            <Button
              key={outcome}
              look={outcome}
              disabled={market.state !== "open"}
              className="num"
              onClick={() => {
                pick({ market: market.market_id, outcome, side: "buy" });
                setOpen(true);
              }}
            >
              {t(outcome === "yes" ? "home.buyYes" : "home.buyNo")}
              {best === undefined ? "" : ` ${cents(formatPrice(best.price))}`}
            </Button>
          );
        })}
      </div>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title={name}>
        <OrderTicket market={market} name={name} isBare />
      </Dialog>
    </>
  );
}

/** The ticket has room beside the page. */
const WIDE = "(min-width: 64rem)";
