import { randomUUID } from "node:crypto";
import { SYSTEM, amount } from "@probity/core";
import type { AccountId, AssetId, Event, WithdrawalId } from "@probity/core";
import {
  AccountAnswer,
  AccountsAnswer,
  BalancesAnswer,
  DepositAnswer,
  DepositRequest,
  DoneAnswer,
  ReadQuery,
  TransferRequest,
  TransferSharesRequest,
  WithdrawRequest,
  WithdrawalAnswer,
  accountChoice,
  accountJson,
  balanceJson,
  formatAmount,
  formatId,
  minSequence,
  parseAmount,
  withdrawalJson,
} from "@probity/protocol";
import type { Withdrawal } from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { assetOf, symbolsOf } from "../assets.ts";
import { accountOf, callerOf, keyOf, principalOf, signedIn, touchable } from "../caller.ts";
import { fromHistory } from "../history.ts";
import type { Principal } from "../principal.ts";
import { Refusal, portRefusal, refuse } from "../refusal.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { doneJson, isRepeated } from "./done.ts";
import { BEARER, KeyHeader, NoQuery, answers, idParams } from "./route.ts";
import type { App } from "./route.ts";

/** Largest deposit of play money: a million dollars. */
const PLAY_DEPOSIT_MAX = parseAmount("1000000");

const AccountQuery = z.strictObject({ ...accountChoice, min_seq: minSequence });
const accountParams = idParams("account_id", "acc");

