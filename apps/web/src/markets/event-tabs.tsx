import type { EventSummary, Market } from "@probity/protocol";
import { useTranslation } from "react-i18next";
import { OrderBook } from "../book/order-book.tsx";
import { TradeTape } from "../book/trade-tape.tsx";
import { Panel } from "../ui/surface.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Holders } from "./holders.tsx";
import { Rules } from "./rules.tsx";
import { Timeline } from "./timeline.tsx";
import { useIsWide } from "./wide-page.ts";

/** Trades beside the book. */
const BESIDE = 18;

/** Everything about one market, a page at a time. */
export function EventTabs({
  event,
  market,
  name,
}: {
  readonly event: EventSummary;
  readonly market: Market;
  readonly name: string;
}) {
  const { t } = useTranslation();
  const isWide = useIsWide();
  const tabs = [
    {
      value: "book",
      content: isWide ? (
        <div className="grid grid-cols-[minmax(0,4fr)_minmax(0,3fr)] divide-x divide-line">
          <OrderBook market={market} />
          <div>
            <TradeTape market={market} most={BESIDE} />
          </div>
        </div>
      ) : (
        <OrderBook market={market} />
      ),
    },
    { value: "trades", content: <TradeTape market={market} /> },
    { value: "rules", content: <Rules event={event} market={market} /> },
    { value: "timeline", content: <Timeline market={market} /> },
    { value: "holders", content: <Holders market={market} /> },
  ];
  return (
    <Panel>
      <h2 className="sr-only">{name}</h2>
      <Tabs
        label={name}
        tabs={tabs.map((tab) => ({ ...tab, label: t(`event.tabs.${tab.value}`) }))}
      />
    </Panel>
  );
}
