import { useQuery } from "@tanstack/react-query";
import type { Market } from "@probity/protocol";
import { clsx } from "clsx";
import { useTranslation } from "react-i18next";
import { cents, dollars, shares, signedDollars } from "../i18n/format.ts";
import { positionsQuery } from "../portfolio/positions.ts";
import { useSession } from "../session/session.ts";
import { pick } from "../ticket/draft.ts";
import { Button } from "../ui/button.tsx";
import { OutcomeWord } from "../ui/price.tsx";
import { Panel, PanelHead } from "../ui/surface.tsx";

/** What one holds of a market; nothing while one holds nothing. */
export function OwnPosition({ market, name }: { readonly market: Market; readonly name: string }) {
  const { t } = useTranslation();
  const state = useSession();
  const { data } = useQuery(positionsQuery(state.status === "signed-in" ? state.account : null));
  const own = (data ?? []).filter(({ market_id: id }) => id === market.market_id);
  if (own.length === 0) return null;
  return (
    <Panel data-testid="own-position">
      <PanelHead title={t("event.position", { name })} />
      <ul className="divide-y divide-line">
        {own.map((position) => {
          const pnl = Number(position.unrealized_pnl ?? 0);
          return (
            <li
              key={position.outcome}
              className="num flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3 text-sm"
            >
              <span className="font-semibold">
                {shares(position.quantity)} <OutcomeWord outcome={position.outcome} />
              </span>
              <Fact label={t("event.averageCost")}>
                {position.average_cost === null ? "–" : cents(position.average_cost)}
              </Fact>
              <Fact label={t("event.value")}>
                {position.value === null ? "–" : dollars(position.value)}
              </Fact>
              <Fact label={t("event.profit")}>
                <span className={clsx(pnl > 0 && "text-yes", pnl < 0 && "text-no")}>
                  {position.unrealized_pnl === null ? "–" : signedDollars(position.unrealized_pnl)}
                </span>
              </Fact>
              <Button
                size="sm"
                className="ml-auto"
                disabled={market.state !== "open"}
                onClick={() =>
                  pick({
                    market: market.market_id,
                    outcome: position.outcome,
                    side: "sell",
                    price: null,
                  })
                }
              >
                {t("side.sell")}
              </Button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <span>
      <span className="mr-1.5 text-xs text-ink-3">{label}</span>
      {children}
    </span>
  );
}
