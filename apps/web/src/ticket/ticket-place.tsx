import type { Market } from "@probity/protocol";
import { OrderTicket } from "./order-ticket.tsx";

/** The ticket beside the page; on a phone behind two buttons at the bottom. */
export function TicketPlace({ market, name }: { readonly market: Market; readonly name: string }) {
  return <OrderTicket market={market} name={name} />;
}
