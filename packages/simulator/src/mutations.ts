/** A mistake somebody could make in core: `snippet`, found once in `file`, becomes `replacement`. */
export interface Mutation {
  readonly name: string;
  /** Below `packages/core/src`. */
  readonly file: string;
  readonly snippet: string;
  readonly replacement: string;
}

/**
 * Mistakes planted to see whether the simulator finds them. Each is small, keeps
 * the types, and is spread over what core decides.
 */
export const MUTATIONS: readonly Mutation[] = [
  // Matching and priority
  {
    name: "the youngest at a price is filled first",
    file: "book/array-ladder.ts",
    snippet: "words[(tail << 3) + NEXT] = slot;",
    replacement: `
      const oldest = queues[queue + HEAD];
      words[at + PREVIOUS] = NO_SLOT;
      words[at + NEXT] = oldest;
      words[(oldest << 3) + PREVIOUS] = slot;
      queues[queue + HEAD] = slot;
      queues[queue + ORDERS]++;
      this.pool.lots[address] += words[at + REMAINING];
      return;`,
  },
  {
    name: "a limit is not reached, only passed",
    file: "book/walk.ts",
    snippet: "best !== 0 && (bid ? best <= limit : best >= limit)",
    replacement: "best !== 0 && (bid ? best <= limit : best > limit)",
  },
  {
    name: "an amendment that grows an order keeps its place",
    file: "execute/amend-order.ts",
    snippet: "&& total <= oldTotal)",
    replacement: "&& total <= oldTotal + 1)",
  },
  {
    name: "the next best ask is missed at a word's edge of the bitmap",
    file: "book/array-ladder.ts",
    snippet: "map[size + word] & ((-1 << (level & 31)) << 1)",
    replacement: "map[size + word] & (-2 << ((level & 31) + 1))",
  },
  // Self-trade prevention
  {
    name: "only bids are kept from meeting their own",
    file: "book/walk.ts",
    snippet: "words[(slot << 3) + OWNER] === owner;",
    replacement: "words[(slot << 3) + OWNER] === owner && bid;",
  },
  {
    name: "cancelling both cancels the maker and goes on",
    file: "book/walk.ts",
    snippet: "if (selfTrade === CANCEL_MAKER) continue;",
    replacement: "if (selfTrade !== CANCEL_TAKER) continue;",
  },
  // Fill or kill, cash
  {
    name: "a fill-or-kill is content with a part",
    file: "book/entry.ts",
    snippet: "this.plan.isComplete : this.plan.filled === this.lots;",
    replacement: "this.plan.isComplete : this.plan.filled > 0;",
  },
  {
    name: "cash is not spent to the last micro-dollar",
    file: "book/purse.ts",
    snippet: "this.spent + price * lots + fee <= this.amount",
    replacement: "this.spent + price * lots + fee < this.amount",
  },
  {
    name: "cash is complete as soon as something was bought",
    file: "book/walk.ts",
    snippet: "plan.isComplete = purse !== null && plan.filled > 0 && !purse.canBuyAnother();",
    replacement: "plan.isComplete = purse !== null && plan.filled > 0;",
  },
  // Fees and rounding
  {
    name: "half a micro-dollar is rounded down",
    file: "fees.ts",
    snippet: "this.rest * 2 >= SYMMETRIC_DENOMINATOR",
    replacement: "this.rest * 2 > SYMMETRIC_DENOMINATOR",
  },
  {
    name: "a seller may pay more than it gets",
    file: "book/fills.ts",
    snippet: "buys ? Infinity : takerNotional",
    replacement: "buys ? Infinity : takerNotional * 2",
  },
  {
    name: "a maker pays by the market's new schedule",
    file: "book/fills.ts",
    snippet: "const schedule = market.schedules[orders.version(slot) - 1];",
    replacement: "const schedule = market.parameters.fees;",
  },
  {
    name: "the rebate does not come out of the fees account",
    file: "book/fills.ts",
    snippet: "asset.fees += takerFee + fee - rebate;",
    replacement: "asset.fees += takerFee + fee;",
  },
  // Holds and limits
  {
    name: "a hold forgets the maker's fee",
    file: "ledger/holds.ts",
    snippet: "notional(ownPrice, lots) + makerFee(schedule, schedule.makerBps, ownPrice, lots)",
    replacement: "notional(ownPrice, lots)",
  },
  {
    name: "a replaced order still counts against the position limit",
    file: "execute/admission.ts",
    snippet: "has - freedOpenBuy(state, freed, market, yes) + entry.wanted;",
    replacement: "has + entry.wanted;",
  },
  {
    name: "a reduce-only order is not clipped",
    file: "execute/admission.ts",
    snippet: "entry.lots = Math.min(entry.lots, free);",
    replacement: "entry.lots = Math.max(entry.lots, 1);",
  },
  // Keys, redelivery
  {
    name: "a key answers whatever it is asked with",
    file: "execute/client-key.ts",
    snippet: "if (entry.contentHash !== this.hash)",
    replacement: "if (entry.contentHash === -1)",
  },
  {
    name: "a key is forgotten while its order rests",
    file: "keys.ts",
    snippet: "time - entry.rememberedAt < this.windowMs || stands(entry.outcome.id)",
    replacement: "time - entry.rememberedAt < this.windowMs",
  },
  {
    name: "a redelivered command is executed again",
    file: "exchange.ts",
    snippet: "command.counter <= state.origins.counterOf(command.origin)",
    replacement: "command.counter < state.origins.counterOf(command.origin)",
  },
  // Deadlines, jobs, groups
  {
    name: "markets close before the orders of the same moment expire",
    file: "deadlines.ts",
    snippet: "if (a.kind !== b.kind) return a.kind < b.kind;",
    replacement: "if (a.kind !== b.kind) return a.kind > b.kind;",
  },
  {
    name: "a recovery gives dead men no grace",
    file: "execute/safety.ts",
    snippet: "(Math.max(deadManAt, state.deadManFloor) as Timestamp)",
    replacement: "deadManAt",
  },
  {
    name: "a group trips only beyond its limit",
    file: "execute/mass-cancel.ts",
    snippet: "group.matched >= group.limit",
    replacement: "group.matched > group.limit",
  },
  {
    name: "a mass cancel goes one order too far",
    file: "execute/mass-cancel.ts",
    snippet: "if (run.work === 0) return true;",
    replacement: "if (run.work < 0) return true;",
  },
  {
    name: "a group's count of lots is not in the snapshot",
    file: "snapshot/export-state.ts",
    snippet: '["group", id, account.id, limit, matched, tripped ? 1 : 0]',
    replacement: '["group", id, account.id, limit, matched * 0, tripped ? 1 : 0]',
  },
  // Taker delay
  {
    name: "one command releases all delayed orders that are due",
    file: "execute/advance-time.ts",
    snippet: "if (deadline.kind === DEADLINE_TAKER_DELAY) return;",
    replacement: "",
  },
  {
    name: "a delayed sale does not lock its shares",
    file: "book/delayed.ts",
    snippet: "holdShares(positions, position, yes, sign * orders.remaining(slot));",
    replacement: "holdShares(positions, position, yes, 0);",
  },
  // Conversion, voids, resolution, cost
  {
    name: "odd micro-dollars of a conversion all go to the first outcome",
    file: "execute/complete-sets.ts",
    snippet: "part + (place < odd ? 1 : 0)",
    replacement: "part + (place === 0 ? odd : 0)",
  },
  {
    name: "left-over price units of a void go to the smallest remainders",
    file: "payout.ts",
    snippet: "remainders.sort((a, b) => b.rest - a.rest || a.place - b.place);",
    replacement: "remainders.sort((a, b) => a.rest - b.rest || a.place - b.place);",
  },
  {
    name: "a resolution cancels asks before bids",
    file: "execute/resolve-market.ts",
    snippet: "for (const bid of [true, false]) {",
    replacement: "for (const bid of [false, true]) {",
  },
  {
    name: "a sale takes its cost rounded up",
    file: "ledger/ledger.ts",
    snippet: "lots === held ? cost : mulDivDown(cost, lots, held);",
    replacement: "lots === held ? cost : Math.min(cost, mulDivDown(cost, lots, held) + 1);",
  },
  // Limits, exclusions, baskets, grids, a second operator
  {
    name: "exposure forgets what positions cost",
    file: "ledger/positions.ts",
    snippet: "this.costs[this.words[position << 2]] += cost;",
    replacement: "this.costs[this.words[position << 2]] += cost * 0;",
  },
  {
    name: "a pending withdrawal counts as exposure",
    file: "execute/funding.ts",
    snippet: "account.withdrawing += amount;",
    replacement: "account.withdrawing += 0;",
  },
  {
    name: "the order that is replaced counts as exposure",
    file: "execute/admission.ts",
    snippet: "promised.exposure - given + entry.required",
    replacement: "promised.exposure - given * 0 + entry.required",
  },
  {
    name: "the deposits of yesterday count today",
    file: "execute/funding.ts",
    snippet: "account.depositDay === day ? account.depositedToday : 0",
    replacement: "account.depositedToday",
  },
  {
    name: "an exclusion can be shortened",
    file: "execute/accounts.ts",
    snippet: "stands && until < before.until",
    replacement: "stands && until > before.until",
  },
  {
    name: "an excluded owner's sales are cancelled too",
    file: "execute/mass-cancel.ts",
    snippet: "return state.orders.isBuy(slot);",
    replacement: "return true;",
  },
  {
    name: "the orders of a basket may need the same money twice",
    file: "execute/place-basket.ts",
    snippet: "collateral.set(asset, before + entry.required);",
    replacement: "collateral.set(asset, before);",
  },
  {
    name: "a group trips in the middle of a basket",
    file: "execute/place-basket.ts",
    snippet: "run.touched = touched;",
    replacement: "run.touched = null;",
  },
  {
    name: "the key of a deposit is forgotten after a day",
    file: "execute/client-key.ts",
    snippet: "new KeyMemory(Infinity)",
    replacement: "new KeyMemory(86_400_000)",
  },
  {
    name: "a market goes on trading while orders leave its grid",
    file: "execute/admission.ts",
    snippet: "market.tickChange?.hasBegun === true",
    replacement: "market.tickChange?.hasBegun === null",
  },
  {
    name: "a finer grid forgets how many lots stand at a price",
    file: "book/array-ladder.ts",
    snippet: "pool.lots[to] = pool.lots[from];",
    replacement: "pool.lots[to] = 0;",
  },
  {
    name: "a delayed order takes its grid for the ladder's",
    file: "execute/delay-order.ts",
    snippet: "orders.price(slot) / market.unit",
    replacement: "orders.price(slot) / market.tickSize",
  },
  {
    name: "one operator confirms itself",
    file: "execute/confirm-ending.ts",
    snippet: "request.actor !== actor &&",
    replacement: "request.actor >= 0 &&",
  },
  {
    name: "an announced grid is not in the snapshot",
    file: "snapshot/export-state.ts",
    snippet: "market.tickChange === null",
    replacement: "market.tickChange?.hasBegun !== true",
  },
  // Signed orders and reversals
  {
    name: "a match is undone as often as somebody wants",
    file: "execute/reverse-match.ts",
    snippet: "state.reversed.add(match);",
    replacement: "",
  },
  {
    name: "an undone match keeps its rebates",
    file: "execute/reverse-match.ts",
    snippet: "const extra = leg.fee - leg.rebate;",
    replacement: "const extra = leg.fee;",
  },
  {
    name: "locked shares are taken back",
    file: "execute/reverse-match.ts",
    snippet: "state.positions.free(position, leg.outcome",
    replacement: "state.positions.shares(position, leg.outcome",
  },
  {
    name: "what was undone is not in the snapshot",
    file: "snapshot/export-state.ts",
    snippet: 'yield ["reversed", match];',
    replacement: 'if (match < 0) yield ["reversed", match];',
  },
  {
    name: "nobody hears what was signed",
    file: "execute/place-order.ts",
    snippet: "if (signed !== null) {",
    replacement: "if (signed !== null && run.time < 0) {",
  },
];
