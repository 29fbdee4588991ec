import type {
  AccountAnswer,
  AccountsAnswer,
  BalancesAnswer,
  DepositAnswer,
  DoneAnswer,
  MoneyJson,
  TransferRequest,
  TransferSharesRequest,
  WithdrawalAnswer,
} from "@probity/protocol";
import type { JsonOf } from "./json.ts";
import type { Query, Transport } from "./transport.ts";

/** One's accounts, and money in, out and between them. Give a key to whatever moves money. */
export class AccountsApi {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  list(query: Query = {}): Promise<AccountsAnswer> {
    return this.transport.request("GET", "/accounts", { query });
  }

  open(): Promise<AccountAnswer> {
    return this.transport.request("POST", "/accounts");
  }

  one(accountId: string, query: Query = {}): Promise<AccountAnswer> {
    return this.transport.request("GET", `/accounts/${accountId}`, { query });
  }

  balances(query: Query = {}): Promise<BalancesAnswer> {
    return this.transport.request("GET", "/balances", { query });
  }

  /** Play money, up to a million dollars at a time. */
  deposit(money: MoneyJson, key?: string): Promise<DepositAnswer> {
    return this.transport.request("POST", "/deposits", { body: money, key });
  }

  withdraw(money: MoneyJson, key?: string): Promise<WithdrawalAnswer> {
    return this.transport.request("POST", "/withdrawals", { body: money, key });
  }

  /** A withdrawal that is not settled yet. */
  withdrawal(withdrawalId: string, query: Query = {}): Promise<WithdrawalAnswer> {
    return this.transport.request("GET", `/withdrawals/${withdrawalId}`, { query });
  }

  transfer(move: JsonOf<typeof TransferRequest>, key?: string): Promise<DoneAnswer> {
    return this.transport.request("POST", "/transfers", { body: move, key });
  }

  transferShares(move: JsonOf<typeof TransferSharesRequest>, key?: string): Promise<DoneAnswer> {
    return this.transport.request("POST", "/share-transfers", { body: move, key });
  }
}
