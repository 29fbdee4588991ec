/**
 * A process with a sequencer and a store, which trades until it is killed: node trading-process.ts <options as JSON>. Prints a line when the tables
 * have all there was at the start.
 */
import { amount, price, PRICE_ONE, quantity } from "@probity/core";
import type {
  AccountId,
  AssetId,
  CommandContent,
  MarketId,
  OwnerId,
  Timestamp,
} from "@probity/core";
import { FileStorage, exchangeKind, openSequencer } from "@probity/sequencer";
import { openStore } from "../src/index.ts";
import type { DatabaseChoice } from "../src/index.ts";

export interface TradingOptions {
  readonly folder: string;
  readonly database: DatabaseChoice;
  /** Origin of the commands; another for each life. */
  readonly life: number;
}

const { folder, database, life } = JSON.parse(process.argv[2] ?? "") as TradingOptions;
const ACCOUNTS = 6;
// It does not outlive the test that started it.
process.stdin.resume().on("end", () => process.exit(1));
const sequencer = await openSequencer({
  storage: new FileStorage(folder),
  kind: exchangeKind,
  segmentBytes: 1 << 20,
  eventFileBytes: 1 << 17,
});
let counter = 0;
const submit = (content: CommandContent) =>
  sequencer.submit({ origin: life, counter: ++counter, actor: 0, content });

const store = openStore({
  database,
  dataFolder: folder,
  durableSequence: () => sequencer.durableSequence,
  waitMs: 60_000,
});
await foundVenue();
const { accounts, market } = (
  await sequencer.read((machine) => ({
    accounts: machine.accounts(),
    market: machine.markets()[0] as MarketId,
  }))
).value;
const before = sequencer.durableSequence;
void store.caughtUp(before).then(() => console.log(`caught up with ${before}`));

let state = life * 7_919 + 1;
const below = (limit: number): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return (state >>> 8) % limit;
};
while (true) {
  await Promise.all(Array.from({ length: 20 }, () => submit(randomCommand())));
  // The test is about dying in the middle, not about how fast the middle is.
  await new Promise((resolve) => {
    setTimeout(resolve, 15);
  });
}

/** In the first life: an asset, accounts with money, and an open market. */
async function foundVenue(): Promise<void> {
  const { value: isNew } = await sequencer.read((machine) => machine.assets().length === 0);
  if (!isNew) return;
  await submit({ type: "RegisterCollateral", symbol: "USD" });
  const asset = 1 as AssetId;
  for (let owner = 1; owner <= ACCOUNTS; owner++) {
    await submit({ type: "OpenAccount", owner: owner as OwnerId });
  }
  const { value: opened } = await sequencer.read((machine) => machine.accounts());
  for (const account of opened) {
    await submit({ type: "Deposit", account, asset, amount: amount(1e13), key: `in-${account}` });
  }
  const parameters = {
    minQuantity: quantity(1),
    fees: { formula: "symmetric", exponent: 1, takerBps: 100, makerBps: 20, rebateBps: 0 },
    positionLimit: quantity(0),
    bandLow: price(1),
    bandHigh: price(PRICE_ONE - 1),
    closeTime: 0 as Timestamp,
    takerDelayMs: 0,
  } as const;
  await submit({
    type: "CreateEvent",
    slug: "rain",
    text: { title: "Rain", description: "", category: "", tags: [], image: "" },
    rules: "",
    collateral: asset,
    mutuallyExclusive: false,
    exhaustive: false,
    markets: [
      {
        slug: "rain-1",
        text: { question: "Will it rain?", description: "", image: "", external: "" },
        tickSize: price(100),
        parameters,
      },
    ],
  });
  const { value: event } = await sequencer.read((machine) => machine.events()[0]!);
  const target = { kind: "event", event } as const;
  await submit({ type: "ChangeMarketState", target, to: "open", mode: "normal" });
}

function randomCommand(): CommandContent {
  const account = accounts[below(ACCOUNTS)] as AccountId;
  const kind = below(20);
  if (kind === 0) return { type: "CancelAll", account, scope: { kind: "all" } };
  if (kind === 1) {
    const lots = quantity(1 + below(50));
    return { type: "SplitSet", account, market, quantity: lots, key: null };
  }
  return {
    type: "PlaceOrder",
    account,
    key: null,
    order: {
      market,
      outcome: below(2) === 0 ? "yes" : "no",
      side: below(3) === 0 ? "sell" : "buy",
      pricing: {
        kind: "limit",
        price: price((45 + below(11)) * 100),
        quantity: quantity(1 + below(200)),
        timeInForce: { kind: "gtc", postOnly: false },
      },
      reduceOnly: false,
      selfTrade: "cancel-maker",
      group: null,
      session: null,
    },
  };
}
