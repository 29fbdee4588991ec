import type { OrderId } from "@probity/core";
import type { OwnFill } from "@probity/market-data";
import type { Desk } from "../desk.ts";
import { ClobError } from "../clob-errors.ts";
import { formatDollars, formatShares, formatUnits } from "../orders/decimals.ts";
import { tradeId } from "../orders/trade-id.ts";
import type { Part } from "../part.ts";
import { orderWords } from "./order-words.ts";
import type { OrderWords } from "./order-words.ts";
import { PAGE_ITEMS, noPage, pageOf, readCursor } from "./pages.ts";
import { asked } from "./query.ts";

const CODE = /^0x[0-9a-f]{64}$/;
const NOBODY = `0x${"0".repeat(64)}`;
/** Trades of builders that are remembered. */
const REMEMBERED = 10_000;

/** A trade whose order carried a builder's code. */
interface BuilderFill {
  readonly code: string;
  readonly fill: OwnFill;
  /** The fill of who took; of a taker the same. */
  readonly taker: OwnFill;
}

/**
 * What came through builders (reference §5.1): trades of orders that carry their code, of this run and the
 * last ten thousand. Nobody adds fees of their own here.
 */
export function builderPart(desk: Desk): Part {
  const { kept, venue } = desk;
  /** The oldest first. */
  const fills: BuilderFill[] = [];

  const json = ({ code, fill, taker }: BuilderFill, said: ReadonlyMap<OrderId, OrderWords>) => {
    const [words, taking] = [said.get(fill.order), said.get(taker.order)];
    if (words === undefined || taking === undefined) return [];
    const chain = desk.markets.of(fill.market);
    if (chain === null) return [];
    const place = fill.outcome === "yes" ? 0 : 1;
    const standing = desk.settlements.of(fill.match, fill.time);
    const value = formatUnits(fill.price * fill.quantity);
    const at = new Date(fill.time).toISOString();
    return {
      id: tradeId(fill.match),
      tradeType: fill.role === "taker" ? "TAKER" : "MAKER",
      takerOrderHash: taking.hash,
      builder: code,
      builderCode: code,
      market: chain.conditionId,
      assetId: chain.tokens[place],
      side: fill.side === "buy" ? "BUY" : "SELL",
      size: formatShares(fill.quantity),
      sizeUsdc: value,
      price: formatDollars(fill.price),
      status: standing.status,
      outcome: chain.outcomes[place],
      outcomeIndex: place,
      owner: words.apiKey,
      maker: words.address,
      transactionHash: standing.transactionHash,
      matchTime: String(Math.floor(fill.time / 1_000)),
      bucketIndex: 0,
      fee: formatUnits(fill.fee),
      feeUsdc: formatUnits(fill.fee),
      builderFee: "0",
      err_msg: standing.error === "" ? null : standing.error,
      createdAt: at,
      updatedAt: new Date(standing.updatedAt).toISOString(),
    };
  };

  return {
    publish: (changes) => {
      for (const fill of changes.fills) {
        const signed = kept.peek(fill.order)?.signed;
        if (signed === undefined || signed.version === 1 || signed.builder === NOBODY) continue;
        const isTaker = ({ match, role }: OwnFill) => match === fill.match && role === "taker";
        fills.push({ code: signed.builder, fill, taker: changes.fills.find(isTaker) ?? fill });
        if (fills.length > 2 * REMEMBERED) fills.splice(0, REMEMBERED);
      }
    },
    clob: (clob) => {
      clob.get("/builder/trades", async (request) => {
        const ask = (name: string) => asked(request, name, "Invalid trade params payload");
        const code = ask("builder_code")?.toLowerCase() ?? "";
        if (!CODE.test(code)) throw new ClobError(400, "Invalid trade params payload");
        const before = readCursor(ask("next_cursor"));
        const market = ask("market")?.toLowerCase();
        if (before === null) return noPage();
        await venue.readSide.caughtUp();
        const wanted = market === undefined ? null : desk.markets.ofCondition(market)?.market;
        if (wanted === undefined) return noPage();
        const own = fills
          .filter(({ code: of, fill }) => of === code && fill.match < before)
          .filter(({ fill }) => wanted === null || fill.market === wanted)
          .reverse();
        // Both sides of a match may be the builder's: the next page begins behind the two.
        const last = own[PAGE_ITEMS - 1]?.fill.match;
        const page = own.filter(({ fill }, at) => at < PAGE_ITEMS || fill.match === last);
        const said = await orderWords(
          desk,
          page.flatMap(({ fill, taker }) => [fill, taker]),
        );
        const data = page.flatMap((one) => json(one, said));
        return pageOf(data, own.length > page.length ? page.at(-1)!.fill.match : null);
      });

      clob.get<{ Params: { code: string } }>("/fees/builder-fees/:code", async ({ params }) => {
        if (!CODE.test(params.code.toLowerCase())) throw new ClobError(404, "builder not found");
        return { builder_maker_fee_rate_bps: 0, builder_taker_fee_rate_bps: 0 };
      });
    },
  };
}
