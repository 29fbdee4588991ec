import type {
  AccountAnswer,
  AccountsAnswer,
  AdminDepositRequest,
  AuditPage,
  CancelAllAnswer,
  CancelsAnswer,
  ChangeStateJson,
  CreateEventJson,
  DeadLetterAnswer,
  DeadLettersPage,
  DoneAnswer,
  EndingRequestsAnswer,
  EventAnswer,
  ExcludeRequest,
  ExclusionAnswer,
  ImportUserRequest,
  MarketRequest,
  MarketsAnswer,
  OperatorCancelAllRequest,
  OperatorCancelRequest,
  PayoutRequest,
  PendingWithdrawalsPage,
  ProbabilityAnswer,
  QuarantineDecisionAnswer,
  QuarantinePage,
  QuarantinedAnswer,
  RegisterCollateralRequest,
  ResolveEventRequest,
  SetLimitsRequest,
  SetProbabilityRequest,
  SetRoleRequest,
  SignInSessionsAnswer,
  TickSizeRequest,
  TransferSystemRequest,
  TreasuryAnswer,
  UpdateAccountRequest,
  UpdateEventRequest,
  UpdateMarketRequest,
  UserAnswer,
  UsersPage,
  VenueAnswer,
  VenueRequest,
  VoidJson,
  VoidPlanAnswer,
} from "@probity/protocol";
import type { AnswerOf, JsonOf } from "./json.ts";
import type { Query, Transport } from "./transport.ts";

type Target = "events" | "markets";

/** What operators do. A `ref` is an id or a slug. */
export class AdminApi {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  createEvent(event: CreateEventJson): Promise<EventAnswer> {
    return this.transport.request("POST", "/admin/events", { body: event });
  }

  addMarket(eventRef: string, market: JsonOf<typeof MarketRequest>): Promise<MarketsAnswer> {
    return this.transport.request("POST", `/admin/events/${eventRef}/markets`, { body: market });
  }

  updateEvent(ref: string, change: JsonOf<typeof UpdateEventRequest>): Promise<EventAnswer> {
    return this.transport.request("PATCH", `/admin/events/${ref}`, { body: change });
  }

  updateMarket(ref: string, change: JsonOf<typeof UpdateMarketRequest>): Promise<MarketsAnswer> {
    return this.transport.request("PATCH", `/admin/markets/${ref}`, { body: change });
  }

  /** Opens, halts, resumes, closes or deletes a market, or all live markets of an event. */
  changeState(target: Target, ref: string, change: ChangeStateJson): Promise<MarketsAnswer> {
    return this.transport.request("POST", `/admin/${target}/${ref}/state`, { body: change });
  }

  propose(marketRef: string, payout: JsonOf<typeof PayoutRequest>): Promise<MarketsAnswer> {
    return this.transport.request("POST", `/admin/markets/${marketRef}/propose`, { body: payout });
  }

  dispute(marketRef: string): Promise<MarketsAnswer> {
    return this.transport.request("POST", `/admin/markets/${marketRef}/dispute`);
  }

  resolveMarket(marketRef: string, payout: JsonOf<typeof PayoutRequest>): Promise<MarketsAnswer> {
    return this.transport.request("POST", `/admin/markets/${marketRef}/resolve`, { body: payout });
  }

  resolveEvent(
    eventRef: string,
    payouts: JsonOf<typeof ResolveEventRequest>,
  ): Promise<MarketsAnswer> {
    return this.transport.request("POST", `/admin/events/${eventRef}/resolve`, { body: payouts });
  }

  void(target: Target, ref: string, policy: VoidJson): Promise<MarketsAnswer> {
    return this.transport.request("POST", `/admin/${target}/${ref}/void`, { body: policy });
  }

  /** What a void would pay; nothing is changed. */
  planVoid(target: Target, ref: string, policy: VoidJson): Promise<VoidPlanAnswer> {
    return this.transport.request("POST", `/admin/${target}/${ref}/void/plan`, {
      body: policy,
      isQuestion: true,
    });
  }

  updateAccount(
    accountId: string,
    change: JsonOf<typeof UpdateAccountRequest>,
  ): Promise<AccountAnswer> {
    return this.transport.request("PATCH", `/admin/accounts/${accountId}`, { body: change });
  }

  setRole(change: JsonOf<typeof SetRoleRequest>): Promise<DoneAnswer> {
    return this.transport.request("POST", "/admin/roles", { body: change });
  }

  registerCollateral(asset: JsonOf<typeof RegisterCollateralRequest>): Promise<DoneAnswer> {
    return this.transport.request("POST", "/admin/collateral", { body: asset });
  }

  /** Credits money that arrived from outside; the key names the payment. */
  deposit(payment: JsonOf<typeof AdminDepositRequest>, key: string): Promise<DoneAnswer> {
    return this.transport.request("POST", "/admin/deposits", { body: payment, key });
  }

  /** Of everybody, oldest first: they wait to be confirmed or failed. */
  withdrawals(query: Query = {}): Promise<PendingWithdrawalsPage> {
    return this.transport.request("GET", "/admin/withdrawals", { query });
  }

  settleWithdrawal(withdrawalId: string, ending: "confirm" | "fail"): Promise<DoneAnswer> {
    return this.transport.request("POST", `/admin/withdrawals/${withdrawalId}/${ending}`);
  }

  /** Moves money between an account, the fees, the rewards and the reserves. */
  transfer(move: JsonOf<typeof TransferSystemRequest>): Promise<DoneAnswer> {
    return this.transport.request("POST", "/admin/transfers", { body: move });
  }

  /** The venue's own money, asset by asset. */
  treasury(query: Query = {}): Promise<TreasuryAnswer> {
    return this.transport.request("GET", "/admin/treasury", { query });
  }

