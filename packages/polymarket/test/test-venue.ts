/** A venue in memory that speaks Polymarket's wire, for tests: nothing in it is a stand-in but disk and database server. */
import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SYSTEM } from "@probity/core";
import type { AccountId, CommandContent, Event, Exchange, OwnerId } from "@probity/core";
import { openGateway } from "@probity/gateway";
import type { Gateway, GatewayParts, Venue } from "@probity/gateway";
import { startIdentity } from "@probity/identity";
import type { Identity } from "@probity/identity";
import { parseId } from "@probity/protocol";
import { FaultyStorage, exchangeKind, hashRecords, openSequencer } from "@probity/sequencer";
import type { LiveSequencer } from "@probity/sequencer";
import { feedSource, openInlineStore } from "@probity/store";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import type { PrivateKeyAccount } from "viem/accounts";
import { openPolymarket } from "../src/polymarket.ts";
import { USUAL_OPTIONS } from "../src/options.ts";
import type { PolymarketOptions } from "../src/options.ts";
import type { Desk } from "../src/desk.ts";
import type { Address, ChainMarket, Hex } from "../src/ports.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // The tests look into bodies of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface Credentials {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
}

/** Somebody with a wallet who has a key here. */
export interface TestTrader extends Credentials {
  readonly wallet: PrivateKeyAccount;
  readonly owner: OwnerId;
  /** Their first account, where all of their wallets trade. */
  readonly account: AccountId;
  /** Signs the request with the key. @param path with its query, without `/clob`. */
  ask(method: string, path: string, body?: unknown): Promise<Reply>;
}

