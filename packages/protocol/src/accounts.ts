/** Accounts, money in and out, safety switches, and what the operator may do to them. */
import { amount, quantity } from "@probity/core";
import type {
  AccountView,
  BalanceView,
  GroupView,
  SafetyView,
  SystemParty,
  WithdrawalView,
} from "@probity/core";
import { z } from "zod";
import { formatAmount, formatQuantity } from "./decimal.ts";
import { answerOf, countInQuery, minSequence, pageOf } from "./envelope.ts";
import {
  amountOrZero,
  amountText,
  assetSymbol,
  formatTime,
  idField,
  idText,
  instant,
  movableAmount,
  orderQuantity,
  outcomeField,
  quantityOrZero,
  quantityText,
  timeText,
  wholeNumber,
} from "./fields.ts";
import { formatId, formatOwner, parseOwner } from "./ids.ts";
import { accountChoice } from "./orders.ts";
import { ROLES } from "./sign-in.ts";

const STATUSES = ["active", "closed-only", "frozen"] as const;
const asset = assetSymbol.default("USD");

// ---- requests of owners ----

export const DepositRequest = z
  .strictObject({ ...accountChoice, asset, amount: movableAmount })
  .meta({ id: "NewDeposit" });
export const WithdrawRequest = z
  .strictObject({ ...accountChoice, asset, amount: movableAmount })
  .meta({ id: "NewWithdrawal" });
export type MoneyJson = z.input<typeof DepositRequest>;

export const TransferRequest = z
  .strictObject({
    ...accountChoice,
    to_account_id: idField("acc"),
    asset,
    amount: movableAmount,
  })
  .meta({ id: "NewTransfer" });
export const TransferSharesRequest = z
  .strictObject({
    ...accountChoice,
    to_account_id: idField("acc"),
    market_id: idField("mkt"),
    outcome: outcomeField,
    quantity: orderQuantity,
  })
  .meta({ id: "NewShareTransfer" });

/** A body that names at most the account. */
export const AccountChoiceRequest = z.strictObject(accountChoice).meta({ id: "AccountChoice" });

/** `limit`: shares the group's orders may fill before it trips by itself; "0" is never. */
export const CreateGroupRequest = z
  .strictObject({ ...accountChoice, limit: quantityOrZero.prefault("0") })
  .meta({ id: "NewOrderGroup" });

// ---- requests of operators ----

export const UpdateAccountRequest = z
  .strictObject({
    status: z.enum(STATUSES).optional(),
    max_open_orders: wholeNumber(0, 1_000_000).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, {
    message: "name at least one field to change",
  })
  .meta({ id: "AccountChange" });

/** What an account may do at most; "0" is no limit, what is left out stays. */
export const SetLimitsRequest = z
  .strictObject({
    max_order_notional: amountOrZero.optional(),
    max_exposure: amountOrZero.optional(),
    max_daily_deposit: amountOrZero.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, {
    message: "name at least one field to change",
  })
  .meta({ id: "AccountLimits" });

const EXCLUSIONS = ["cool-off", "self-exclusion"] as const;
/** Until when somebody neither buys nor deposits; it can be made longer and never shorter. */
export const ExcludeRequest = z
  .strictObject({ kind: z.enum(EXCLUSIONS), until: instant })
  .meta({ id: "Exclude" });
export const ExclusionAnswer = answerOf({
  exclusion: z.object({ kind: z.enum(EXCLUSIONS), until: timeText }).nullable(),
});
export type ExclusionAnswer = z.output<typeof ExclusionAnswer>;

export const ownerField = z.string().transform((text, context) => {
  const owner = parseOwner(text);
  if (owner !== null) return owner;
  context.addIssue({ code: "custom", message: "an owner is written like own_7" });
  return z.NEVER;
});
export const SetRoleRequest = z
  .strictObject({ owner_id: ownerField, role: z.enum(ROLES) })
  .meta({ id: "RoleChange" });

export const RegisterCollateralRequest = z
  .strictObject({ symbol: assetSymbol })
  .meta({ id: "NewCollateral" });

const Party = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("account"), account_id: idField("acc") }),
  z.strictObject({ kind: z.literal("fees") }),
  z.strictObject({ kind: z.literal("rewards") }),
  z.strictObject({ kind: z.literal("reserve"), market_id: idField("mkt") }),
]);
/** Moves value between an account, the fees, the rewards and the reserves. */
export const TransferSystemRequest = z
  .strictObject({ from: Party, to: Party, asset, amount: movableAmount })
  .meta({ id: "SystemTransfer" });

export const AdminDepositRequest = z
  .strictObject({ account_id: idField("acc"), asset, amount: movableAmount })
  .meta({ id: "AdminDeposit" });

// ---- answers ----

export const Balance = z
  .object({
    asset: z.string(),
    available: amountText,
    held: amountText.meta({ description: "Locked by open buys and pending withdrawals." }),
    total: amountText,
  })
  .meta({ id: "Balance" });
export type Balance = z.output<typeof Balance>;

export const Account = z
  .object({
    account_id: idText,
    owner_id: idText,
    status: z.enum(STATUSES),
    max_open_orders: z.int(),
    open_orders: z.int(),
    /** "0" is no limit. */
    limits: z.object({
      max_order_notional: amountText,
      max_exposure: amountText,
      max_daily_deposit: amountText,
    }),
    /** Held for open orders, and what positions cost. */
    exposure: amountText,
    excluded_until: timeText.nullable(),
    balances: z.array(Balance),
  })
  .meta({ id: "Account" });
