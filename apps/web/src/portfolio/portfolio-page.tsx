import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "../app/page-title.ts";
import { useLiveOrders } from "../live/live.ts";
import { ForSignedIn } from "../session/signed-in.tsx";
import type { SignedIn } from "../session/signed-in.tsx";
import { Panel } from "../ui/surface.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { AccountChoice } from "./account-choice.tsx";
import { ClosedPositions } from "./closed-positions.tsx";
import { EquityPanel } from "./equity-panel.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { History } from "./history.tsx";
import { OpenOrders } from "./open-orders.tsx";
import { Positions } from "./positions-list.tsx";
import { Statement } from "./statement.tsx";
import { Summary } from "./summary.tsx";

/** What one has, what became of it, and what is under way. */
export function PortfolioPage() {
  const { t } = useTranslation();
  usePageTitle(t("portfolio.title"));
  return (
    <ForSignedIn title={t("portfolio.title")} hint={t("portfolio.signedOut")}>
      {(person) => <Portfolio key={person.account} person={person} />}
    </ForSignedIn>
  );
}

function Portfolio({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: "/portfolio" });
  const navigate = useNavigate();
  const { account } = person;
  const { open } = useLiveOrders(account);
  const tabs = [
    { value: "positions", content: <Positions account={account} /> },
    { value: "orders", content: <OpenOrders account={account} /> },
    { value: "history", content: <History account={account} /> },
    { value: "closed", content: <ClosedPositions account={account} /> },
    { value: "statement", content: <Statement account={account} /> },
  ];
  const shown = tabs.some(({ value }) => value === tab) ? (tab ?? "positions") : "positions";
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold tracking-tight">{t("portfolio.title")}</h1>
        <div className="flex items-center gap-2">
          <AccountChoice person={person} />
          <ExportMenu account={account} />
        </div>
      </div>
      <div className="grid gap-5 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <Summary account={account} />
        <EquityPanel account={account} />
      </div>
      <Panel>
        <Tabs
          label={t("portfolio.title")}
          value={shown}
          onChange={(next) =>
            void navigate({
              to: "/portfolio",
              search: { tab: next },
              replace: true,
              resetScroll: false,
            })
          }
          tabs={tabs.map(({ value, content }) => ({
            value,
            content,
            label: (
              <span className="num">
                {t(`portfolio.tabs.${value}`)}
                {value === "orders" && open.length > 0 ? (
                  <span className="ml-1.5 rounded-sm bg-accent-soft px-1.5 py-0.5 text-2xs text-accent">
                    {open.length}
                  </span>
                ) : null}
              </span>
            ),
          }))}
        />
      </Panel>
    </div>
  );
}