  /** Commands that broke the machine, newest first. */
  quarantine(query: Query = {}): Promise<AnswerOf<typeof QuarantinePage>> {
    return this.transport.request("GET", "/admin/quarantine", { query });
  }

  /** One of them, with what it wished and how it broke the machine. */
  quarantined(quarantineId: string): Promise<AnswerOf<typeof QuarantinedAnswer>> {
    return this.transport.request("GET", `/admin/quarantine/${quarantineId}`);
  }

  /** Gives it up, or tries it once more as whoever wished it. */
  decideQuarantined(
    quarantineId: string,
    decision: "discard" | "resubmit",
  ): Promise<AnswerOf<typeof QuarantineDecisionAnswer>> {
    return this.transport.request("POST", `/admin/quarantine/${quarantineId}/${decision}`);
  }

  /** The venue's time is right after a jump of its clock. */
  confirmClock(): Promise<DoneAnswer> {
    return this.transport.request("POST", "/admin/clock/confirm");
  }

  /** Now, or at a time; orders off the new grid are cancelled. */
  setTickSize(marketRef: string, change: JsonOf<typeof TickSizeRequest>): Promise<MarketsAnswer> {
    return this.transport.request("POST", `/admin/markets/${marketRef}/tick-size`, {
      body: change,
    });
  }

  /** What is displayed; orders are not concerned. */
  setProbability(
    ref: string,
    change: JsonOf<typeof SetProbabilityRequest>,
  ): Promise<AnswerOf<typeof ProbabilityAnswer>> {
    return this.transport.request("POST", `/admin/markets/${ref}/probability`, { body: change });
  }

  /** Deletes drafts. */
  delete(target: Target, ref: string): Promise<MarketsAnswer> {
    return this.transport.request("DELETE", `/admin/${target}/${ref}`);
  }

  /** Endings that wait for another operator. */
  endings(query: Query = {}): Promise<AnswerOf<typeof EndingRequestsAnswer>> {
    return this.transport.request("GET", "/admin/endings", { query });
  }

  venue(query: Query = {}): Promise<AnswerOf<typeof VenueAnswer>> {
    return this.transport.request("GET", "/admin/venue", { query });
  }

  updateVenue(change: JsonOf<typeof VenueRequest>): Promise<AnswerOf<typeof VenueAnswer>> {
    return this.transport.request("PATCH", "/admin/venue", { body: change });
  }

  setLimits(accountId: string, limits: JsonOf<typeof SetLimitsRequest>): Promise<AccountAnswer> {
    return this.transport.request("PUT", `/admin/accounts/${accountId}/limits`, { body: limits });
  }

  cancelOrders(batch: JsonOf<typeof OperatorCancelRequest>): Promise<CancelsAnswer> {
    return this.transport.request("POST", "/admin/orders/cancel", { body: batch });
  }

  cancelAllOrders(scope: JsonOf<typeof OperatorCancelAllRequest>): Promise<CancelAllAnswer> {
    return this.transport.request("POST", "/admin/orders/cancel-all", { body: scope });
  }

  /** Undoes a match, once: what it moved goes back if both sides have it. */
  reverseMatch(tradeId: string): Promise<DoneAnswer> {
    return this.transport.request("POST", `/admin/matches/${tradeId}/reverse`);
  }

  users(query: Query = {}): Promise<AnswerOf<typeof UsersPage>> {
    return this.transport.request("GET", "/admin/users", { query });
  }

  user(ownerId: string, query: Query = {}): Promise<AnswerOf<typeof UserAnswer>> {
    return this.transport.request("GET", `/admin/users/${ownerId}`, { query });
  }

  /** What they have, and what they may do with it. */
  userAccounts(ownerId: string, query: Query = {}): Promise<AccountsAnswer> {
    return this.transport.request("GET", `/admin/users/${ownerId}/accounts`, { query });
  }

  /** Where they are signed in, the one used last first. */
  userSessions(ownerId: string): Promise<SignInSessionsAnswer> {
    return this.transport.request("GET", `/admin/users/${ownerId}/sessions`);
  }

  /** Somebody of another venue, with their bcrypt hash. */
  importUser(user: JsonOf<typeof ImportUserRequest>): Promise<AnswerOf<typeof UserAnswer>> {
    return this.transport.request("POST", "/admin/users/import", { body: user });
  }

  /** Ends all of their sign-ins. */
  signOutUser(ownerId: string): Promise<DoneAnswer> {
    return this.transport.request("DELETE", `/admin/users/${ownerId}/sessions`);
  }

  /** Nobody can shorten it. */
  excludeUser(
    ownerId: string,
    wish: JsonOf<typeof ExcludeRequest>,
  ): Promise<AnswerOf<typeof ExclusionAnswer>> {
    return this.transport.request("POST", `/admin/users/${ownerId}/exclusion`, { body: wish });
  }

  /** What tells who they are is destroyed for good. */
  eraseUser(ownerId: string): Promise<DoneAnswer> {
    return this.transport.request("DELETE", `/admin/users/${ownerId}`);
  }

  /** Every act of an operator and of the venue itself, newest first. */
  audit(query: Query = {}): Promise<AnswerOf<typeof AuditPage>> {
    return this.transport.request("GET", "/admin/audit", { query });
  }

  /** Events that history could not take in, oldest first. */
  deadLetters(query: Query = {}): Promise<AnswerOf<typeof DeadLettersPage>> {
    return this.transport.request("GET", "/admin/dead-letters", { query });
  }

  /** Has such an event folded once more. */
  retryDeadLetter(deadLetterId: string): Promise<AnswerOf<typeof DeadLetterAnswer>> {
    return this.transport.request("POST", `/admin/dead-letters/${deadLetterId}/retry`);
  }
}
