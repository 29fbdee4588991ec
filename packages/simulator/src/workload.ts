import type { Command, Event, Exchange } from "@probity/core";
import type { Random } from "./random.ts";
import { askAgain, impersonate, meddle, misdirect, reuseKey, spoil } from "./workload/hostile.ts";
import {
  changeTickSize,
  createEvent,
  describe,
  moveOn,
  setProbability,
} from "./workload/lifecycle.ts";
import { Memory } from "./workload/memory.ts";
import {
  configureVenue,
  confirmEnding,
  excludeOwner,
  heartbeat,
  orderGroup,
  registerCollateral,
  resumeVenue,
  session,
  setAccountLimits,
  setRole,
  updateAccount,
} from "./workload/safety.ts";
import { sceneAt } from "./workload/scenes.ts";
import type { Scene } from "./workload/scenes.ts";
import {
  amendOrder,
  cancelAll,
  cancelOrders,
  placeBasket,
  placeOrder,
  placeOrders,
  placeSignedOrders,
  replaceOrder,
} from "./workload/trading.ts";
import {
  claimPayout,
  convertPositions,
  coverReserve,
  deposit,
  openAccount,
  requestWithdrawal,
  reverseMatch,
  settleWithdrawal,
  splitOrMerge,
  transferCollateral,
  transferShares,
  transferSystem,
} from "./workload/treasury.ts";
import { venue } from "./workload/wish.ts";
import type { Maker, Stage, Wish } from "./workload/wish.ts";

/** How often each sort of wish is made up, of all. */
const MIXTURE: readonly (readonly [weight: number, maker: Maker])[] = [
  [340, placeOrder],
  [40, placeOrders],
  [40, placeSignedOrders],
  [30, reverseMatch],
  [45, placeBasket],
  [70, amendOrder],
  [45, replaceOrder],
  [90, cancelOrders],
  [25, cancelAll],
  [45, splitOrMerge],
  [25, convertPositions],
  [15, transferCollateral],
  [15, transferShares],
  [10, transferSystem],
  [16, coverReserve],
  [25, claimPayout],
  [25, deposit],
  [12, requestWithdrawal],
  [12, settleWithdrawal],
  [20, openAccount],
  [15, heartbeat],
  [12, session],
  [15, orderGroup],
  [5, updateAccount],
  [10, setAccountLimits],
  [7, excludeOwner],
  [2, configureVenue],
  [25, confirmEnding],
  [12, changeTickSize],
  [4, setProbability],
  [2, setRole],
  [1, resumeVenue],
  [2, registerCollateral],
  [14, createEvent],
  [5, describe],
  [50, moveOn],
  [16, misdirect],
  [6, meddle],
  [20, reuseKey],
  [25, askAgain],
];

const DAY_MS = 86_400_000;
/** Commands between two scenes. */
const SCENE_EVERY = 3_000;
const SCENES_FROM = 3_000;
/** Orders at rest above which traders become fewer and cancellations more. */
const CROWDED = 350;
/** A scene's crowd in one market is meant to stand, so it counts no more than this. */
const CROWDED_MARKET = 60;

/**
 * Everything people do to a venue, wish by wish: honest trading, the life of
 * events, and a good share of nonsense. What comes next follows from the seed and
 * from what the machine has answered, so the same seed gives the same run.
 */
export class Workload {
  private readonly stage: Stage;
  private readonly scenes: Scene[] = [];
  private scenesBegun = 0;
  private resting = 0;

  constructor(random: Random, machine: Exchange) {
    this.stage = { random, machine, memory: new Memory() };
  }

  /** Milliseconds until the next wish: mostly at once, now and then after hours. */
  pauseMs(): number {
    const { random } = this.stage;
    const [shortest, longest] = random.weighted([
      [7_000, [0, 60]],
      [2_500, [0, 2_000]],
      [490, [0, 60_000]],
      [7, [0, 3_600_000]],
      [3, [DAY_MS, DAY_MS + 3_600_000]],
    ] as const);
    return random.between(shortest, longest);
  }

  /** A command that went out before, to be delivered once more. */
  redelivered(): Command | null {
    const { random, memory } = this.stage;
    return random.chance(0.01) ? random.pickOrNull(memory.past) : null;
  }

  next(): Wish {
    const { random, memory } = this.stage;
    const sceneDue = SCENES_FROM + this.scenesBegun * SCENE_EVERY;
    if (memory.sequence >= sceneDue) {
      this.scenes.push(sceneAt(this.stage, this.scenesBegun));
      this.scenesBegun += 1;
    }
    if (this.scenes.length > 0 && random.chance(0.6)) {
      const played = this.play();
      if (played !== null) return played;
    }
    const wished = this.improvise();
    if (random.chance(0.04)) return spoil(this.stage, wished);
    return random.chance(0.015) ? impersonate(this.stage, wished) : wished;
  }

  private play(): Wish | null {
    const [scene] = this.scenes;
    const turn = scene?.next();
    if (turn?.done) this.scenes.shift();
    return turn?.value ?? null;
  }

  private improvise(): Wish {
    const { random, memory } = this.stage;
    if (memory.sequence % 64 === 0) this.countResting();
    for (;;) {
      const isCrowded = this.resting > CROWDED && random.chance(0.4);
      const maker = isCrowded ? random.pick([cancelOrders, cancelAll]) : random.weighted(MIXTURE);
      const wished = maker(this.stage);
      if (wished !== null) return wished;
      if (memory.accounts.length === 0) return beginning(memory.assets.length, random);
    }
  }

  private countResting(): void {
    const { memory, machine } = this.stage;
    this.resting = 0;
    for (const { id } of memory.marketsIn(["open", "halted", "closed"])) {
      this.resting += Math.min(CROWDED_MARKET, machine.market(id)?.openOrders ?? 0);
    }
  }

  observe(command: Command, events: readonly Event[]): void {
    this.stage.memory.observe(command, events);
  }
}

/** Before there is anything else, there are collateral and accounts. */
function beginning(assets: number, random: Random): Wish {
  if (assets < 3) {
    return venue({ type: "RegisterCollateral", symbol: ["USD", "EUR", "BIG"][assets] ?? "USD" });
  }
  return venue({ type: "OpenAccount", owner: random.between(1, 14) });
}
