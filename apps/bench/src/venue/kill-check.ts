import { HttpConnection, httpRequest } from "../load/http-client.ts";
import { seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { Xorshift32 } from "../workload/generator.ts";
import type { Trader, TradingVenue } from "./trading-venue.ts";
import { VenueProcess } from "./venue-process.ts";

const CONNECTIONS = 16;
const LIFE_MS = 600;
/** How long the read side may take to come back. */
const PATIENCE_MS = 300_000;

/**
 * Kills the venue with `kill -9` while orders come in, starts it again on the same
 * folder, and looks for every order that was acknowledged; then stops it.
 */
export async function checkKill(
  report: ModeReport,
  { venue, markets, traders }: TradingVenue,
  seed: number,
): Promise<void> {
  const [trader] = traders;
  const [market] = markets;
  if (trader === undefined || market === undefined) throw new Error("nobody to trade, or nowhere");
  const acknowledged = new Map<string, string>();
  const random = new Xorshift32(seed);
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => HttpConnection.open(venue.port)),
  );
  const ended = connections.map(
    (connection) =>
      new Promise<void>((resolve) => {
        const send = (): void => connection.send(orderRequest(trader, market, random));
        connection.onEnd = () => resolve();
        connection.onAnswer = (status, body) => {
          if (status !== 200) return;
          const { order } = JSON.parse(body.toString()) as {
            order: { order_id: string; resting: string };
          };
          acknowledged.set(order.order_id, order.resting);
          send();
        };
        send();
      }),
  );
  await new Promise((resolve) => setTimeout(resolve, LIFE_MS));
  await venue.kill();
  await Promise.all(ended);
  for (const connection of connections) connection.close();

  const killed = performance.now();
  const again = await VenueProcess.start(venue.folder);
  const startSeconds = (performance.now() - killed) / 1_000;
  const foldSeconds = await untilReady(again);
  const open = await openOrders(again, trader);
  await again.stop();
  report.note(
    `After the kill the venue listened in ${seconds(startSeconds)}, and its read side was back ${seconds(foldSeconds)} later.`,
  );
  const lost = [...acknowledged].filter(([order, resting]) => open.get(order) !== resting);
  report.check(
    "every order acknowledged before a `kill -9` is found after it",
    acknowledged.size > 0 && lost.length === 0,
    `${acknowledged.size} acknowledged, ${lost.length} lost`,
  );
}

/** An order that rests: nobody sells for so little. */
function orderRequest(trader: Trader, market: string, random: Xorshift32): Buffer {
  const order = {
    type: "limit",
    market_id: market,
    outcome: "yes",
    side: "buy",
    price: (((random.next() >>> 8) % 50) / 1_000 + 0.001).toFixed(3),
    quantity: "1",
  };
  return httpRequest("POST", "/api/v1/orders", JSON.stringify(order), trader.token);
}

/** What rests of each open order of the trader, by id. */
async function openOrders(venue: VenueProcess, { token }: Trader): Promise<Map<string, string>> {
  const open = new Map<string, string>();
  const url = `${venue.url}/api/v1/orders?status=open&limit=100`;
  for (let cursor = ""; ;) {
    const answer = await fetch(`${url}${cursor}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`open orders: ${answer.status} ${await answer.text()}`);
    const page = (await answer.json()) as {
      orders: { order_id: string; remaining: string }[];
      next_cursor: string | null;
    };
    for (const { order_id, remaining } of page.orders) open.set(order_id, remaining);
    if (page.next_cursor === null) return open;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
}

/** After a start the read side folds the history again. @returns how long that took, in seconds. */
async function untilReady({ url }: VenueProcess): Promise<number> {
  const started = performance.now();
  for (;;) {
    const { ok } = await fetch(`${url}/ready`);
    const elapsed = performance.now() - started;
    if (ok) return elapsed / 1_000;
    if (elapsed > PATIENCE_MS) throw new Error("the read side does not come back");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
