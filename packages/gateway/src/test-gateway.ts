/** A gateway over a sequencer in memory, for tests. */
import { SYSTEM } from "@probity/core";
import type { CommandContent, CommandType, Event, Exchange, OwnerId } from "@probity/core";
import { FaultyStorage, exchangeKind, openSequencer } from "@probity/sequencer";
import type { LiveSequencer } from "@probity/sequencer";
import { startIdentity } from "@probity/identity";
import type { Identity } from "@probity/identity";
import { feedSource, openInlineStore } from "@probity/store";
import type { InlineStoreOptions, Store } from "@probity/store";
import { openGateway } from "./gateway.ts";
import type { Gateway, GatewayParts } from "./gateway.ts";
import type { ExchangeSequencer, Mail } from "./ports.ts";
import type { GatewaySettings } from "./venue.ts";

/** Somebody who signed in: who they are, and how to ask in their name. */
export interface Caller {
  readonly owner: string;
  readonly account: string;
  readonly token: string;
  ask(
    method: Method,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  // The tests look into bodies of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Of a hash, for tests that make many. */
const CHEAP = { memoryKib: 64, passes: 1 };
const TEST_SECRETS = {
  access: new Uint8Array(32).fill(7),
  refresh: new Uint8Array(32).fill(8),
};

export interface TestGateway {
  readonly gateway: Gateway;
  readonly sequencer: LiveSequencer<CommandContent, Event, Exchange>;
  readonly identity: Identity;
  /** Letters sent so far. */
  readonly mails: readonly Mail[];
  readonly admin: Caller;
  /** Registers somebody and gives them that many dollars. */
  join(name: string, dollars?: string): Promise<Caller>;
  ask(
    method: Method,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply>;
  /** Creates an event of one open market. @returns the market's id. */
  openMarket(slug: string, more?: Record<string, unknown>): Promise<string>;
  /** The next submission of that type fails with `error` instead of reaching the sequencer. */
  failOn(type: CommandType, error: Error): void;
  /** Does to their tokens what a new password does. */
  endTokensOf(caller: Caller): Promise<void>;
  close(): Promise<void>;
}

/** Parts of a gateway that a test may bring along. */
export type GatewayExtras = Pick<
  GatewayParts,
  "external" | "logger" | "redis" | "spans" | "reportError" | "checks"
>;

/** A gateway with the asset USD and one superadmin; every answer is compared with its schema. */
export async function startTestGateway(
  settings: Partial<GatewaySettings> = {},
  parts: GatewayExtras = {},
  limits: NonNullable<Parameters<typeof openSequencer>[0]["limits"]> = {},
  projections?: InlineStoreOptions["projections"],
): Promise<TestGateway> {
  const storage = new FaultyStorage({ seed: 1 });
  // Small, because the storage copies a file at each sync.
  const segmentBytes = 1 << 18;
  const sequencer = await openSequencer({ storage, kind: exchangeKind, segmentBytes, limits });
  const failures = new Map<CommandType, Error>();
  const failureOf = (type: CommandType): Error | undefined => {
    const error = failures.get(type);
    failures.delete(type);
    return error;
  };
  const port: ExchangeSequencer = {
    submit: (submission) => {
      const error = failureOf(submission.content.type);
      return error === undefined ? sequencer.submit(submission) : Promise.reject(error);
    },
    enqueue: (submission, waiter) => {
      const error = failureOf(submission.content.type);
      if (error === undefined) sequencer.enqueue(submission, waiter);
      else waiter.failed(error);
    },
    read: (view, options) => sequencer.read(view, options),
    followBatches: (from, options) => sequencer.followBatches(from, options),
    confirmClock: () => sequencer.confirmClock(),
    stats: () => sequencer.stats(),
    get quarantine() {
      return sequencer.quarantine;
    },
    get durableSequence() {
      return sequencer.durableSequence;
    },
    get state() {
      return sequencer.state;
    },
  };
  const identity = await startIdentity({
    storage: new FaultyStorage({ seed: 2 }),
    masterKey: Buffer.alloc(32, 7),
    cost: CHEAP,
    segmentBytes,
  });
  const mails: Mail[] = [];
  const store = new StoreInMemory(sequencer, projections);
  const gateway = await openGateway({
    sequencer: port,
    identity,
    store,
    tokenSecrets: TEST_SECRETS,
    mailer: { send: async (mail) => void mails.push(mail) },
    settings,
    ...parts,
    checkAnswers: true,
  });
  await gateway.submitter.submit(SYSTEM, { type: "RegisterCollateral", symbol: "USD" });
  const ask: TestGateway["ask"] = async (method, path, body, headers = {}) => {
    const response = await gateway.app.inject({
      method,
      url: path,
      headers,
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const isJson = String(response.headers["content-type"]).startsWith("application/json");
    return { status: response.statusCode, body: isJson ? response.json() : {} };
  };
  const join: TestGateway["join"] = async (name, dollars) => {
    const credentials = { email: `${name}@example.org`, password: "correct horse" };
    const { body } = await ask("POST", "/api/v1/auth/register", credentials);
    const authorization = `Bearer ${body.access_token}`;
    const caller: Caller = {
      owner: body.owner_id,
      account: body.account_ids[0],
      token: body.access_token,
      ask: (method, path, json, headers) => ask(method, path, json, { authorization, ...headers }),
    };
    if (dollars !== undefined) await caller.ask("POST", "/api/v1/deposits", { amount: dollars });
    return caller;
  };
  const admin = await join("admin");
  await gateway.submitter.submit(SYSTEM, {
    type: "SetRole",
    owner: Number(admin.owner.slice(4)) as OwnerId,
    role: "superadmin",
  });
  return {
    gateway,
    sequencer,
    admin,
    ask,
    join,
    failOn: (type, error) => {
      failures.set(type, error);
    },
    identity,
    mails,
    endTokensOf: ({ owner }) => identity.sessions.endSessions(Number(owner.slice(4)) as OwnerId),
    openMarket: async (slug, more = {}) => {
      const market = { slug: `${slug}-market`, question: `Will ${slug} happen?` };
      const event = { slug, title: slug, markets: [market], ...more };
      const created = await admin.ask("POST", "/api/v1/admin/events", event);
      await admin.ask("POST", `/api/v1/admin/events/${slug}/state`, { to: "open" });
      if (created.status !== 200) throw new Error(JSON.stringify(created.body));
      return created.body.markets[0].market_id;
    },
    close: async () => {
      await gateway.close();
      await identity.close();
      await store.close();
      await sequencer.close();
    },
  };
}

/** The real store over a database in memory, which takes a second to open: opened when it is first asked. */
class StoreInMemory implements Store {
  readonly #sequencer: TestGateway["sequencer"];
  readonly #projections: InlineStoreOptions["projections"];
  #opened: Store | null = null;

  constructor(sequencer: TestGateway["sequencer"], projections: InlineStoreOptions["projections"]) {
    this.#sequencer = sequencer;
    this.#projections = projections;
  }

  get query() {
    return this.#store.query;
  }

  get deadLetters() {
    return this.#store.deadLetters;
  }

  // What is durable now is seen, so that a test need not say `min_seq`.
  async caughtUp(minSequence = this.#sequencer.durableSequence): Promise<number> {
    while (this.#store.state().state === "starting") {
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
    }
    return this.#store.caughtUp(minSequence);
  }

  lag() {
    return this.#store.lag();
  }

  state() {
    return this.#store.state();
  }

  connections() {
    return this.#store.connections();
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }

  get #store(): Store {
    this.#opened ??= openInlineStore({
      database: { kind: "pglite", folder: null },
      source: feedSource(this.#sequencer),
      durableSequence: () => this.#sequencer.durableSequence,
      ...(this.#projections === undefined ? {} : { projections: this.#projections }),
      waitMs: 4_000,
      onProblem: (problem) => console.error(problem),
    });
    return this.#opened;
  }
}
