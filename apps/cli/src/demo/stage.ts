import type { EventAnswer } from "@probity/protocol";
import { ProbityClient } from "@probity/client";
import { Checks } from "./checks.ts";
import { Horizon, Player } from "./player.ts";
import type { Progress } from "./progress.ts";
import type { Operator } from "./throw-away-venue.ts";

/** Where a play takes place: the venue, its operator, who plays, and what was checked. */
export class Stage {
  readonly horizon = new Horizon();
  readonly checks = new Checks();
  readonly players: Player[] = [];
  readonly operator: ProbityClient;
  readonly progress: Progress;
  private readonly url: string;

  constructor(url: string, progress: Progress) {
    this.url = url;
    this.progress = progress;
    this.operator = new ProbityClient({ url });
  }

  async open(operator: Operator): Promise<void> {
    this.horizon.saw(await this.operator.signIn(operator));
  }

  /** A new player with so many dollars. */
  async enter(name: string, dollars: number): Promise<Player> {
    const player = await Player.enter(this.url, name, dollars, this.horizon);
    this.players.push(player);
    return player;
  }

  /** Creates an event and opens its markets. */
  async openEvent(
    event: Parameters<ProbityClient["admin"]["createEvent"]>[0],
  ): Promise<EventAnswer> {
    const { admin } = this.operator;
    const created = this.horizon.saw(await admin.createEvent(event));
    const { slug } = created.event;
    this.horizon.saw(await admin.changeState("events", slug, { to: "open" }));
    return created;
  }

  /** Waits until a market, or all those of an event, have paid everybody. */
  async paidOut(ref: string): Promise<void> {
    for (let waitMs = 10; ; waitMs = Math.min(2 * waitMs, 500)) {
      const min_seq = this.horizon.sequence;
      const answer = this.horizon.saw(await this.operator.markets.one(ref, { min_seq }));
      if (answer.markets.every(({ state }) => state === "resolved")) return;
      await new Promise((resolve) => {
        setTimeout(resolve, waitMs);
      });
    }
  }

  leave(): void {
    for (const player of this.players) player.leave();
  }
}
