import { randomUUID } from "node:crypto";
import type { AccountId } from "@probity/core";
import {
  AccountAnswer,
  AdminDepositRequest,
  DoneAnswer,
  PendingWithdrawalsPage,
  PendingWithdrawalsQuery,
  ReadQuery,
  RegisterCollateralRequest,
  SetLimitsRequest,
  SetRoleRequest,
  TransferSystemRequest,
  TreasuryAnswer,
  UpdateAccountRequest,
  formatAmount,
  formatId,
  formatOwner,
  systemParty,
  withdrawalJson,
} from "@probity/protocol";
import { assetOf, symbolsOf } from "../assets.ts";
import { callerOf, keyOf, operator } from "../caller.ts";
import { refuse } from "../refusal.ts";
import { changeRole } from "../roles.ts";
import { inTurn } from "../turns.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { accountAnswer } from "./accounts.ts";
import { doneJson } from "./done.ts";
import { BEARER, KeyHeader, NoQuery, answers, idParams } from "./route.ts";
import type { App } from "./route.ts";

/** What operators may do to accounts, roles, assets and the venue's own money. */
export function accountAdminRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER, querystring: NoQuery };
  const onRequest = operator(venue);
  const { submitter } = venue;

  const accountNow = async (account: AccountId) => {
    const { sequence, value } = await readMachine(venue, (machine) => machine.account(account), 0);
    if (value === null) throw refuse("ACCOUNT_NOT_FOUND", {}, sequence);
    return value;
  };

  app.patch(
    "/admin/accounts/:account_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Restrict or free an account",
        params: idParams("account_id", "acc"),
        body: UpdateAccountRequest,
        response: answers(AccountAnswer),
      },
    },
    async (request) => {
      const account = request.params.account_id;
      const { sequence } = await inTurn(venue, async () => {
        const now = await accountNow(account);
        return submitter.submit(callerOf(request), {
          type: "UpdateAccount",
          account,
          status: request.body.status ?? now.status,
          maxOpenOrders: request.body.max_open_orders ?? now.maxOpenOrders,
        });
      });
      return accountAnswer(venue, account, sequence);
    },
  );

  app.put(
    "/admin/accounts/:account_id/limits",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Limit the orders, the exposure and the deposits of an account",
        params: idParams("account_id", "acc"),
        body: SetLimitsRequest,
        response: answers(AccountAnswer),
      },
    },
    async (request) => {
      const account = request.params.account_id;
      const { sequence } = await inTurn(venue, async () => {
        const { limits } = await accountNow(account);
        return submitter.submit(callerOf(request), {
          type: "SetAccountLimits",
          account,
          maxOrderNotional: request.body.max_order_notional ?? limits.maxOrderNotional,
          maxExposure: request.body.max_exposure ?? limits.maxExposure,
          maxDailyDeposit: request.body.max_daily_deposit ?? limits.maxDailyDeposit,
        });
      });
      return accountAnswer(venue, account, sequence);
    },
  );

  app.post(
    "/admin/roles",
    {
      onRequest: operator(venue, "superadmin"),
      schema: {
        ...common,
        summary: "Give somebody a role; only a superadmin may",
        body: SetRoleRequest,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const { owner_id: owner, role } = request.body;
      // Numbers are given out one after the other: somebody would come who finds it waiting.
      if (role !== "user" && (await venue.people.person(owner)) === null) {
        throw refuse("USER_NOT_FOUND");
      }
      return doneJson(await changeRole(venue, callerOf(request), owner, role));
    },
  );

  app.get(
    "/admin/treasury",
    {
      onRequest,
      schema: {
        ...common,
        summary: "The venue's own money: fees, rewards, and what was deposited",
        querystring: ReadQuery,
        response: answers(TreasuryAnswer),
      },
    },
    async (request) => {
      const read = await readMachine(
        venue,
        (machine) =>
          machine.assets().map(({ asset, symbol }) => ({
            asset: symbol,
            fees: formatAmount(machine.fees(asset)),
            rewards: formatAmount(machine.rewards(asset)),
            deposited: formatAmount(machine.external(asset)),
          })),
        request.query.min_seq,
      );
      return { seq: read.sequence, treasury: read.value };
    },
  );

  app.post(
    "/admin/collateral",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Register an asset that events can be settled in",
        body: RegisterCollateralRequest,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const content = { type: "RegisterCollateral", symbol: request.body.symbol } as const;
      return doneJson(await submitter.submit(callerOf(request), content));
    },
  );

  app.post(
    "/admin/deposits",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Credit money that arrived from outside; the key names the payment",
        headers: KeyHeader,
        body: AdminDepositRequest,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const { account_id: account, asset: symbol, amount } = request.body;
      const asset = await assetOf(venue, symbol);
      const key = keyOf(request) ?? randomUUID();
      const content = { type: "Deposit", account, asset, amount, key } as const;
      return doneJson(await submitter.submit(callerOf(request), content));
    },
  );

  app.get(
    "/admin/withdrawals",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Withdrawals that wait to be confirmed or failed, oldest first",
        querystring: PendingWithdrawalsQuery,
        response: answers(PendingWithdrawalsPage),
      },
    },
    async (request) => {
      const { limit, cursor = 0, min_seq } = request.query;
      const read = await readMachine(
        venue,
        (machine) => {
          const symbolOf = symbolsOf(machine);
          return machine
            .withdrawals()
            .filter((id) => id > cursor)
            .slice(0, limit + 1)
            .flatMap((id) => {
              const view = machine.withdrawal(id);
              if (view === null) return [];
              return withdrawalJson(view, formatId("wdr", id), "requested", symbolOf);
            });
        },
        min_seq,
      );
      const withdrawals = read.value.slice(0, limit);
      const hasMore = read.value.length > limit;
      const last = withdrawals.at(-1)?.withdrawal_id ?? null;
      return { seq: read.sequence, withdrawals, next_cursor: hasMore ? last : null };
    },
  );

  for (const [verb, type, summary] of [
    ["confirm", "ConfirmWithdrawal", "The money has left: take it off the account"],
    ["fail", "FailWithdrawal", "The money could not be sent: give it back to the account"],
  ] as const) {
    app.post(
      `/admin/withdrawals/:withdrawal_id/${verb}`,
      {
        onRequest,
        schema: {
          ...common,
          summary,
          params: idParams("withdrawal_id", "wdr"),
          response: answers(DoneAnswer),
        },
      },
      async (request) => {
        const withdrawal = request.params.withdrawal_id;
        return doneJson(await submitter.submit(callerOf(request), { type, withdrawal }));
      },
    );
  }

  app.post(
    "/admin/transfers",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Move money between an account, the fees, the rewards and the reserves",
        body: TransferSystemRequest,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const { from, to, asset, amount } = request.body;
      return doneJson(
        await submitter.submit(callerOf(request), {
          type: "TransferSystem",
          from: systemParty(from),
          to: systemParty(to),
          asset: await assetOf(venue, asset),
          amount,
        }),
      );
    },
  );

  app.post(
    "/admin/clock/confirm",
    {
      onRequest,
      schema: {
        ...common,
        summary: "The time is right after a jump of the clock: take commands again",
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      venue.sequencer.confirmClock();
      request.log.warn({ by: formatOwner(callerOf(request)) }, "confirmed the clock");
      return { seq: venue.sequencer.durableSequence, done: true as const };
    },
  );
}
