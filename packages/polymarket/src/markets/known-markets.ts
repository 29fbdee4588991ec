import type { Outcome } from "@probity/core";
import type { MarketData } from "@probity/market-data";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { ChainMarket } from "../ports.ts";
import type { KnownMarket } from "./market-json.ts";
import { isListed, standingOf } from "./market-standing.ts";
import type { Parameters } from "./parameters.ts";

/** One of a market's two shares. */
export interface Token {
  readonly id: string;
  readonly market: ChainMarket;
  readonly outcome: Outcome;
}

/** A token id in decimal: 256 bits. */
const TOKEN_ID = /^[0-9]{1,78}$/;

/** Markets as routes ask for them, with the words clients know for what is not there. */
export class KnownMarkets {
  readonly #desk: Desk;
  readonly #parameters: Parameters;

  constructor(desk: Desk, parameters: Parameters) {
    this.#desk = desk;
    this.#parameters = parameters;
  }

  /** Every market that was ever opened, oldest first. */
  listed(): readonly ChainMarket[] {
    const { statuses } = this.#data;
    return this.#desk.markets.all().filter(({ market }) => {
      const status = statuses.status(market);
      return status !== null && isListed(status);
    });
  }

  /** What descriptions of the markets are made of, in their order. */
  async describe(markets: readonly ChainMarket[]): Promise<readonly KnownMarket[]> {
    await this.#parameters.load(markets.map(({ market }) => market));
    const { catalogue, statuses } = this.#data;
    return markets.flatMap((chain) => {
      const words = catalogue.market(chain.market);
      const status = statuses.status(chain.market);
      const parameters = this.#parameters.of(chain.market);
      if (words === null || status === null || parameters === null) return [];
      const tags = catalogue.event(chain.event)?.text.tags ?? [];
      return [{ chain, words, status, parameters, tags }];
    });
  }

  /** @throws ClobError 404 */
  async ofCondition(conditionId: string): Promise<KnownMarket> {
    const chain = this.#desk.markets.ofCondition(conditionId);
    const [known] = chain === null ? [] : await this.describe([chain]);
    if (known === undefined || !isListed(known.status)) throw marketNotFound();
    return known;
  }

  /** Null for what is no token of a market that was ever opened. */
  token(id: string): Token | null {
    if (!TOKEN_ID.test(id)) return null;
    const found = this.#desk.markets.ofToken(id);
    if (found === null) return null;
    const status = this.#data.statuses.status(found.market.market);
    return status === null || !isListed(status) ? null : { id, ...found };
  }

  /** @throws ClobError 400, 404 */
  wantedToken(id: unknown): Token {
    if (typeof id !== "string" || !TOKEN_ID.test(id)) throw new ClobError(400, "Invalid token id");
    const token = this.token(id);
    if (token === null) throw marketNotFound();
    return token;
  }

  /** Whether there is a book: there is none once the ending is fixed. */
  hasBook({ market }: Token): boolean {
    const status = this.#data.statuses.status(market.market);
    return status !== null && !standingOf(status).closed;
  }

  /** A token that has a book. @throws ClobError 400, 404 */
  wantedBook(id: unknown): Token {
    if (typeof id !== "string" || !TOKEN_ID.test(id)) throw new ClobError(400, "Invalid token id");
    const token = this.token(id);
    if (token !== null && this.hasBook(token)) return token;
    throw new ClobError(404, "No orderbook exists for the requested token id");
  }

  get #data(): MarketData {
    return this.#desk.venue.readSide.data;
  }
}

function marketNotFound(): ClobError {
  return new ClobError(404, "market not found");
}
