import { useMutation, useQuery } from "@tanstack/react-query";
import { formatQuantity } from "@probity/protocol";
import type { Position } from "@probity/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "../app/idempotency-key.ts";
import { problemText } from "../app/problem.ts";
import { dollars, shares } from "../i18n/format.ts";
import { eventQuery } from "../markets/event-queries.ts";
import { namesOf } from "../markets/market-name.ts";
import { venue } from "../session/venue.ts";
import { typedShares } from "../ticket/typed-figures.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice, Skeleton } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { FromTo } from "./from-to.tsx";
import { showWrite } from "./own-queries.ts";
import { SharesField } from "./shares-field.tsx";
import { conversionOf, freeLots, leastFree } from "./sets.ts";

/** Turns NO of some outcomes of an event, of which exactly one comes true, into YES of the others and dollars. */
export function ConvertDialog({
  account,
  position,
  positions,
  onClose,
}: {
  readonly account: string;
  readonly position: Position;
  readonly positions: readonly Position[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<readonly string[]>([position.market_id]);
  const [text, setText] = useState("");
  const [key] = useState(newKey);
  const { data } = useQuery(eventQuery(position.event_id));
  const markets = data?.markets ?? [];
  const names = namesOf(markets);
  const open = markets.filter(({ state }) => state === "open");
  const isConvertible =
    data !== undefined && data.event.mutually_exclusive && data.event.exhaustive;
  const held = positions.filter(
    ({ market_id: id, outcome }) =>
      outcome === "no" && open.some(({ market_id: other }) => other === id),
  );
  const most = leastFree(held.filter(({ market_id: id }) => chosen.includes(id)));
  const typed = typedShares(text);
  const lots = typed.kind === "figure" ? typed.figure : null;
  const convert = useMutation({
    mutationFn: (wanted: string) =>
      venue.portfolio.convert(
        {
          account_id: account,
          event_id: position.event_id,
          market_ids: [...chosen],
          quantity: wanted,
        },
        key,
      ),
    onSuccess: (answer) => {
      toast("good", t("portfolio.done.convert"), position.event_title);
      onClose();
      return showWrite(answer);
    },
  });
  const made = lots === null ? null : conversionOf(chosen.length, open.length, lots);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={t("portfolio.convert")}
      description={t("portfolio.explain.convert")}
    >
      {data === undefined ? (
        <Skeleton className="h-48" />
      ) : isConvertible ? (
        <form
          className="flex flex-col gap-4"
          onSubmit={(submitted) => {
            submitted.preventDefault();
            if (lots !== null) convert.mutate(formatQuantity(lots));
          }}
        >
          {convert.error === null ? null : <Notice tone="no">{problemText(convert.error)}</Notice>}
          <fieldset className="flex flex-col gap-1">
            <legend className="mb-1.5 text-xs font-medium text-ink-2">
              {t("portfolio.convertOf", { event: data.event.title })}
            </legend>
            {held.map((one) => (
              <label
                key={one.market_id}
                className="flex cursor-pointer items-center gap-3 rounded-sm px-2 py-1.5 text-sm hover:bg-sunken"
              >
                <input
                  type="checkbox"
                  className="size-4 accent-accent"
                  checked={chosen.includes(one.market_id)}
                  onChange={({ target }) =>
                    setChosen(
                      target.checked
                        ? [...chosen, one.market_id]
                        : chosen.filter((id) => id !== one.market_id),
                    )
                  }
                />
                <span className="min-w-0 flex-1 truncate">
                  {names.get(one.market_id) ?? one.market_question}
                </span>
                <span className="num text-ink-3">
                  {t("portfolio.noShares", { shares: shares(formatQuantity(freeLots(one))) })}
                </span>
              </label>
            ))}
          </fieldset>
          <SharesField
            label={t("portfolio.sharesOfEach")}
            text={text}
            onText={setText}
            most={most}
          />
          <FromTo
            from={
              made === null
                ? "–"
                : t("portfolio.noOfEach", { shares: shares(made.shares), count: chosen.length })
            }
            to={
              made === null
                ? "–"
                : t(made.dollars === "0" ? "portfolio.yesOnly" : "portfolio.yesOfOthers", {
                    shares: shares(made.shares),
                    count: made.others,
                    dollars: dollars(made.dollars),
                  })
            }
          />
          <Button
            type="submit"
            look="primary"
            isBusy={convert.isPending}
            disabled={lots === null || lots > most || chosen.length === 0}
          >
            {t("portfolio.convert")}
          </Button>
        </form>
      ) : (
        <Notice tone="warn">{t("portfolio.notConvertible")}</Notice>
      )}
    </Dialog>
  );
}
