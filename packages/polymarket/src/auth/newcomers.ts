import { SYSTEM } from "@probity/core";
import type { AccountId, Amount, OwnerId } from "@probity/core";
import { Refusal, addressKey, openFirstAccount, readMachine } from "@probity/gateway";
import type { Desk } from "../desk.ts";
import { tooMany } from "../limits/limit-part.ts";
import type { RequestRule } from "../limits/request-rules.ts";
import { WindowCounts } from "../limits/window-counts.ts";
import type { Address } from "../ports.ts";

/** Remembered with the account for ever, so that nobody is given play money twice. */
const FAUCET_KEY = "polymarket-faucet";
const MINUTE_MS = 60_000;

/** Lets in whoever proved that a wallet is theirs. */
export class Newcomers {
  readonly #desk: Pick<Desk, "venue" | "options">;
  /** Whom this run has given play money, or found that they had it. */
  readonly #funded = new Set<OwnerId>();
  /** Who came lately, by where from. */
  readonly #arrivals = new WindowCounts();
  readonly #rules: readonly RequestRule[];

  constructor(desk: Pick<Desk, "venue" | "options">) {
    this.#desk = desk;
    const { signInsPerMinute: requests } = desk.venue.settings;
    const allowed = requests === 0 ? [] : [{ requests, windowMs: MINUTE_MS }];
    this.#rules = [{ name: "newcomers", host: "clob", allowed }];
  }

  /** Who signs in with the wallet; null: nobody yet. */
  known(address: Address): Promise<OwnerId | null> {
    return this.#desk.venue.people.ownerOf("wallet", address);
  }

  /**
   * Whoever the wallet is of, with an account and, where a faucet runs, play money; a wallet that is
   * new registers. Reads see all of it when this resolves.
   *
   * @param from the network address that asks. @throws ClobError 429 when as many new ones came from there as may sign in.
   */
  async admit(address: Address, from: string): Promise<OwnerId> {
    const { venue } = this.#desk;
    const owner = (await this.known(address)) ?? (await this.#register(address, from));
    await openFirstAccount(venue, owner);
    await this.#fund(owner);
    await venue.readSide.caughtUp();
    return owner;
  }

  /** As many as by the venue's other doors, where each costs a hash. */
  async #register(wallet: Address, from: string): Promise<OwnerId> {
    const waitMs = this.#arrivals.add(addressKey(from), this.#rules, Date.now());
    if (waitMs > 0) throw tooMany(waitMs);
    const admission = await this.#desk.venue.people.admit({ wallet });
    if (admission.kind === "registered") return admission.owner;
    // Of two who come at once with the same, the second finds the first.
    const other = await this.known(wallet);
    if (other === null) throw new Error("a wallet is taken by nobody");
    return other;
  }

  async #fund(owner: OwnerId): Promise<void> {
    const { venue, options } = this.#desk;
    if (options.faucet === 0 || !venue.settings.playMoney || this.#funded.has(owner)) return;
    const { value } = await readMachine(
      venue,
      (machine) => ({ account: machine.accountsOf(owner)[0], asset: machine.assets()[0]?.asset }),
      undefined,
    );
    const { account, asset } = value;
    if (account === undefined || asset === undefined) return;
    const amount = options.faucet as Amount;
    try {
      const content = { type: "Deposit", account, asset, amount, key: FAUCET_KEY } as const;
      await venue.submitter.submit(SYSTEM, content);
    } catch (error) {
      // Given before when the faucet ran richer, or not to be given: excluded, or limited by an operator.
      if (!(error instanceof Refusal)) throw error;
    }
    this.#funded.add(owner);
  }
}

/** Where all wallets of a person trade; null: they have no account. */
export function tradingAccount({ readSide }: Desk["venue"], owner: OwnerId): AccountId | null {
  return readSide.accountsOf(owner)[0] ?? null;
}
