import { useQuery } from "@tanstack/react-query";
import type { Market } from "@probity/protocol";
import { clsx } from "clsx";
import { useTranslation } from "react-i18next";
import { ListProblem } from "../app/list-states.tsx";
import { shares } from "../i18n/format.ts";
import { useSession } from "../session/session.ts";
import { OutcomeWord } from "../ui/price.tsx";
import { Badge, Skeleton } from "../ui/surface.tsx";
import { holdersQuery } from "./event-queries.ts";
import { PersonName } from "./person-name.tsx";

/** Who holds most of YES and of NO; by name where people let theirs be known. */
export function Holders({ market }: { readonly market: Market }) {
  return (
    <div className="grid gap-x-8 gap-y-6 p-4 sm:grid-cols-2">
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
  const state = useSession();
  const own = state.status === "signed-in" ? state.account : null;
  const { data, error, refetch } = useQuery(holdersQuery(market.market_id, outcome));
  const most = Number(data?.holders[0]?.quantity ?? 1);
  return (
    <div>
      <h3 className="mb-2 text-xs text-ink-3">
        <OutcomeWord outcome={outcome} />
        {data === undefined ? null : <> · {t("event.holders", { count: data.accounts })}</>}
      </h3>
      {data === undefined && error !== null ? (
        <ListProblem error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton className="h-40" />
      ) : data.holders.length === 0 ? (
        <p className="py-6 text-center text-sm text-ink-3">{t("event.noHolders")}</p>
      ) : (
        <ol className="flex flex-col gap-1">
          {data.holders.map(({ account_id: id, username, quantity }, at) => (
            <li key={id} className="num relative flex items-center gap-2 py-1 text-sm">
              <span
                aria-hidden
                className={clsx(
                  "absolute inset-y-0.5 right-0 rounded-sm",
                  outcome === "yes" ? "bg-yes-soft" : "bg-no-soft",
                )}
                style={{ width: `${(Number(quantity) / most) * 60}%` }}
              />
              <span className="relative w-5 text-right text-2xs text-ink-3">{at + 1}</span>
              <span className="relative min-w-0 flex-1 truncate">
                <PersonName account={id} username={username} />
              </span>
              {id === own ? <Badge className="relative bg-surface">{t("event.you")}</Badge> : null}
              <span className="relative pr-2 font-medium">{shares(quantity)}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
