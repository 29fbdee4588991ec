import { TICK_SIZES } from "@probity/core";
import type {
  AccountId,
  Amount,
  AssetId,
  CommandContent,
  Event,
  EventOf,
  EventType,
  FeeSchedule,
  MarketId,
  MarketSpec,
  OwnerId,
  Price,
  Quantity,
  Timestamp,
} from "@probity/core";

/** A wish and who has it; 0 is the venue itself. */
export interface Wish {
  readonly actor: number;
  readonly content: CommandContent;
}

/** Carries out wishes in order: a bare machine or a sequencer. @returns the events of each. */
export type CarryOut = (wishes: readonly Wish[]) => Promise<readonly (readonly Event[])[]>;

export interface WorldSize {
  readonly accounts: number;
  readonly markets: number;
  /** Of one cent, or of a tenth of it. */
  readonly tickSize: 100 | 10;
}

/** Accounts with money and open markets; account `i` belongs to owner `i + 1`. */
export interface World {
  readonly accounts: readonly AccountId[];
  readonly markets: readonly MarketId[];
}

const USD = 1 as AssetId;
/** Deposited in all, in micro-dollars: three billion dollars, within what one shard may hold. */
const DEPOSITS = 3e15;
const MARKETS_OF_AN_EVENT = 500;
const WISHES_AT_ONCE = 1_000;

/** Every part of a fee is charged: takers pay, makers pay less, and get a little back. */
const FEES: FeeSchedule = {
  formula: "symmetric",
  exponent: 1,
  takerBps: 100,
  makerBps: 20,
  rebateBps: 10,
};

/** Registers the collateral, opens and funds the accounts, creates and opens the markets. */
export async function makeWorld(size: WorldSize, carryOut: CarryOut): Promise<World> {
  if (!TICK_SIZES.includes(size.tickSize)) throw new Error("no such tick size");
  await carryOut([bySystem({ type: "RegisterCollateral", symbol: "USD" })]);
  const markets = await makeMarkets(size, carryOut);
  const accounts = await makeAccounts(size.accounts, carryOut);
  return { accounts, markets };
}

async function makeMarkets(
  { markets, tickSize }: WorldSize,
  carryOut: CarryOut,
): Promise<MarketId[]> {
  const made: MarketId[] = [];
  for (let first = 0; first < markets; first += MARKETS_OF_AN_EVENT) {
    const count = Math.min(MARKETS_OF_AN_EVENT, markets - first);
    const specs = Array.from({ length: count }, (_, index) => marketSpec(first + index, tickSize));
    const created = await carryOut([
      bySystem({
        type: "CreateEvent",
        slug: `event-${first}`,
        text: { title: "Which?", description: "", category: "", tags: [], image: "" },
        rules: "",
        collateral: USD,
        mutuallyExclusive: false,
        exhaustive: false,
        markets: specs,
      }),
    ]);
    const [{ event }] = eventsOf(created, "EventCreated") as [EventOf<"EventCreated">];
    made.push(...eventsOf(created, "MarketCreated").map(({ market }) => market));
    const target = { kind: "event", event } as const;
    await carryOut([bySystem({ type: "ChangeMarketState", target, to: "open", mode: "normal" })]);
  }
  return made;
}

async function makeAccounts(count: number, carryOut: CarryOut): Promise<AccountId[]> {
  const made: AccountId[] = [];
  const amount = Math.floor(DEPOSITS / count) as Amount;
  for (let first = 0; first < count; first += WISHES_AT_ONCE) {
    const owners = Array.from(
      { length: Math.min(WISHES_AT_ONCE, count - first) },
      (_, index) => (first + index + 1) as OwnerId,
    );
    const opened = await carryOut(owners.map((owner) => bySystem({ type: "OpenAccount", owner })));
    const accounts = eventsOf(opened, "AccountOpened").map(({ account }) => account);
    await carryOut(
      accounts.map((account) =>
        bySystem({ type: "Deposit", account, asset: USD, amount, key: "first" }),
      ),
    );
    made.push(...accounts);
  }
  return made;
}

function marketSpec(index: number, tickSize: number): MarketSpec {
  return {
    slug: `market-${index}`,
    text: { question: "Yes?", description: "", image: "", external: "" },
    tickSize: tickSize as Price,
    parameters: {
      minQuantity: 1 as Quantity,
      fees: FEES,
      positionLimit: 0 as Quantity,
      bandLow: 1 as Price,
      bandHigh: 9_999 as Price,
      closeTime: 0 as Timestamp,
      takerDelayMs: 0,
    },
  };
}

function bySystem(content: CommandContent): Wish {
  return { actor: 0, content };
}

function eventsOf<T extends EventType>(
  answers: readonly (readonly Event[])[],
  type: T,
): EventOf<T>[] {
  const events = answers.flat();
  const wanted = events.filter((event): event is EventOf<T> => event.type === type);
  if (wanted.length === 0) throw new Error(`no ${type}: ${JSON.stringify(events).slice(0, 300)}`);
  return wanted;
}
