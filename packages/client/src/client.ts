import type {
  ChallengeAnswer,
  ChallengeRequest,
  ChangePasswordRequest,
  CredentialsJson,
  MeAnswer,
  SignInAnswer,
  WalletProof,
} from "@probity/protocol";
import { AccountsApi } from "./accounts.ts";
import { AdminApi } from "./admin.ts";
import type { AnswerOf, AnswerSchema, JsonOf } from "./json.ts";
import { KeysApi } from "./keys.ts";
import { LiveConnection } from "./live/connection.ts";
import type { LiveOptions } from "./live/connection.ts";
import { MarketsApi } from "./markets.ts";
import { OPERATIONS } from "./operations.ts";
import { OrdersApi } from "./orders.ts";
import { PersonApi } from "./person.ts";
import { PortfolioApi } from "./portfolio.ts";
import { SafetyApi } from "./safety.ts";
import { StatisticsApi } from "./statistics.ts";
import { Transport } from "./transport.ts";
import type { RequestOptions, TransportOptions } from "./transport.ts";

/** The name of an operation, as `operationId` in the venue's document. */
export type OperationId = keyof typeof OPERATIONS;

type ParameterIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterIn<Rest>
  : never;

export interface AnyCall extends RequestOptions {
  readonly path?: Readonly<Record<string, string>>;
}

/** What a call carries: a value for each parameter of its path, a query, a body, a key. */
export interface Call<Id extends OperationId> extends RequestOptions {
  readonly path: Readonly<Record<ParameterIn<(typeof OPERATIONS)[Id][1]>, string>>;
}

/** One person's way to a venue: everything the native API offers, as typed calls. */
export class ProbityClient {
  readonly markets: MarketsApi;
  readonly statistics: StatisticsApi;
  readonly orders: OrdersApi;
  readonly accounts: AccountsApi;
  readonly portfolio: PortfolioApi;
  readonly safety: SafetyApi;
  readonly keys: KeysApi;
  readonly person: PersonApi;
  readonly admin: AdminApi;
  private readonly transport: Transport;

  constructor(options: TransportOptions) {
    this.transport = new Transport(options);
    this.markets = new MarketsApi(this.transport);
    this.statistics = new StatisticsApi(this.transport);
    this.orders = new OrdersApi(this.transport);
    this.accounts = new AccountsApi(this.transport);
    this.portfolio = new PortfolioApi(this.transport);
    this.safety = new SafetyApi(this.transport);
    this.keys = new KeysApi(this.transport);
    this.person = new PersonApi(this.transport);
    this.admin = new AdminApi(this.transport);
  }

  /** Registers, opens a first account and signs in. */
  async register(credentials: CredentialsJson): Promise<SignInAnswer> {
    return this.signedIn(
      await this.transport.request("POST", "/auth/register", { body: credentials }),
    );
  }

  /** Signs in; calls after this are made as this person. */
  async signIn(credentials: CredentialsJson): Promise<SignInAnswer> {
    return this.signedIn(
      await this.transport.request("POST", "/auth/login", { body: credentials, isQuestion: true }),
    );
  }

  /** A message for the wallet of `address` to sign, good for ten minutes and once. */
  walletChallenge(
    wallet: JsonOf<typeof ChallengeRequest>,
  ): Promise<AnswerOf<typeof ChallengeAnswer>> {
    return this.transport.request("POST", "/auth/wallet/challenge", { body: wallet });
  }

  /** Signs in with a signed challenge; a wallet that is new registers. */
  async signInWithWallet(proof: JsonOf<typeof WalletProof>): Promise<SignInAnswer> {
    return this.signedIn(await this.transport.request("POST", "/auth/wallet", { body: proof }));
  }

  /** The next pair of tokens, for a refresh token that is good once; without one, for the cookie's. */
  async refresh(refreshToken?: string): Promise<SignInAnswer> {
    const body = refreshToken === undefined ? {} : { refresh_token: refreshToken };
    return this.signedIn(await this.transport.request("POST", "/auth/refresh", { body }));
  }

  /** Makes the token worthless, everywhere, and forgets it; it is forgotten whatever the venue says. */
  async signOut(): Promise<void> {
    if (this.transport.token === null) return;
    try {
      await this.transport.request("POST", "/auth/logout");
    } finally {
      this.transport.token = null;
    }
  }

  /** Goes on with this token, which came from elsewhere; null: as a stranger. The venue is not asked. */
  useToken(token: string | null): void {
    this.transport.token = token;
  }

  /** Ends every other sign-in of this person. */
  async changePassword(change: JsonOf<typeof ChangePasswordRequest>): Promise<SignInAnswer> {
    return this.signedIn(
      await this.transport.request("POST", "/auth/change-password", { body: change }),
    );
  }

  /** Who the venue takes us for. */
  me(): Promise<AnswerOf<typeof MeAnswer>> {
    return this.transport.request("GET", "/auth/me");
  }

  /** Opens the live socket, as the person signed in when it connects. */
  live(options: LiveOptions = {}): LiveConnection {
    const { liveUrl, keySignature } = this.transport;
    const byKey = keySignature === null ? {} : { keySignature };
    return new LiveConnection(liveUrl, () => this.transport.token, { ...byKey, ...options });
  }

  /**
   * Any operation of the API by its name, also those without a method here; with the schema of its
   * answer from `protocol` the answer is read by it. Sent again by itself only with a key, or when it
   * reads.
   */
  async call<Id extends OperationId, S extends AnswerSchema = AnswerSchema>(
    id: Id,
    call: Call<Id>,
    answer?: S,
  ): Promise<AnswerOf<S>> {
    const said: unknown = await this.callAny(id, call);
    return (answer === undefined ? said : answer.parse(said)) as AnswerOf<S>;
  }

  /** The same where the name is known only at run time: the caller answers for the path's parameters. */
  callAny<Answer = unknown>(id: OperationId, call: AnyCall): Promise<Answer> {
    const [method, pattern] = OPERATIONS[id];
    const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(call.path?.[name] ?? ""),
    );
    return this.transport.send(method, path, call);
  }

  private signedIn(answer: SignInAnswer): SignInAnswer {
    this.transport.token = answer.access_token;
    return answer;
  }
}
