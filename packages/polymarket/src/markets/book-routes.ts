import { setImmediate } from "node:timers/promises";
import type { Outcome } from "@probity/core";
import type { MarketData } from "@probity/market-data";
import { formatPrice } from "@probity/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { KnownMarkets, Token } from "./known-markets.ts";
import type { LastTrades } from "./last-trades.ts";
import type { Parameters } from "./parameters.ts";
import type { TokenBooks } from "./token-books.ts";
import { bestPrices, midpointText, sidePrice, spreadText } from "./token-prices.ts";
import { wantedSide, wishesOfBody, wishesOfQuery } from "./token-wishes.ts";
import type { TokenWish } from "./token-wishes.ts";

/** Characters of one answer with many books. */
const BOOKS_TEXT_MOST = 32 << 20;
/** After so long others have their turn. */
const TURN_MS = 5;

export interface BookRouteParts {
  readonly desk: Desk;
  readonly known: KnownMarkets;
  readonly parameters: Parameters;
  readonly books: TokenBooks;
  readonly lastTrades: LastTrades;
}

/** Books, and what is read off them. */
export function bookRoutes(app: FastifyInstance, parts: BookRouteParts): void {
  const { desk, known, parameters, books, lastTrades } = parts;
  const { readSide } = desk.venue;

  /** The text of a token's book; null when it has none any more. */
  const textOf = async ({ market, outcome }: Token): Promise<string | null> => {
    await parameters.load([market.market]);
    return books.of(market, outcome)?.text ?? null;
  };
  app.get("/book", async (request, reply) => {
    await readSide.caughtUp();
    const text = await textOf(known.wantedBook(queryOf(request)["token_id"]));
    return reply.type("application/json").send(text ?? "{}");
  });
  app.post("/books", async (request, reply) => {
    const wishes = wishesOfBody(request);
    await readSide.caughtUp();
    const tokens = wanted(known, wishes).map(({ token }) => token);
    await parameters.load(tokens.map(({ market }) => market.market));
    let text = "[";
    let turnEnds = performance.now() + TURN_MS;
    for (const { market, outcome } of new Set(tokens)) {
      text += `${text === "[" ? "" : ","}${books.of(market, outcome)?.text ?? "null"}`;
      if (text.length > BOOKS_TEXT_MOST) throw new ClobError(400, "Payload exceeds the limit");
      if (performance.now() < turnEnds) continue;
      await setImmediate();
      turnEnds = performance.now() + TURN_MS;
    }
    return reply.type("application/json").send(`${text}]`);
  });
  // Polymarket has kept none since February 2026 and answers like this.
  app.get("/orderbook-history", async () => ({ count: 0, data: [] }));

  const prices = (token: Token) => pricesOf(readSide.data, token);
  app.get("/price", async (request) => {
    const query = queryOf(request);
    const side = wantedSide(query["side"]);
    await readSide.caughtUp();
    return { price: sidePrice(prices(known.wantedBook(query["token_id"])), side) };
  });
  const ofBook = (path: string, name: string, text: (token: Token) => string): void => {
    app.get(path, async (request) => {
      await readSide.caughtUp();
      return { [name]: text(known.wantedBook(queryOf(request)["token_id"])) };
    });
    const plural = `${path}s`;
    many(plural, (wishes) => {
      return Object.fromEntries(wishes.map(({ token }) => [token.id, text(token)]));
    });
  };
  const many = (path: string, answer: (wishes: readonly Wanted[]) => unknown): void => {
    const reply = async (wishes: readonly TokenWish[]): Promise<unknown> => {
      await readSide.caughtUp();
      return answer(wanted(known, wishes));
    };
    app.get(path, async (request) => reply(wishesOfQuery(request)));
    app.post(path, async (request) => reply(wishesOfBody(request)));
  };
  ofBook("/midpoint", "mid", (token) => midpointText(prices(token)));
  ofBook("/spread", "spread", (token) => spreadText(prices(token)));
  many("/prices", (wishes) => {
    const answer: Record<string, Partial<Record<"BUY" | "SELL", string>>> = {};
    for (const { token, side } of wishes) {
      const sides = side === null ? (["BUY", "SELL"] as const) : [side];
      const told = (answer[token.id] ??= {});
      for (const one of sides) told[one] = sidePrice(prices(token), one);
    }
    return answer;
  });

  app.get("/last-trade-price", async (request) => {
    await readSide.caughtUp();
    const last = await lastTrades.of(known.wantedBook(queryOf(request)["token_id"]));
    return last === null ? { price: "0.5", side: "" } : lastJson(last);
  });
  many("/last-trades-prices", async (wishes) => {
    const told = [];
    for (const { token } of wishes) {
      const last = await lastTrades.of(token);
      if (last !== null) told.push({ ...lastJson(last), token_id: token.id });
    }
    return told;
  });
}

/** A token that is there and has a book, and the side asked for. */
interface Wanted {
  readonly token: Token;
  readonly side: TokenWish["side"];
}

/** Leaves out what is no token, and what has no book. */
function wanted(known: KnownMarkets, wishes: readonly TokenWish[]): readonly Wanted[] {
  const found = new Map<string, Token>();
  return wishes.flatMap(({ token: id, side }) => {
    const token = found.get(id) ?? known.token(id);
    if (token === null || !known.hasBook(token)) return [];
    found.set(id, token);
    return [{ token, side }];
  });
}

function pricesOf(
  data: MarketData,
  { market, outcome }: { market: Token["market"]; outcome: Outcome },
) {
  return bestPrices(data, market.market, outcome);
}

function lastJson({ price, side }: NonNullable<Awaited<ReturnType<LastTrades["of"]>>>) {
  return { price: formatPrice(price), side };
}

function queryOf({ query }: FastifyRequest): Readonly<Record<string, unknown>> {
  return query as Readonly<Record<string, unknown>>;
}