export type Account = z.output<typeof Account>;

export const Withdrawal = z
  .object({
    withdrawal_id: idText,
    account_id: idText,
    asset: z.string(),
    amount: amountText,
    status: z.enum(["requested", "confirmed", "failed"]),
  })
  .meta({ id: "Withdrawal" });
export type Withdrawal = z.output<typeof Withdrawal>;

export const OrderGroup = z
  .object({
    group_id: idText,
    account_id: idText,
    limit: quantityText.nullable(),
    matched: quantityText,
    tripped: z.boolean(),
  })
  .meta({ id: "OrderGroup" });

/** The venue's own money in one asset. */
export const Treasury = z
  .object({
    asset: z.string(),
    fees: amountText,
    rewards: amountText,
    deposited: amountText.meta({ description: "Deposits less confirmed withdrawals." }),
  })
  .meta({ id: "Treasury" });
export const TreasuryAnswer = answerOf({ treasury: z.array(Treasury) });
export type TreasuryAnswer = z.output<typeof TreasuryAnswer>;

export const AccountAnswer = answerOf({ account: Account });
export type AccountAnswer = z.output<typeof AccountAnswer>;
export const AccountsAnswer = answerOf({ accounts: z.array(Account) });
export type AccountsAnswer = z.output<typeof AccountsAnswer>;
export const BalancesAnswer = answerOf({ account_id: idText, balances: z.array(Balance) });
export type BalancesAnswer = z.output<typeof BalancesAnswer>;
export const DepositAnswer = answerOf({
  deposit: z.object({ account_id: idText, asset: z.string(), amount: amountText }),
  repeated: z.literal(true).optional(),
});
export type DepositAnswer = z.output<typeof DepositAnswer>;
export const WithdrawalAnswer = answerOf({
  withdrawal: Withdrawal,
  repeated: z.literal(true).optional(),
});
export type WithdrawalAnswer = z.output<typeof WithdrawalAnswer>;
/** Of everybody, as operators see them. */
export const PendingWithdrawalsQuery = z.strictObject({
  limit: countInQuery(1, 200, 50),
  cursor: idField("wdr").optional().meta({ description: "`next_cursor` of the page before." }),
  min_seq: minSequence,
});
/** Oldest first. */
export const PendingWithdrawalsPage = pageOf({ withdrawals: z.array(Withdrawal) });
export type PendingWithdrawalsPage = z.output<typeof PendingWithdrawalsPage>;
export const SafetyAnswer = answerOf({
  deadline: timeText.nullable().meta({ description: "When the dead man's switch acts." }),
  session_ids: z.array(idText),
});
export const SessionAnswer = answerOf({ session_id: idText });
export const GroupAnswer = answerOf({ group: OrderGroup });
/** Done, and nothing more to say. `repeated`: the key was used before; nothing happened now. */
export const DoneAnswer = answerOf({
  done: z.literal(true),
  repeated: z.literal(true).optional(),
});
export type DoneAnswer = z.output<typeof DoneAnswer>;

// ---- between text and the machine ----

/** The public name of an asset. */
export type SymbolOf = (asset: BalanceView["asset"]) => string;

export function balanceJson(view: BalanceView, symbolOf: SymbolOf): Balance {
  return {
    asset: symbolOf(view.asset),
    available: formatAmount(view.available),
    held: formatAmount(view.held),
    total: formatAmount(amount(view.available + view.held)),
  };
}

export function accountJson(view: AccountView, symbolOf: SymbolOf): Account {
  return {
    account_id: formatId("acc", view.account),
    owner_id: formatOwner(view.owner),
    status: view.status,
    max_open_orders: view.maxOpenOrders,
    open_orders: view.openOrders,
    limits: {
      max_order_notional: formatAmount(view.limits.maxOrderNotional),
      max_exposure: formatAmount(view.limits.maxExposure),
      max_daily_deposit: formatAmount(view.limits.maxDailyDeposit),
    },
    exposure: formatAmount(view.exposure),
    excluded_until: view.excludedUntil === 0 ? null : formatTime(view.excludedUntil),
    balances: view.balances.map((balance) => balanceJson(balance, symbolOf)),
  };
}

export function withdrawalJson(
  view: Omit<WithdrawalView, "withdrawal">,
  withdrawal: string,
  status: Withdrawal["status"],
  symbolOf: SymbolOf,
): Withdrawal {
  return {
    withdrawal_id: withdrawal,
    account_id: formatId("acc", view.account),
    asset: symbolOf(view.asset),
    amount: formatAmount(view.amount),
    status,
  };
}

export function groupJson(view: GroupView): z.output<typeof OrderGroup> {
  return {
    group_id: formatId("grp", view.group),
    account_id: formatId("acc", view.account),
    limit: view.limit === 0 ? null : formatQuantity(quantity(view.limit)),
    matched: formatQuantity(quantity(view.matched)),
    tripped: view.tripped,
  };
}

export function safetyJson(view: SafetyView) {
  return {
    deadline: view.deadline === 0 ? null : formatTime(view.deadline),
    session_ids: view.sessions.map((session) => formatId("ses", session)),
  };
}

export function systemParty(party: z.output<typeof Party>): SystemParty {
  switch (party.kind) {
    case "account":
      return { kind: "account", account: party.account_id };
    case "reserve":
      return { kind: "reserve", market: party.market_id };
    case "fees":
    case "rewards":
      return { kind: party.kind };
    default:
      return party satisfies never;
  }
}