export interface TestVenue {
  readonly gateway: Gateway;
  readonly venue: Venue;
  readonly desk: Desk;
  readonly sequencer: LiveSequencer<CommandContent, Event, Exchange>;
  readonly identity: Identity;
  /** Asks without a key. @param path with its prefix and query. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  /** Asks the native API as the operator. @param path below `/api/v1`. */
  operate(method: string, path: string, body?: unknown): Promise<Reply>;
  /** An event of one open market. @param more of the native `POST /admin/events`. */
  openMarket(slug: string, more?: Readonly<Record<string, unknown>>): Promise<ChainMarket>;
  /** An exclusive and exhaustive event with open markets, as Polymarket's neg-risk ones. */
  openNegRisk(slug: string, outcomes: readonly string[]): Promise<readonly ChainMarket[]>;
  /** Signs in with L1, which funds them. */
  signIn(privateKey?: Hex): Promise<TestTrader>;
  /** Until everything that is durable is seen by reads, those of the database too; which takes seconds at first. */
  settled(): Promise<void>;
  /** Over all that the machine has, but for how many commands it has seen. */
  stateHash(): Promise<string>;
  /** Listens. @returns the URL, without a slash at the end. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** Of a hash, for tests that make many. */
const CHEAP = { memoryKib: 64, passes: 1 };
/** Small, because the storage copies a file at each sync. */
const SEGMENT_BYTES = 1 << 18;

/** Records of the machine's state that change with every command, one that is refused, too. */
const COUNTS: ReadonlySet<unknown> = new Set(["machine", "origin"]);

/** Opens a venue with the collateral USD and one superadmin. */
export async function openTestVenue(
  wishes: Partial<PolymarketOptions> = {},
  parts: Partial<Pick<GatewayParts, "settings" | "logger">> = {},
): Promise<TestVenue> {
  const options = { ...USUAL_OPTIONS, ...wishes };
  const sequencer = await openSequencer({
    storage: new FaultyStorage({ seed: 1 }),
    kind: exchangeKind,
    segmentBytes: SEGMENT_BYTES,
  });
  const identity = await startIdentity({
    storage: new FaultyStorage({ seed: 2 }),
    masterKey: Buffer.alloc(32, 7),
    cost: CHEAP,
    segmentBytes: SEGMENT_BYTES,
  });
  const store = openInlineStore({
    database: { kind: "pglite", folder: null },
    source: feedSource(sequencer),
    durableSequence: () => sequencer.durableSequence,
    // It opens slowly where much else runs.
    waitMs: 60_000,
    onProblem: (problem) => console.error(problem),
  });
  let desk: Desk | null = null;
  const gateway = await openGateway({
    sequencer,
    identity,
    store,
    tokenSecrets: { access: new Uint8Array(32).fill(7), refresh: new Uint8Array(32).fill(8) },
    dialects: [
      openPolymarket(options, (opened) => {
        desk = opened;
      }),
    ],
    ...parts,
  });
  const { venue, submitter } = gateway;
  await submitter.submit(SYSTEM, { type: "RegisterCollateral", symbol: "USD" });
  const ask: TestVenue["ask"] = async (method, path, body, headers = {}) => {
    const payload = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const response = await gateway.app.inject({
      method: method as "GET",
      url: path,
      headers: {
        ...(payload === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      body: readJson(response.body),
    };
  };
  const operator = await register(ask);
  await submitter.submit(SYSTEM, { type: "SetRole", owner: operator.owner, role: "superadmin" });
  const operate: TestVenue["operate"] = (method, path, body) =>
    ask(method, `/api/v1${path}`, body, { authorization: `Bearer ${operator.token}` });
  const done = async (reply: Promise<Reply>): Promise<Reply> => {
    const { status, body } = await reply;
    if (status !== 200) throw new Error(JSON.stringify(body));
    await venue.readSide.caughtUp();
    return reply;
  };
  const settled = async (): Promise<void> => {
    // A database in memory takes its time to open where much else runs.
    while (store.state().state === "starting") await sleep(10);
    await store.caughtUp(sequencer.durableSequence);
    await venue.readSide.caughtUp();
  };
  if (desk === null) throw new Error("the dialect was not opened");
  const opened: Desk = desk;
  const openEvent = async (event: Readonly<Record<string, unknown>>) => {
    const { body } = await done(operate("POST", "/admin/events", event));
    await done(operate("POST", `/admin/events/${String(event["slug"])}/state`, { to: "open" }));
    return body.markets.map(({ market_id }: { market_id: string }) => {
      const id = parseId("mkt", market_id);
      const market = id === null ? null : opened.markets.of(id);
      if (market === null) throw new Error(`${market_id} has no ids of a chain`);
      return market;
    }) as ChainMarket[];
  };
  return {
    gateway,
    venue,
    desk: opened,
    sequencer,
    identity,
    ask,
    operate,
    settled,
    openMarket: async (slug, more = {}) => {
      const markets = [{ slug: `${slug}-market`, question: `Will ${slug} happen?` }];
      const [market] = await openEvent({ slug, title: slug, markets, ...more });
      return market!;
    },
    openNegRisk: (slug, outcomes) =>
      openEvent({
        slug,
        title: slug,
        mutually_exclusive: true,
        exhaustive: true,
        markets: outcomes.map((name) => ({ slug: `${slug}-${name}`, question: `${name}?` })),
      }),
    signIn: async (privateKey = generatePrivateKey()) => {
      const wallet = privateKeyToAccount(privateKey);
      const headers = await l1Headers(wallet, options.chainIds[0]!);
      const { status, body } = await ask("POST", "/clob/auth/api-key", undefined, headers);
      if (status !== 200) throw new Error(JSON.stringify(body));
      const owner = await opened.wallets.ownerOf(wallet.address);
      const account = owner === null ? undefined : venue.readSide.accountsOf(owner)[0];
      if (owner === null || account === undefined) throw new Error("signing in opened no account");
      const credentials = body as Credentials;
      return {
        ...credentials,
        wallet,
        owner,
        account,
        ask: (method, path, json) => {
          const text = json === undefined ? undefined : JSON.stringify(json);
          const signed = l2Headers(wallet.address, credentials, method, path, text);
          return ask(method, `/clob${path}`, text, signed);
        },
      };
    },
    stateHash: async () => {
      const { value } = await sequencer.read((machine) =>
        hashRecords(Array.from(machine.records()).filter(([kind]) => !COUNTS.has(kind))),
      );
      return value.stateHash;
    },
    listen: async () => {
      const url = await gateway.listen({ host: "127.0.0.1", port: 0 });
      return url.replace(/\/$/, "");
    },
    close: async () => {
      await gateway.close();
      await identity.close();
      await store.close();
      await sequencer.close();
    },
  };
}

/** The headers of level 1: the wallet attests that it is there. */
export async function l1Headers(
  wallet: PrivateKeyAccount,
  chainId: number,
  nonce = 0,
  timestamp = Math.floor(Date.now() / 1_000),
): Promise<Record<string, string>> {
  const signature = await wallet.signTypedData({
    domain: { name: "ClobAuthDomain", version: "1", chainId },
    types: {
      ClobAuth: [
        { name: "address", type: "address" },
        { name: "timestamp", type: "string" },
        { name: "nonce", type: "uint256" },
        { name: "message", type: "string" },
      ],
    },
    primaryType: "ClobAuth",
    message: {
      address: wallet.address,
      timestamp: String(timestamp),
      nonce: BigInt(nonce),
      message: "This message attests that I control the given wallet",
    },
  });
  return {
    poly_address: wallet.address,
    poly_signature: signature,
    poly_timestamp: String(timestamp),
    poly_nonce: String(nonce),
  };
}

/** The headers of level 2. @param path with or without a query, which is not signed. */
export function l2Headers(
  address: Address,
  { apiKey, secret, passphrase }: Credentials,
  method: string,
  path: string,
  body = "",
  timestamp = Math.floor(Date.now() / 1_000),
): Record<string, string> {
  const [signedPath] = path.split("?", 1);
  const signature = createHmac("sha256", Buffer.from(secret, "base64url"))
    .update(`${timestamp}${method}${signedPath}${body}`)
    .digest("base64")
    .replaceAll("+", "-")
    .replaceAll("/", "_");
  return {
    poly_address: address,
    poly_signature: signature,
    poly_timestamp: String(timestamp),
    poly_api_key: apiKey,
    poly_passphrase: passphrase,
  };
}

async function register(ask: TestVenue["ask"]): Promise<{ owner: OwnerId; token: string }> {
  const credentials = { email: "operator@example.org", password: "correct horse" };
  const { body } = await ask("POST", "/api/v1/auth/register", credentials);
  return { owner: Number(body.owner_id.slice(4)) as OwnerId, token: body.access_token };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
