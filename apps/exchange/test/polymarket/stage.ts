/** A venue that speaks Polymarket's wire on a port of its own, with markets and traders to meet there. */
import { setTimeout as pause } from "node:timers/promises";
import { Chain, ClobClient, Side } from "@polymarket/clob-client-v2";
import type { ApiKeyCreds, OrderResponse } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import type { WalletClient } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { readConfig, startVenue } from "../../src/index.ts";
import type { RunningVenue } from "../../src/index.ts";
import { OPERATOR, Person, ask, newFolder, settings } from "../test-venue.ts";
import type { Answer } from "../test-venue.ts";

/** What a market is called natively, and on Polymarket's wire. */
export interface Listed {
  readonly id: string;
  readonly slug: string;
  readonly eventSlug: string;
  readonly question: string;
  readonly conditionId: string;
  readonly yes: string;
  readonly no: string;
}

/** Makes the client that traders of a stage use. */
export type ClientMaker = (host: string, wallet?: WalletClient, creds?: ApiKeyCreds) => ClobClient;

/** clob-client-v2 as its documentation makes it; what it may leave out is left out. */
const newestClient: ClientMaker = (host, signer, creds) =>
  new ClobClient({
    host,
    chain: Chain.AMOY,
    ...(signer === undefined ? {} : { signer }),
    ...(creds === undefined ? {} : { creds }),
  });

export class Stage {
  venue: RunningVenue;
  operator: Person;
  private readonly environment: Readonly<Record<string, string>>;
  private readonly folder: { path: string; remove: () => Promise<void> };
  private readonly maker: ClientMaker;
  private made = 0;

  private constructor(
    venue: RunningVenue,
    operator: Person,
    folder: { path: string; remove: () => Promise<void> },
    maker: ClientMaker,
    environment: Readonly<Record<string, string>>,
  ) {
    this.environment = environment;
    this.venue = venue;
    this.operator = operator;
    this.folder = folder;
    this.maker = maker;
  }

  /** @param environment settings that differ from those of every test. */
  static async open(
    environment: Readonly<Record<string, string>> = {},
    maker: ClientMaker = newestClient,
  ): Promise<Stage> {
    const folder = await newFolder();
    const quick = { POLYMARKET_MINED_MS: "300", POLYMARKET_CONFIRMED_MS: "300" };
    const all = { ...settings(folder.path), ...quick, ...environment };
    const venue = await startVenue(readConfig(all), () => {});
    const operator = await Person.signIn(venue.url, OPERATOR);
    return new Stage(venue, operator, folder, maker, all);
  }

  /** Stops the venue and starts it on the same folder and port, with other settings. */
  async restart(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    const PORT = new URL(this.venue.url).port;
    await this.venue.close();
    this.venue = await startVenue(readConfig({ ...this.environment, ...changes, PORT }), () => {});
    this.operator = await Person.signIn(this.venue.url, OPERATOR);
  }

  /** History can be asked, too: its database opens behind the start. */
  async wellInformed(): Promise<void> {
    await eventually(async () => {
      const { checks } = await this.wire("/ready");
      if (checks.some(({ status }: { status: string }) => status !== "ok")) {
        throw new Error(JSON.stringify(checks));
      }
    }, 60_000);
  }

  async close(): Promise<void> {
    await this.venue.close();
    await this.folder.remove();
  }

  /** Address of the CLOB, as clients take it. */
  get clob(): string {
    return `${this.venue.url}/clob`;
  }

