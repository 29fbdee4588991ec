import type { OrderId } from "@probity/core";
import { fromHistory, readMachine } from "@probity/gateway";
import { traderOf, withKey } from "../auth/key-holder.ts";
import { tradingAccount } from "../auth/newcomers.ts";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import { orderNamed } from "../orders/order-hash.ts";
import type { Part } from "../part.ts";
import type { Trader } from "../ports.ts";
import { formatUnits } from "../orders/decimals.ts";
import { noPage } from "./pages.ts";
import { asked } from "./query.ts";

/** Orders of one question. */
const IDS_MAX = 1_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/**
 * What orders earn while they rest. There is no programme of liquidity rewards here, so its lists are empty;
 * makers earn rebates with their fills where the market's fees say so, and an order scores while it may.
 */
export function rewardPart(desk: Desk): Part {
  const { venue, markets, wallets } = desk;

  const scoring = async ({ owner }: Trader, ids: readonly string[]) => {
    const named = ids.map(orderNamed);
    if (named.includes(null)) throw new ClobError(400, "Invalid orderID");
    const account = tradingAccount(venue, owner);
    await venue.readSide.caughtUp();
    const open = account === null ? [] : venue.readSide.data.ownOrders.open(account);
    const byKey = new Map(open.map((order) => [order.key, order.order]));
    const orders = named.map((one): OrderId | null =>
      one === null ? null : one.kind === "order" ? one.order : (byKey.get(one.key) ?? null),
    );
    const { value } = await readMachine(
      venue,
      (machine) =>
        orders.map((order) => {
          const resting = order === null ? null : machine.order(order);
          if (resting?.account !== account || resting === null) return false;
          const market = machine.market(resting.market);
          return market?.state === "open" && market.parameters.fees.rebateBps > 0;
        }),
      undefined,
    );
    return value;
  };

  return {
    clob: (clob) => {
      clob.get("/rebates/current", async (request) => {
        const maker = asked(request, "maker_address", "Invalid payload");
        const date = asked(request, "date", "Invalid payload");
        const from = date !== undefined && DATE.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
        if (maker === undefined || Number.isNaN(from)) throw new ClobError(400, "Invalid payload");
        const owner = await wallets.ownerOf(maker);
        const account = owner === null ? null : tradingAccount(venue, owner);
        const period = { from, to: from + DAY_MS };
        const { value: rebates } =
          account === null
            ? { value: [] }
            : await fromHistory(venue, venue.sequencer.durableSequence, ({ activity }) =>
                activity.rebates({ account, ...period }),
              );
        return [...rebates].flatMap(([market, rebated]) => ({
          date,
          condition_id: markets.of(market)?.conditionId ?? "",
          maker_address: maker,
          rebated_fees_usdc: formatUnits(rebated),
        }));
      });

      clob.register(async (scope) => {
        withKey(scope, desk, "read");
        scope.get("/rewards/user", async () => noPage());
        scope.get("/rewards/user/total", async () => []);
        scope.get("/rewards/user/percentages", async () => ({}));
        scope.get("/rewards/user/markets", async () => noPage());

        scope.get("/order-scoring", async (request) => {
          const id = asked(request, "order_id", "Invalid orderID");
          if (id === undefined) throw new ClobError(400, "Invalid orderID");
          const [is = false] = await scoring(traderOf(request), [id]);
          return { scoring: is };
        });

        scope.post("/orders-scoring", async (request) => {
          const { body } = request;
          const isList = Array.isArray(body) && body.every((id) => typeof id === "string");
          if (!isList) throw new ClobError(400, "Invalid payload");
          if (body.length > IDS_MAX) throw new ClobError(400, "Payload exceeds the limit");
          const ids = body as string[];
          const are = await scoring(traderOf(request), ids);
          return Object.fromEntries(ids.map((id, place) => [id, are[place] ?? false]));
        });
      });
    },
  };
}