/** Accounts, balances, and money in, out and between one's own accounts. */
export function accountRoutes(app: App, venue: Venue): void {
  const common = { tags: ["accounts"], security: BEARER };
  const onRequest = signedIn(venue);
  const moving = signedIn(venue, "transfer");
  const { submitter } = venue;

  app.get(
    "/accounts",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Your accounts with their balances",
        querystring: ReadQuery,
        response: answers(AccountsAnswer),
      },
    },
    async (request) => {
      const owner = callerOf(request);
      const read = await readMachine(
        venue,
        (machine) =>
          touchable(principalOf(request), machine.accountsOf(owner))
            .flatMap((account) => machine.account(account) ?? [])
            .map((view) => accountJson(view, symbolsOf(machine))),
        request.query.min_seq,
      );
      return { seq: read.sequence, accounts: read.value };
    },
  );

  app.post(
    "/accounts",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Open another account of your own",
        querystring: NoQuery,
        response: answers(AccountAnswer),
      },
    },
    async (request) => {
      const { owner, accounts } = principalOf(request);
      // It would be out of the reach of who opened it.
      if (accounts !== null) throw refuse("KEY_NOT_ENOUGH");
      const { sequence, events } = await submitter.submit(owner, { type: "OpenAccount", owner });
      const [opened] = events;
      if (opened?.type !== "AccountOpened") throw new Error("opening made no account");
      return accountAnswer(venue, opened.account, sequence);
    },
  );

  app.get(
    "/accounts/:account_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "One of your accounts",
        params: accountParams,
        querystring: ReadQuery,
        response: answers(AccountAnswer),
      },
    },
    async (request) => {
      const account = await accountOf(venue, principalOf(request), request.params.account_id);
      return accountAnswer(venue, account, request.query.min_seq);
    },
  );

  app.get(
    "/balances",
    {
      onRequest,
      schema: {
        ...common,
        summary: "What is available and held in each asset",
        querystring: AccountQuery,
        response: answers(BalancesAnswer),
      },
    },
    async (request) => {
      const { account_id, min_seq } = request.query;
      const account = await accountOf(venue, principalOf(request), account_id);
      const read = await readMachine(
        venue,
        (machine) => {
          const symbols = symbolsOf(machine);
          return machine.account(account)?.balances.map((view) => balanceJson(view, symbols));
        },
        min_seq,
      );
      const account_text = formatId("acc", account);
      return { seq: read.sequence, account_id: account_text, balances: read.value ?? [] };
    },
  );

  app.post(
    "/deposits",
    {
      onRequest: moving,
      schema: {
        ...common,
        summary: "Deposit play money, up to a million dollars at a time",
        headers: KeyHeader,
        querystring: NoQuery,
        body: DepositRequest,
        response: answers(DepositAnswer),
      },
    },
    async (request) => {
      const { account_id, asset: symbol, amount: money } = request.body;
      if (!venue.settings.playMoney) throw refuse("PLAY_MONEY_OFF");
      if (money > PLAY_DEPOSIT_MAX) {
        throw refuse("PLAY_DEPOSIT_TOO_LARGE", { limit: PLAY_DEPOSIT_MAX });
      }
      const key = keyOf(request) ?? randomUUID();
      const account = await accountOf(venue, principalOf(request), account_id);
      const asset = await assetOf(venue, symbol);
      const content = { type: "Deposit", account, asset, amount: money, key } as const;
      const { sequence, events } = await submitter.submit(SYSTEM, content);
      const deposit = {
        account_id: formatId("acc", account),
        asset: symbol,
        amount: formatAmount(money),
      };
      return isRepeated(events)
        ? { seq: sequence, deposit, repeated: true as const }
        : { seq: sequence, deposit };
    },
  );

  app.post(
    "/withdrawals",
    {
      onRequest: moving,
      schema: {
        ...common,
        summary: "Withdraw; play money leaves at once, other money when the operator confirms",
        headers: KeyHeader,
        querystring: NoQuery,
        body: WithdrawRequest,
        response: answers(WithdrawalAnswer),
      },
    },
    async (request) => {
      const { account_id, asset: symbol, amount: money } = request.body;
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), account_id);
      const { sequence, events } = await submitter.submit(owner, {
        type: "RequestWithdrawal",
        account,
        asset: await assetOf(venue, symbol),
        amount: money,
        key: keyOf(request) ?? randomUUID(),
      });
      const [event] = events;
      const isRepeat = event?.type === "CommandRepeated";
      const id = withdrawalIn(event);
      const { seq, status } = venue.settings.playMoney
        ? await letOut(venue, id, sequence)
        : { seq: sequence, status: isRepeat ? await statusOf(venue, id, sequence) : "requested" };
      const withdrawal = {
        withdrawal_id: formatId("wdr", id),
        account_id: formatId("acc", account),
        asset: symbol,
        amount: formatAmount(money),
        status,
      };
      return isRepeat ? { seq, withdrawal, repeated: true as const } : { seq, withdrawal };
    },
  );

  app.get(
    "/withdrawals/:withdrawal_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "A withdrawal of yours, and whether it was confirmed or failed",
        params: idParams("withdrawal_id", "wdr"),
        querystring: ReadQuery,
        response: answers(WithdrawalAnswer),
      },
    },
    async (request) => {
      const id = request.params.withdrawal_id;
      const who = principalOf(request);
      const read = await readMachine(
        venue,
        (machine) => {
          const view = machine.withdrawal(id);
          const pending = view === null ? null : { ...view, status: "requested" as const };
          return { pending, symbolOf: symbolsOf(machine) };
        },
        request.query.min_seq,
      );
      const { sequence } = read;
      const { pending, symbolOf } = read.value;
      // Of one that is settled the machine knows nothing any more.
      const found = pending ?? (await settled(venue, id, sequence));
      const isOwn = found !== null && (await isWithin(venue, found.account, who));
      if (!isOwn) throw refuse("WITHDRAWAL_NOT_FOUND", {}, sequence);
      const { status } = found;
      const withdrawal = withdrawalJson(found, formatId("wdr", id), status, symbolOf);
      return { seq: sequence, withdrawal };
    },
  );

  app.post(
    "/transfers",
    {
      onRequest: moving,
      schema: {
        ...common,
        summary: "Move money between accounts of your own",
        headers: KeyHeader,
        querystring: NoQuery,
        body: TransferRequest,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const { account_id, to_account_id, asset, amount: money } = request.body;
      const owner = callerOf(request);
      return doneJson(
        await submitter.submit(owner, {
          type: "TransferCollateral",
          account: await accountOf(venue, principalOf(request), account_id),
          to: await reachable(venue, request, to_account_id),
          asset: await assetOf(venue, asset),
          amount: money,
          key: keyOf(request),
        }),
      );
    },
  );

  app.post(
    "/share-transfers",
    {
      onRequest: moving,
      schema: {
        ...common,
        summary: "Move shares between accounts of your own, with what they cost",
        headers: KeyHeader,
        querystring: NoQuery,
        body: TransferSharesRequest,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const { account_id, to_account_id, market_id, outcome, quantity } = request.body;
      const owner = callerOf(request);
      return doneJson(
        await submitter.submit(owner, {
          type: "TransferShares",
          account: await accountOf(venue, principalOf(request), account_id),
          to: await reachable(venue, request, to_account_id),
          market: market_id,
          outcome,
          quantity,
          key: keyOf(request),
        }),
      );
    },
  );
}

/** An account as it is at `minSequence` or later. */
export async function accountAnswer(
  venue: Venue,
  account: AccountId,
  minSequence: number | undefined,
): Promise<AccountAnswer> {
  const read = await readMachine(
    venue,
    (machine) => {
      const view = machine.account(account);
      return view === null ? null : accountJson(view, symbolsOf(machine));
    },
    minSequence,
  );
  if (read.value === null) throw refuse("ACCOUNT_NOT_FOUND", {}, read.sequence);
  return { seq: read.sequence, account: read.value };
}

function withdrawalIn(event: Event | undefined): WithdrawalId {
  if (event?.type === "WithdrawalRequested") return event.withdrawal;
  if (event?.type === "CommandRepeated") return event.outcome.id as WithdrawalId;
  throw new Error("a request to withdraw ended in neither event");
}

/** Whether an account is the caller's, and within their reach. */
async function isWithin(venue: Venue, account: AccountId, who: Principal): Promise<boolean> {
  const { value: view } = await readMachine(venue, (machine) => machine.account(account), 0);
  return view?.owner === who.owner && touchable(who, [account]).length > 0;
}

/** A withdrawal that was settled by `sequence`, as history has it. */
async function settled(venue: Venue, id: WithdrawalId, sequence: number) {
  const { value: row } = await fromHistory(venue, sequence, (history) =>
    history.accounts.withdrawal(id),
  );
  if (row === null) return null;
  const { account, asset, status } = row;
  return { account, asset: asset as AssetId, amount: amount(row.amount), status };
}

/** What became of a withdrawal that was asked for before. */
async function statusOf(
  venue: Venue,
  id: WithdrawalId,
  sequence: number,
): Promise<Withdrawal["status"]> {
  const { value } = await readMachine(venue, (machine) => machine.withdrawal(id), 0);
  if (value !== null) return "requested";
  return (await settled(venue, id, sequence))?.status ?? "requested";
}

/** Where a transfer goes: a key that is made for some accounts moves nothing to another. */
async function reachable(
  venue: Venue,
  request: FastifyRequest,
  account: AccountId,
): Promise<AccountId> {
  const who = principalOf(request);
  return who.accounts === null ? account : accountOf(venue, who, account);
}

/**
 * Lets play money out. When that fails the withdrawal stays requested; repeating
 * the request, or the next start, finishes it. One settled already stays as it is.
 */
async function letOut(
  venue: Venue,
  withdrawal: WithdrawalId,
  sequence: number,
): Promise<{ readonly seq: number; readonly status: Withdrawal["status"] }> {
  try {
    const content = { type: "ConfirmWithdrawal", withdrawal } as const;
    const receipt = await venue.submitter.submit(SYSTEM, content);
    return { seq: receipt.sequence, status: "confirmed" };
  } catch (error) {
    if (error instanceof Refusal && error.error.code === "WITHDRAWAL_NOT_FOUND") {
      const seq = error.sequence ?? sequence;
      return { seq, status: await statusOf(venue, withdrawal, seq) };
    }
    if (portRefusal(error) === null) throw error;
    return { seq: sequence, status: "requested" };
  }
}
