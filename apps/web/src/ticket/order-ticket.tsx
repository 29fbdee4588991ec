import type { Market } from "@probity/protocol";
import { Empty, Panel } from "../ui/surface.tsx";

/** Where an order is put together and sent. @param name what the market is called among its event's. */
export function OrderTicket({ market, name }: { readonly market: Market; readonly name: string }) {
  return (
    <Panel>
      <Empty title={name}>{market.market_id}</Empty>
    </Panel>
  );
}
