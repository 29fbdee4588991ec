import { LiveTrades } from "@probity/client";
import { parseQuantity } from "@probity/protocol";
import type { Trade } from "@probity/protocol";
import type { Player } from "./player.ts";

/** What the public sees of a market's trades, as they happen. */
export class PublicTape {
  readonly kinds: Record<Trade["kind"], number> = { complementary: 0, mint: 0, merge: 0 };
  lots = 0;
  /** Whether the live channel lost some. */
  hasMissed = false;

  constructor(player: Player, marketId: string) {
    new LiveTrades(player.live, marketId, {
      onTrades: (trades) => {
        for (const { kind, quantity } of trades) {
          this.kinds[kind]++;
          this.lots += parseQuantity(quantity);
        }
      },
      onMissed: () => {
        this.hasMissed = true;
      },
    });
  }

  get trades(): number {
    return this.kinds.complementary + this.kinds.mint + this.kinds.merge;
  }
}
