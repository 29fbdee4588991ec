import { ApiError, ProbityClient } from "@probity/client";
import { readConfig } from "@probity/exchange";
import { UsageError } from "../usage-error.ts";

/** Markets for a venue to develop against: a question, and an event of several outcomes. */
const EVENTS = [
  {
    slug: "seed-rain-on-sunday",
    title: "Rain on Sunday",
    category: "weather",
    mid: [62],
    markets: [{ slug: "seed-rain", question: "Will it rain on Sunday?" }],
  },
  {
    slug: "seed-the-race",
    title: "Who wins the race?",
    category: "sports",
    mutually_exclusive: true,
    exhaustive: true,
    mid: [45, 33, 21],
    markets: [
      { slug: "seed-race-ada", question: "Will Ada win?" },
      { slug: "seed-race-bob", question: "Will Bob win?" },
      { slug: "seed-race-cyd", question: "Will Cyd win?" },
    ],
  },
];
const PEOPLE = ["ada", "bob"];
/** Known to everybody: seeds are for venues that hold nothing. */
const PASSWORD = "a password of the seeds";

/**
 * Fills a running venue of play money with markets, people, quotes and a few trades. Twice does no
 * harm: what is there stays, and quotes are added, with the money for them.
 *
 * @throws Error when the venue takes an order of a seed for none, as it does for a while after a restart.
 */
export async function seed(args: readonly string[]): Promise<void> {
  if (args.length > 1) throw new UsageError("seed takes one address");
  const config = readConfig(process.env);
  if (config.NODE_ENV === "production") throw new UsageError("seeds are not for production");
  const password = config.PROBITY_ADMIN_PASSWORD;
  if (password === undefined) throw new UsageError("say PROBITY_ADMIN_PASSWORD, the operator's");
  const url = args[0] ?? `http://localhost:${config.PORT}`;
  const operator = new ProbityClient({ url });
  await operator.signIn({ email: config.PROBITY_ADMIN_EMAIL, password });
  const markets = (await Promise.all(EVENTS.map((event) => openEvent(operator, event)))).flat();
  const [maker, taker] = (await Promise.all(PEOPLE.map((name) => enter(url, name)))) as [
    ProbityClient,
    ProbityClient,
  ];
  for (const [market, mid] of markets) await quote(maker, taker, market, mid);
  console.log(`${markets.length} markets at ${url} have quotes and trades.`);
  console.log(
    `Sign in as ${PEOPLE.join("@seed.example or ")}@seed.example, password "${PASSWORD}".`,
  );
}

/** @returns the event's markets, each with the cents its quotes stand around. */
async function openEvent(
  operator: ProbityClient,
  { mid, ...event }: (typeof EVENTS)[number],
): Promise<[market: string, mid: number][]> {
  try {
    await operator.admin.createEvent(event);
    await operator.admin.changeState("events", event.slug, { to: "open" });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "SLUG_TAKEN") throw error;
  }
  const { markets } = await operator.markets.one(event.slug);
  return markets.map(({ market_id }, place) => [market_id, mid[place] ?? 50]);
}

async function enter(url: string, name: string): Promise<ProbityClient> {
  const client = new ProbityClient({ url });
  const credentials = { email: `${name}@seed.example`, password: PASSWORD };
  try {
    await client.register(credentials);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "EMAIL_TAKEN") throw error;
    await client.signIn(credentials);
  }
  await client.accounts.deposit({ amount: "10000" });
  return client;
}

/** Five levels a side around `mid` cents, and a trade against the best of each. */
async function quote(
  maker: ProbityClient,
  taker: ProbityClient,
  market: string,
  mid: number,
): Promise<void> {
  const order = (outcome: "yes" | "no", cents: number, quantity: string) => ({
    type: "limit" as const,
    market_id: market,
    outcome,
    side: "buy" as const,
    price: (cents / 100).toFixed(2),
    quantity,
  });
  const levels = [1, 2, 3, 4, 5];
  const quotes = levels.flatMap((away) => [
    order("yes", mid - away, String(20 * away)),
    order("no", 100 - mid - away, String(20 * away)),
  ]);
  const trades = [order("yes", mid + 1, "5"), order("no", 101 - mid, "5")];
  const placed = [
    await maker.orders.placeBatch({ orders: quotes }),
    await taker.orders.placeBatch({ orders: trades }),
  ];
  const refused = placed.flatMap(({ results }) => results.flatMap(({ error }) => error ?? []));
  const [first] = refused;
  if (first !== undefined) {
    throw new Error(`${refused.length} orders in ${market} were refused: ${first.message}`);
  }
}
