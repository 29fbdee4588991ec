import type { MatchId } from "@probity/core";
import { fromHistory } from "@probity/gateway";
import type { OwnFill } from "@probity/market-data";
import { traderOf, withKey } from "../auth/key-holder.ts";
import { isSameAddress } from "../auth/address.ts";
import { tradingAccount } from "../auth/newcomers.ts";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import { matchOf } from "../orders/trade-id.ts";
import type { Part } from "../part.ts";
import { PAGE_ITEMS, noPage, pageOf, readCursor } from "./pages.ts";
import { asked } from "./query.ts";
import { tradesJson } from "./trade-json.ts";
import { RecentMatches } from "./recent-matches.ts";

const BAD_QUERY = "Invalid trade params payload";
const SECONDS = /^\d{1,12}$/;
/** Fills that a page looks through at most for those it is asked for; the next page goes on from there. */
const LOOK_MAX = 1_000;

/** One's own trades, newest first (reference §5.3). */
export function ownTradePart(desk: Desk): Part {
  const { venue, markets } = desk;
  const recent = new RecentMatches(venue);

  return {
    publish: ({ fills }) => recent.apply(fills),
    clob: (clob) => {
      clob.register(async (scope) => {
        withKey(scope, desk, "read");

        scope.get("/data/trades", async (request) => {
          const { owner } = traderOf(request);
          const ask = (name: string) => asked(request, name, BAD_QUERY);
          const [id, condition, token] = [ask("id"), ask("market"), ask("asset_id")];
          const maker = ask("maker_address");
          const [from, to] = [secondsOf(ask("after")), secondsOf(ask("before"))];
          const before = readCursor(ask("next_cursor"));
          const account = tradingAccount(venue, owner);
          if (before === null || account === null) return noPage();
          await venue.readSide.caughtUp();
          if (id !== undefined) {
            const match = matchOf(id);
            const legs = match === null ? [] : await recent.legsOf([match]);
            const own = legs.filter((leg) => leg.account === account);
            return pageOf(await tradesJson(desk, own, legs), null);
          }
          const chain = condition === undefined ? null : markets.ofCondition(condition);
          const named = token === undefined ? null : markets.ofToken(token);
          if ((condition !== undefined && !chain) || (token !== undefined && !named)) {
            return noPage();
          }
          const market = chain?.market ?? named?.market.market;
          const isWanted = (fill: OwnFill): boolean =>
            (market === undefined || fill.market === market) &&
            (named === null || fill.outcome === named.outcome) &&
            (from === undefined || fill.time >= from * 1_000) &&
            (to === undefined || fill.time < to * 1_000);
          const { wanted, next } = await look(account, before, isWanted, market, from, to);
          const legs = await recent.legsOf(wanted.map(({ match }) => match));
          const trades = await tradesJson(desk, wanted, legs);
          return pageOf(
            maker === undefined ? trades : trades.filter((trade) => isOf(trade, maker)),
            next,
          );
        });
      });
    },
  };

  /** Fills below `before` that are wanted: of memory, and of the database what memory has forgotten. */
  async function look(
    account: NonNullable<ReturnType<typeof tradingAccount>>,
    before: number,
    isWanted: (fill: OwnFill) => boolean,
    market: Parameters<Desk["markets"]["of"]>[0] | undefined,
    from: number | undefined,
    to: number | undefined,
  ): Promise<{ readonly wanted: readonly OwnFill[]; readonly next: number | null }> {
    const { ownFills } = venue.readSide.data;
    const remembered = ownFills.fills(account).filter(({ match }) => match < before);
    const wanted = remembered.filter(isWanted);
    if (wanted.length > PAGE_ITEMS) return cut(wanted);
    if (ownFills.forgottenUntil(account) === 0) return { wanted, next: null };
    const oldest = remembered.at(-1)?.match ?? (before as MatchId);
    const forgotten = ownFills.forgottenUntil(account);
    const { value: older } = await fromHistory(venue, forgotten, ({ history }) =>
      history.fills(account, {
        before: oldest,
        limit: LOOK_MAX,
        market,
        from: from === undefined ? undefined : from * 1_000,
        to: to === undefined ? undefined : to * 1_000,
      }),
    );
    const all = [...wanted, ...older.filter(isWanted)];
    if (all.length > PAGE_ITEMS) return cut(all);
    return { wanted: all, next: older.length < LOOK_MAX ? null : older.at(-1)!.match };
  }
}

function cut(wanted: readonly OwnFill[]) {
  const page = wanted.slice(0, PAGE_ITEMS);
  return { wanted: page, next: page.at(-1)!.match };
}

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!SECONDS.test(text)) throw new ClobError(400, BAD_QUERY);
  return Number(text);
}

/** Whether the address gave or took in the trade. */
function isOf(trade: Awaited<ReturnType<typeof tradesJson>>[number], address: string): boolean {
  const makers = trade.maker_orders.map(({ maker_address: maker }) => maker);
  return [trade.maker_address, ...makers].some((one) => isSameAddress(one, address));
}
