import { formatAmount, formatQuantity } from "@probity/protocol";
import type { Market } from "@probity/protocol";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { dollars, shares } from "../i18n/format.ts";
import { Key } from "../ticket/key.tsx";
import type { Means } from "../ticket/use-means.ts";
import { OutcomeWord } from "../ui/price.tsx";
import { Panel, PanelHead } from "../ui/surface.tsx";
import { TradeTape } from "./trade-tape.tsx";

const KEYS = [
  ["↑ ↓", "move"],
  ["PgUp PgDn", "page"],
  ["B", "buy"],
  ["S", "sell"],
  ["X", "cancel"],
  ["C", "centre"],
  ["A", "arm"],
  ["Y N", "outcome"],
  ["Esc", "all"],
] as const;

/** Beside the ladder: what one has, the keys, and the trades as they happen. */
export function LadderSide({
  market,
  means,
  openOrders,
}: {
  readonly market: Market;
  readonly means: Means | null;
  readonly openOrders: number;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-4">
      <Panel>
        <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 p-4 text-sm lg:grid-cols-1">
          <Fact label={t("ladder.available")}>
            {means === null ? "–" : dollars(formatAmount(means.available))}
          </Fact>
          {(["yes", "no"] as const).map((outcome) => (
            <Fact
              key={outcome}
              label={
                <>
                  {t("ladder.position")} <OutcomeWord outcome={outcome} />
                </>
              }
            >
              {means === null ? "–" : shares(formatQuantity(means.held[outcome]))}
            </Fact>
          ))}
          <Fact label={t("ladder.open")}>{openOrders}</Fact>
        </dl>
      </Panel>
      <Panel className="hidden lg:block">
        <PanelHead title={t("ladder.keys")} />
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 p-4 text-xs text-ink-2">
          {KEYS.map(([keys, what]) => (
            <div key={what} className="contents">
              <dt className="flex gap-1">
                {keys.split(" ").map((key) => (
                  <Key key={key}>{key}</Key>
                ))}
              </dt>
              <dd>{t(`ladder.keysOf.${what}`)}</dd>
            </div>
          ))}
        </dl>
        <p className="border-t border-line px-4 py-3 text-2xs text-ink-3">{t("ladder.sellHint")}</p>
      </Panel>
      <Panel>
        <PanelHead title={t("ladder.trades")} />
        <div
          className="max-h-72 overflow-y-auto"
          role="region"
          aria-label={t("ladder.trades")}
          tabIndex={0}
        >
          <TradeTape market={market} />
        </div>
      </Panel>
    </div>
  );
}

function Fact({ label, children }: { readonly label: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-3">
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd className="num font-semibold">{children}</dd>
    </div>
  );
}
