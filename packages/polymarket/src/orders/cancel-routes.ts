import { BATCH_MAX, WORK_PER_COMMAND, sequenceOf } from "@probity/core";
import type { AccountId, CancelScope, CommandContent, Event, OrderTarget } from "@probity/core";
import { expectDone } from "@probity/gateway";
import type { OwnOrder } from "@probity/market-data";
import type { Receipt } from "@probity/sequencer";
import type { FastifyRequest } from "fastify";
import { traderOf, withKey } from "../auth/key-holder.ts";
import { tradingAccount } from "../auth/newcomers.ts";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { Part } from "../part.ts";
import type { Trader } from "../ports.ts";
import { orderHash, orderNamed } from "./order-hash.ts";

/** Ids of one request. */
const IDS_MAX = 1_000;
/** Bots look for the end of this sentence. */
const GONE = "order can't be found - already canceled or matched";

/** What a cancel did: ids as they were given, and why the others were not. */
interface Cancelled {
  readonly canceled: readonly string[];
  readonly not_canceled: Readonly<Record<string, string>>;
}

/** The four ways to cancel (reference §5.3). */
export function cancelPart(desk: Desk): Part {
  const { venue } = desk;

  const enter = ({ owner }: Trader, content: CommandContent): Promise<Receipt<Event>> =>
    new Promise((done, failed) => {
      venue.submitter.enqueue(owner, content, { done, failed });
    });

  /** Cancels by id: as many commands as it takes, in order, and without waiting in between. */
  const cancelIds = async (trader: Trader, ids: readonly string[]): Promise<Cancelled> => {
    const account = tradingAccount(venue, trader.owner);
    const wanted = [...new Set(ids)];
    const targets = wanted.map(targetOf);
    if (account === null) return cancelled(wanted, new Set());
    const receipts: Promise<Receipt<Event>>[] = [];
    for (let from = 0; from < targets.length; from += BATCH_MAX) {
      const some = targets.slice(from, from + BATCH_MAX);
      receipts.push(enter(trader, { type: "CancelOrders", account, targets: some }));
    }
    const gone = new Set<string>();
    for (const [batch, receipt] of (await Promise.all(receipts)).entries()) {
      expectDone(receipt);
      // One event a target, in their order.
      for (const [place, event] of receipt.events.entries()) {
        if (event.type === "OrderCancelled") gone.add(wanted[batch * BATCH_MAX + place]!);
      }
    }
    return cancelled(wanted, gone);
  };

  /** Cancels all of a scope; what the machine goes on with in turns is as good as gone. */
  const cancelScope = async (trader: Trader, scope: CancelScope): Promise<Cancelled> => {
    const account = tradingAccount(venue, trader.owner);
    if (account === null) return { canceled: [], not_canceled: {} };
    const { ownOrders } = venue.readSide.data;
    // Of many that end at once memory soon forgets some, and with them their names.
    const before = ownOrders.open(account);
    const receipt = await enter(trader, { type: "CancelAll", account, scope });
    expectDone(receipt);
    const { sequence, events } = receipt;
    await venue.readSide.caughtUp(sequence);
    const known = new Map(
      [...before, ...ownOrders.newestFirst(account)].map((own) => [own.order, own]),
    );
    const gone = events.flatMap((event) => (event.type === "OrderCancelled" ? event.order : []));
    if (gone.length >= WORK_PER_COMMAND) {
      // The machine goes by rising ids, and takes no order that came behind the command.
      const last = gone.at(-1)!;
      const inTurn = Array.from(known.values()).filter(
        (own) =>
          own.order > last &&
          sequenceOf(own.order) <= sequence &&
          isIn(own, scope) &&
          isGoing(own, sequence),
      );
      gone.push(...inTurn.map(({ order }) => order).sort((one, other) => one - other));
    }
    return {
      canceled: gone.map((order) => orderHash(order, known.get(order)?.key ?? null)),
      not_canceled: {},
    };
  };

  return {
    clob: (clob) => {
      clob.register(async (scope) => {
        withKey(scope, desk, "trade");

        scope.delete("/order", async (request) => {
          const { orderID } = objectIn(request);
          if (typeof orderID !== "string") throw new ClobError(400, "Invalid orderID");
          return cancelIds(traderOf(request), [orderID]);
        });

        scope.delete("/orders", async (request) => {
          const { body } = request;
          const isList = Array.isArray(body) && body.every((id) => typeof id === "string");
          if (!isList) throw new ClobError(400, "Invalid order payload");
          if (body.length > IDS_MAX) throw new ClobError(400, "Payload exceeds the limit");
          return cancelIds(traderOf(request), body as string[]);
        });

        scope.delete("/cancel-all", async (request) =>
          cancelScope(traderOf(request), { kind: "all" }),
        );

        scope.delete("/cancel-market-orders", async (request) => {
          const trader = traderOf(request);
          const { market = "", asset_id: token = "" } = objectIn(request);
          if (typeof market !== "string" || typeof token !== "string" || market + token === "") {
            throw new ClobError(400, "invalid order params payload");
          }
          const named = token === "" ? null : desk.markets.ofToken(token);
          const wanted = market === "" ? named?.market : desk.markets.ofCondition(market);
          if (wanted === null || wanted === undefined) throw new ClobError(400, "Invalid market");
          if (token === "") return cancelScope(trader, { kind: "market", market: wanted.market });
          if (named?.market.market !== wanted.market) return { canceled: [], not_canceled: {} };
          const account = tradingAccount(venue, trader.owner);
          await venue.readSide.caughtUp();
          const open = account === null ? [] : openIn(account);
          const ids = open
            .filter(({ spec }) => spec.market === wanted.market && spec.outcome === named.outcome)
            .map(({ order, key }) => orderHash(order, key));
          return cancelIds(trader, ids);
        });
      });
    },
  };

  function openIn(account: AccountId): readonly OwnOrder[] {
    return venue.readSide.data.ownOrders.open(account);
  }
}

function cancelled(wanted: readonly string[], gone: ReadonlySet<string>): Cancelled {
  const left = wanted.filter((id) => !gone.has(id));
  return {
    canceled: wanted.filter((id) => gone.has(id)),
    not_canceled: Object.fromEntries(left.map((id) => [id, GONE])),
  };
}

/** @throws ClobError for what is no order's id. */
function targetOf(id: string): OrderTarget {
  const named = orderNamed(id);
  if (named === null) throw new ClobError(400, "Invalid orderID");
  return named;
}

function isIn({ spec }: OwnOrder, scope: CancelScope): boolean {
  return scope.kind === "all" || (scope.kind === "market" && spec.market === scope.market);
}

/** Whether an order that was at rest behind the command ends by it. */
function isGoing({ status, sequence }: OwnOrder, command: number): boolean {
  return status === "open" || (status === "cancelled" && sequence > command);
}

function objectIn({ body }: FastifyRequest): Readonly<Record<string, unknown>> {
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  if (!isObject) throw new ClobError(400, "Invalid order payload");
  return body as Readonly<Record<string, unknown>>;
}
