import type { ProbityClient } from "@probity/client";
import { createEvent, placeOrder } from "./events.ts";
import type { MadeEvent } from "./events.ts";

/** Something has happened here: enough of everything that no page is empty. */
export interface World {
  readonly single: MadeEvent;
  readonly several: MadeEvent;
  readonly halted: MadeEvent;
  readonly resolved: MadeEvent;
}

/** A title nobody would wish for, which must fit all the same. */
const LONG =
  "Will the committee that nobody remembers having elected publish its report on the state of the harbour before the end of the quarter?";

/** Makes events in several states, with books and trades; `trader` has shares, profits and orders in them. */
export async function makeWorld(
  operator: ProbityClient,
  maker: ProbityClient,
  trader: ProbityClient,
): Promise<World> {
  const single = await createEvent(operator, LONG);
  const several = await createEvent(operator, "Who wins the harbour race?", [
    "Aurora",
    "Borealis",
    "Cassiopeia of the Northern Waters",
    "Another boat",
  ]);
  const halted = await createEvent(operator, "Will the crane be mended?");
  const resolved = await createEvent(operator, "Did the ferry sail?");
  for (const [index, { id }] of [single, several, halted, resolved]
    .flatMap(({ markets }) => markets)
    .entries()) {
    const middle = 24 + ((index * 13) % 40);
    for (let away = 1; away <= 6; away++) {
      const quantity = String(10 + away * 7.5);
      await placeOrder(maker, id, {
        side: "buy",
        outcome: "yes",
        price: cents(middle - away),
        quantity,
      });
      await placeOrder(maker, id, {
        side: "buy",
        outcome: "no",
        price: cents(100 - middle - away),
        quantity,
      });
    }
    await placeOrder(trader, id, {
      side: "buy",
      outcome: "yes",
      price: cents(middle + 2),
      quantity: "20",
    });
    await placeOrder(trader, id, {
      side: "sell",
      outcome: "yes",
      price: cents(middle - 1),
      quantity: "5",
    });
    await placeOrder(trader, id, {
      side: "buy",
      outcome: "no",
      price: cents(100 - middle - 4),
      quantity: "12",
    });
  }
  await operator.admin.changeState("events", halted.slug, { to: "halted" });
  await operator.admin.resolveMarket(resolved.markets[0]!.id, { yes_payout: "1" });
  return { single, several, halted, resolved };
}

function cents(price: number): string {
  return (price / 100).toFixed(2);
}
