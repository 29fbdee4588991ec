import { amount, AMOUNT_ONE, ZERO_AMOUNT } from "@probity/core";
import type { Amount } from "@probity/core";
import type { LiveConnection } from "@probity/client";
import { ProbityClient } from "@probity/client";
import { formatAmount, parseAmount, parseQuantity } from "@probity/protocol";
import type { Position } from "@probity/protocol";

/** A venue hands out play money up to a million dollars at a time. */
const DEPOSIT_MAX = 1_000_000 * AMOUNT_ONE;

/** The furthest sequence anybody has an answer from: reads ask for at least this much. */
export class Horizon {
  private furthest = 0;

  get sequence(): number {
    return this.furthest;
  }

  /** @returns the answer, its sequence noted. */
  saw<Answer extends { readonly seq: number }>(answer: Answer): Answer {
    this.furthest = Math.max(this.furthest, answer.seq);
    return answer;
  }
}

/** A person with one account, who acts through the public API alone. */
export class Player {
  readonly name: string;
  readonly client: ProbityClient;
  readonly live: LiveConnection;
  readonly accountId: string;
  readonly horizon: Horizon;
  /** All that was paid in. */
  paidIn: Amount = ZERO_AMOUNT;
  /** All that was paid out. */
  paidOut: Amount = ZERO_AMOUNT;
  /** What the live connection could not make sense of, or was refused. */
  private problem: Error | null = null;
  private heardUpTo = 0;

  private constructor(name: string, client: ProbityClient, accountId: string, horizon: Horizon) {
    this.name = name;
    this.client = client;
    this.accountId = accountId;
    this.horizon = horizon;
    this.live = client.live({
      onProblem: (problem) => {
        this.problem ??= problem;
      },
    });
  }

  /** Registers, and deposits so many dollars. */
  static async enter(
    url: string,
    name: string,
    dollars: number,
    horizon: Horizon,
  ): Promise<Player> {
    const client = new ProbityClient({ url });
    const credentials = { email: `${name}@demo.example`, password: `${name} plays along` };
    const { account_ids } = horizon.saw(await client.register(credentials));
    const player = new Player(name, client, account_ids[0] ?? "", horizon);
    await player.payIn(amount(dollars * AMOUNT_ONE));
    return player;
  }

  /** Cash and what is held of it. */
  async money(): Promise<{ readonly available: Amount; readonly held: Amount }> {
    const min_seq = this.horizon.sequence;
    const { balances } = this.horizon.saw(await this.client.accounts.balances({ min_seq }));
    const [usd] = balances;
    return {
      available: usd === undefined ? ZERO_AMOUNT : parseAmount(usd.available),
      held: usd === undefined ? ZERO_AMOUNT : parseAmount(usd.held),
    };
  }

  async positions(): Promise<readonly Position[]> {
    const min_seq = this.horizon.sequence;
    return this.horizon.saw(await this.client.portfolio.positions({ min_seq })).positions;
  }

  /** Lots of a position in a market. */
  async shares(marketId: string): Promise<{ readonly yes: number; readonly no: number }> {
    const own = (await this.positions()).filter(({ market_id }) => market_id === marketId);
    const of = (outcome: "yes" | "no"): number =>
      parseQuantity(own.find((position) => position.outcome === outcome)?.quantity ?? "0");
    return { yes: of("yes"), no: of("no") };
  }

  async payIn(money: Amount): Promise<void> {
    for (let left: number = money; left > 0; left -= DEPOSIT_MAX) {
      const part = amount(Math.min(left, DEPOSIT_MAX));
      const key = `in-${this.paidIn}`;
      const body = { amount: formatAmount(part) };
      this.horizon.saw(await this.client.accounts.deposit(body, key));
      this.paidIn = amount(this.paidIn + part);
    }
  }

  /** Withdraws everything that is available. */
  async payOut(): Promise<void> {
    const { available } = await this.money();
    if (available === 0) return;
    const body = { amount: formatAmount(available) };
    const key = `out-${this.paidOut}`;
    const { withdrawal } = this.horizon.saw(await this.client.accounts.withdraw(body, key));
    if (withdrawal.status !== "confirmed") throw new Error(`${this.name}'s money did not leave`);
    this.paidOut = amount(this.paidOut + available);
  }

  /** Resolves when this player's live channels have said everything anybody has an answer of. */
  async caughtUp(): Promise<void> {
    const { sequence } = this.horizon;
    if (sequence <= this.heardUpTo) return;
    await this.live.caughtUp(sequence);
    if (this.problem !== null) throw this.problem;
    this.heardUpTo = Math.max(this.heardUpTo, sequence);
  }

  /** Loses the live connection; it comes back by itself. */
  loseConnection(): void {
    this.heardUpTo = 0;
    this.live.reconnect();
  }

  leave(): void {
    this.live.close();
  }
}
