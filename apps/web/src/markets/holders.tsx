import { useQuery } from "@tanstack/react-query";
import type { Market } from "@probity/protocol";
import { useTranslation } from "react-i18next";
import { shares } from "../i18n/format.ts";
import { OutcomeWord } from "../ui/price.tsx";
import { Skeleton } from "../ui/surface.tsx";
import { holdersQuery } from "./event-queries.ts";

/** Who holds most of YES and of NO; by account, for nobody's name is shown who did not ask for it. */
export function Holders({ market }: { readonly market: Market }) {
  return (
    <div className="grid gap-4 p-4 sm:grid-cols-2">
      <HoldersOf market={market} outcome="yes" />
      <HoldersOf market={market} outcome="no" />
    </div>
  );
}

function HoldersOf({
  market,
  outcome,
}: {
  readonly market: Market;
  readonly outcome: "yes" | "no";
}) {
  const { t } = useTranslation();
  const { data } = useQuery(holdersQuery(market.market_id, outcome));
  return (
    <div>
      <h3 className="mb-2 text-xs text-ink-3">
        <OutcomeWord outcome={outcome} /> ·{" "}
        {data === undefined ? "" : t("event.holders", { count: data.accounts })}
      </h3>
      {data === undefined ? (
        <Skeleton className="h-40" />
      ) : (
        <ol className="flex flex-col gap-1.5">
          {data.holders.map(({ account_id: id, quantity }, at) => (
            <li key={id} className="num flex items-center gap-2 text-sm">
              <span className="w-5 text-right text-2xs text-ink-3">{at + 1}</span>
              <span className="min-w-0 flex-1 truncate font-mono text-xs text-ink-2">{id}</span>
              <span className="font-medium">{shares(quantity)}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