  /** Asks the native API, as nobody in particular. */
  async native(path: string): Promise<Answer["body"]> {
    const { status, body } = await ask(this.venue.url, "GET", path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Asks a route of Polymarket's wire, such as `/gamma/events`, without any client. */
  async wire(path: string): Promise<Answer["body"]> {
    const response = await fetch(`${this.venue.url}${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** Creates an event of one market and opens it. @param more fields of the market as the native API has them. */
  async market(more: Readonly<Record<string, unknown>> = {}): Promise<Listed> {
    return (await this.event([more]))[0] as Listed;
  }

  /** Creates and opens an event with these markets. @param about fields of the event as the native API has them. */
  async event(
    markets: readonly Readonly<Record<string, unknown>>[],
    about: Readonly<Record<string, unknown>> = {},
  ): Promise<readonly Listed[]> {
    const slug = `event-${++this.made}`;
    const created = await this.operator.must("POST", "/admin/events", {
      slug,
      title: `Event ${this.made}`,
      markets: markets.map((more, index) => ({
        slug: `${slug}-${index}`,
        question: `Will ${slug} end with ${index}?`,
        ...more,
      })),
      ...about,
    });
    await this.operator.must("POST", `/admin/events/${slug}/state`, { to: "open" });
    const found = created.markets as { market_id: string; slug: string; question: string }[];
    return Promise.all(
      found.map(async ({ market_id, ...market }) => ({
        ...(await this.namesOf(market.slug)),
        ...market,
        id: market_id,
        eventSlug: slug,
      })),
    );
  }

  /** As bots find them: by the slug, from Gamma. */
  private async namesOf(slug: string) {
    const market = await this.wire(`/gamma/markets/slug/${slug}`);
    const [yes, no] = JSON.parse(market.clobTokenIds) as [string, string];
    return { conditionId: market.conditionId as string, yes, no };
  }

  /** A client of nobody, or of somebody. */
  client(wallet?: WalletClient, creds?: ApiKeyCreds): ClobClient {
    return this.maker(this.clob, wallet, creds);
  }

  /** Somebody new with a wallet, an API key, and the play money of a first signature. */
  async trader(): Promise<Trader> {
    const key = generatePrivateKey();
    const wallet = walletOf(key);
    const creds = await this.client(wallet).createOrDeriveApiKey();
    if (creds.key === undefined) throw new Error("no API key was made");
    return this.traderOf(key, creds);
  }

  /** Whoever has this wallet and this API key. */
  traderOf(key: `0x${string}`, creds: ApiKeyCreds): Trader {
    return new Trader(this, key, creds, this.client(walletOf(key), creds));
  }
}

/** A wallet of the kind that every client takes. Nobody listens behind its transport: no client needs a chain to trade. */
export function walletOf(key: `0x${string}`): WalletClient {
  return createWalletClient({
    account: privateKeyToAccount(key),
    transport: http("http://127.0.0.1:9"),
  });
}

export class Trader {
  readonly stage: Stage;
  readonly key: `0x${string}`;
  readonly creds: ApiKeyCreds;
  readonly client: ClobClient;
  private person: Person | undefined;

  constructor(stage: Stage, key: `0x${string}`, creds: ApiKeyCreds, client: ClobClient) {
    this.stage = stage;
    this.key = key;
    this.creds = creds;
    this.client = client;
  }

  get address(): string {
    return privateKeyToAccount(this.key).address;
  }

  /** The same person at the native API, signed in with the same wallet: what the venue itself says. */
  async native(): Promise<Person> {
    if (this.person !== undefined) return this.person;
    const account = privateKeyToAccount(this.key);
    const { body: challenge } = await ask(this.stage.venue.url, "POST", "/auth/wallet/challenge", {
      address: account.address,
      chain_id: 80_002,
    });
    const signature = await account.signMessage({ message: challenge.message });
    const proof = { message: challenge.message, signature };
    this.person = await Person.byWallet(this.stage.venue.url, proof);
    return this.person;
  }

  /** Orders of this person as the venue has them, newest first. */
  async orders(status: "open" | "closed" | "all" = "all"): Promise<Answer["body"][]> {
    return (await (await this.native()).must("GET", `/orders?status=${status}`)).orders;
  }

  /** The order that the wire calls so. */
  async order(orderId: string): Promise<Answer["body"]> {
    const key = orderId.slice(2);
    const { orders } = await (
      await this.native()
    ).must("GET", `/orders?status=all&client_order_id=${key}`);
    return orders[0];
  }

  async cash(): Promise<{ available: string; held: string; total: string }> {
    return (await (await this.native()).must("GET", "/balances")).balances[0];
  }

  /** Shares of an outcome of a market. */
  async shares(market: Listed, outcome: "yes" | "no"): Promise<string> {
    const { positions } = await (
      await this.native()
    ).must("GET", `/positions?market_id=${market.id}`);
    const found = positions.find((each: { outcome: string }) => each.outcome === outcome);
    return found?.quantity ?? "0";
  }

  /** Buys full sets, so that there is something to sell. */
  async split(market: Listed, quantity: string): Promise<void> {
    const person = await this.native();
    await person.must("POST", "/sets/split", { market_id: market.id, quantity });
  }

  /** A limit order through the client, which must succeed. */
  async place(
    tokenID: string,
    side: "BUY" | "SELL",
    price: number,
    size: number,
  ): Promise<OrderResponse> {
    const order = { tokenID, side: Side[side], price, size };
    const answer = await this.client.createAndPostOrder(order);
    if (answer.success !== true) throw new Error(JSON.stringify(answer));
    return answer;
  }
}

/** Asks until it holds, or throws what the last attempt threw. History is some commands behind the machine. */
export async function eventually<T>(look: () => Promise<T>, withinMs = 10_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(50);
    }
  }
}
