import { join } from "node:path";
import { ProbityClient } from "@probity/client";
import { scratchFolder } from "../scratch.ts";
import { Xorshift32 } from "../workload/generator.ts";
import { OPERATOR, VenueProcess } from "./venue-process.ts";

/** One who trades: signed in, with money. */
export interface Trader {
  readonly token: string;
  readonly account: string;
  readonly client: ProbityClient;
}

/** A venue with open markets and funded traders. */
export interface TradingVenue {
  readonly venue: VenueProcess;
  readonly operator: ProbityClient;
  readonly markets: readonly string[];
  readonly traders: readonly Trader[];
}

export interface VenueSize {
  readonly traders: number;
  readonly markets: number;
}

const DEPOSIT = "100000000";
const MOST_OPEN_ORDERS = 1_000_000;

/** Starts a venue on a folder of its own and makes markets and traders through its API. */
export async function startTradingVenue(
  name: string,
  size: VenueSize,
  profileFolder: string | null = null,
): Promise<TradingVenue> {
  const venue = await VenueProcess.start(join(scratchFolder(), name), profileFolder);
  const operator = new ProbityClient({ url: venue.url });
  await operator.signIn(OPERATOR);
  const { markets } = await operator.admin.createEvent({
    slug: "bench",
    title: "Which?",
    markets: Array.from({ length: size.markets }, (_, index) => ({
      slug: `market-${index}`,
      question: "Yes?",
      tick_size: "0.001",
      min_quantity: "0.01",
      fees: { taker_bps: 100, maker_bps: 20, rebate_bps: 10 },
    })),
  });
  await operator.admin.changeState("events", "bench", { to: "open" });
  const traders: Trader[] = [];
  for (let index = 0; index < size.traders; index++)
    traders.push(await signUp(venue.url, operator, index));
  return { venue, operator, markets: markets.map((market) => market.market_id), traders };
}

/** The same with tokens that are new: one lives for a quarter of an hour. */
export async function signInAgain(venue: TradingVenue): Promise<TradingVenue> {
  const traders: Trader[] = [];
  for (const [index, trader] of venue.traders.entries()) {
    const { access_token } = await trader.client.signIn(credentialsOf(index));
    traders.push({ ...trader, token: access_token });
  }
  return { ...venue, traders };
}

function credentialsOf(index: number): { email: string; password: string } {
  return { email: `trader-${index}@example.org`, password: "correct horse battery" };
}

async function signUp(url: string, operator: ProbityClient, index: number): Promise<Trader> {
  const client = new ProbityClient({ url });
  const { access_token } = await client.register(credentialsOf(index));
  const { accounts } = await client.accounts.list();
  const account = accounts[0]?.account_id;
  if (account === undefined) throw new Error("a trader has no account");
  await operator.admin.updateAccount(account, { max_open_orders: MOST_OPEN_ORDERS });
  await operator.admin.deposit({ account_id: account, amount: DEPOSIT }, `first-${index}`);
  return { token: access_token, account, client };
}

/**
 * Orders as JSON, of one trader. Traders with an even index buy YES, the others buy
 * NO, both for half a dollar or a little more: whoever comes second meets whoever
 * came first, so about half of them trade at once; neighbours want the same lots of
 * the same markets, so what rests is only what one of them is ahead; and nobody
 * meets an order of their own.
 */
export function ordersOf(
  trader: number,
  markets: readonly string[],
  count: number,
  seed: number,
): object[] {
  // Two traders say the same with opposite outcomes, so that over a round nothing is left of either.
  const random = new Xorshift32(seed + (trader >> 1) * 7_919 + 1);
  const isYes = trader % 2 === 0;
  return Array.from({ length: count }, () => {
    const price = 500 + ((random.next() >>> 8) % 4);
    const lots = 100 + ((random.next() >>> 8) % 900);
    return {
      type: "limit",
      market_id: markets[(random.next() >>> 8) % markets.length],
      outcome: isYes ? "yes" : "no",
      side: "buy",
      price: (price / 1_000).toFixed(3),
      quantity: (lots / 100).toFixed(2),
    };
  });
}
