import { amount, PRICE_ONE } from "@probity/core";
import type { Amount } from "@probity/core";
import { ApiError } from "@probity/client";
import { formatAmount, parseAmount, parsePrice } from "@probity/protocol";
import type { Player } from "./player.ts";
import type { Stage } from "./stage.ts";

/** A player's part in some markets just before they are resolved. */
interface Before {
  readonly player: Player;
  /** Cash, held or not. */
  readonly cash: Amount;
  /** Lots by market. */
  readonly shares: ReadonlyMap<string, { readonly yes: number; readonly no: number }>;
}

/** Whether everybody is paid what their shares are worth, once. */
export class Settlement {
  private readonly stage: Stage;
  private readonly players: readonly Player[];
  private before: readonly Before[] = [];

  constructor(stage: Stage, players: readonly Player[]) {
    this.stage = stage;
    this.players = players;
  }

  /** Notes what everybody has in these markets. Nobody may trade from here on. */
  async begin(marketIds: readonly string[]): Promise<void> {
    this.before = await Promise.all(
      this.players.map(async (player) => ({
        player,
        cash: await cashOf(player),
        shares: new Map(
          await Promise.all(
            marketIds.map(async (marketId) => [marketId, await player.shares(marketId)] as const),
          ),
        ),
      })),
    );
  }

  /** Compares with what the payouts (of a YES share, by market) make of it. */
  async check(payouts: ReadonlyMap<string, string>, title: string): Promise<void> {
    let expected = 0;
    let paid = 0;
    let positions = 0;
    let left = 0;
    let paidTwice = 0;
    let wrong = 0;
    for (const { player, cash, shares } of this.before) {
      const due = dueTo(shares, payouts);
      const received = (await cashOf(player)) - cash;
      expected += due;
      paid += received;
      if (received !== due) wrong++;
      for (const [marketId, { yes, no }] of shares) {
        if (yes > 0) positions++;
        if (no > 0) positions++;
        const after = await player.shares(marketId);
        if (after.yes + after.no > 0) left++;
        if (await canClaim(player, marketId)) paidTwice++;
      }
    }
    const { checks } = this.stage;
    const dollars = (value: number): string => formatAmount(amount(value));
    checks.equal(`${title}: paid out for ${positions} positions`, dollars(expected), dollars(paid));
    checks.equal(`${title}: players who got another sum than their shares are worth`, 0, wrong);
    checks.equal(
      `${title}: positions left, positions that can be claimed again`,
      "0, 0",
      `${left}, ${paidTwice}`,
    );
    const pools = await this.pools([...payouts.keys()]);
    checks.equal(`${title}: dollars left in the pools`, "0", dollars(pools));
  }

  private async pools(marketIds: readonly string[]): Promise<number> {
    const { operator, horizon } = this.stage;
    let left = 0;
    for (const marketId of marketIds) {
      const min_seq = horizon.sequence;
      const { markets } = horizon.saw(await operator.markets.one(marketId, { min_seq }));
      for (const { pool } of markets) left += parseAmount(pool);
    }
    return left;
  }
}

/** Lots × price units are micro-dollars. */
function dueTo(shares: Before["shares"], payouts: ReadonlyMap<string, string>): number {
  let due = 0;
  for (const [marketId, { yes, no }] of shares) {
    const payout = parsePrice(payouts.get(marketId) ?? "0");
    due += yes * payout + no * (PRICE_ONE - payout);
  }
  return due;
}

async function cashOf(player: Player): Promise<Amount> {
  const { available, held } = await player.money();
  return amount(available + held);
}

/** Tries to be paid again; it must be refused. */
async function canClaim(player: Player, marketId: string): Promise<boolean> {
  try {
    await player.client.portfolio.claim({ market_id: marketId });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === "NOTHING_TO_CLAIM") return false;
    throw error;
  }
}
