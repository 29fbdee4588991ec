import { Exchange } from "@probity/core";
import type { Command, Event, EventId, MarketId, MarketView, PositionView } from "@probity/core";
import { beforeAll, describe, expect, test } from "vitest";
import { Auditor } from "./auditor.ts";
import { Duel } from "./duel.ts";
import { LawBroken } from "./laws/law.ts";
import { LimitLaw } from "./laws/limits.ts";
import { PreviewLaw } from "./laws/previewing.ts";
import { ReversalLaw } from "./laws/reversals.ts";
import { RestoreLaw } from "./laws/restoring.ts";

/* A law that cannot fail guards nothing: each is shown a venue that breaks it. */

const COMMANDS = 4_800;
const history: { readonly command: Command; readonly events: readonly Event[] }[] = [];
let machine: Exchange;

beforeAll(() => {
  machine = Exchange.create();
  const duel = new Duel("lawless", machine);
  duel.join({ observe: (command, events) => history.push({ command, events }) });
  duel.run(COMMANDS);
});

/** The machine as it is, but for the views that lie. */
function lying(lies: Partial<Exchange>): Exchange {
  return new Proxy(machine, {
    get(target, name) {
      const value: unknown = name in lies ? lies[name as never] : target[name as never];
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

/** The law an auditor finds broken who knows the history and is shown `venue`. */
function brokenLaw(venue: Exchange): string {
  const auditor = new Auditor(venue, (records) => Exchange.restore(records));
  return lawOf(() => {
    for (const { command, events } of history) auditor.observe(command, events);
    auditor.audit(true);
  });
}

function lawOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (error instanceof LawBroken) return error.law;
    throw error;
  }
  return "none";
}

function plus(value: number, more: number): never {
  return (value + more) as never;
}

/** A market somebody trades in. */
function isBusy(view: MarketView | null): view is MarketView {
  return view !== null && view.ending === null && view.openOrders > 2 && view.outstanding > 0;
}

function busyMarkets(change: (view: MarketView) => Partial<MarketView>): Partial<Exchange> {
  return {
    market: (id) => {
      const view = machine.market(id);
      return isBusy(view) ? { ...view, ...change(view) } : view;
    },
  };
}

function holders(change: (position: PositionView) => Partial<PositionView>): Partial<Exchange> {
  return {
    holdersOf: (id) =>
      machine.holdersOf(id).map((position) => ({ ...position, ...change(position) })),
  };
}

type Balance = { readonly available: number; readonly held: number };

/** Changes the first balance of every account. */
function balances(change: (balance: Balance, account: number) => Balance): Partial<Exchange> {
  return {
    account: (id) => {
      const view = machine.account(id);
      const [first, ...others] = view?.balances ?? [];
      if (view === null || first === undefined) return view;
      return { ...view, balances: [{ ...first, ...change(first, id) } as never, ...others] };
    },
  };
}

/** An event whose conversion account owes more than it should, and fees to hide it. */
function debts(): Partial<Exchange> {
  const convertible = machine.events().find((id) => {
    const view = machine.event(id);
    return view?.mutuallyExclusive && view.exhaustive && view.markets.some(isLive);
  });
  const asset = machine.event(convertible ?? (0 as EventId))?.collateral;
  return {
    event: (id) => {
      const view = machine.event(id);
      if (view === null || id !== convertible) return view;
      return { ...view, conversionDebt: plus(view.conversionDebt, 1) };
    },
    fees: (id) => plus(machine.fees(id), id === asset ? 1 : 0),
  };
}

function isLive(market: MarketId): boolean {
  return machine.market(market)?.ending === null;
}

test("the truth breaks no law", () => {
  expect(brokenLaw(machine)).toBe("none");
});

describe("a lie breaks its law", () => {
  const lies: [law: string, lies: () => Partial<Exchange>][] = [
    ["every asset sums to zero", () => ({ fees: (asset) => plus(machine.fees(asset), 1) })],
    [
      "every asset sums to zero",
      () => busyMarkets(({ reserve }) => ({ reserve: plus(reserve, 1) })),
    ],
    [
      "no bucket is negative",
      () => balances(({ available, held }) => ({ available: available + held + 1, held: -1 })),
    ],
    ["pool = YES = NO outstanding", () => holders(({ yes }) => ({ yes: plus(yes, 1) }))],
    [
      "pool = YES = NO outstanding",
      () => busyMarkets(({ outstanding }) => ({ outstanding: plus(outstanding, 1) })),
    ],
    ["pool = what is unpaid", () => busyMarkets(() => ({ ending: { kind: "voided-at-cost" } }))],
    [
      "nobody holds shares of what is over",
      () =>
        busyMarkets(() => ({
          state: "resolved",
          ending: { kind: "resolved", yesPayout: plus(10_000, 0) },
        })),
    ],
    ["positions are sound", () => holders(({ yes }) => ({ heldYes: plus(yes, 1) }))],
    ["cost goes with shares", () => holders(() => ({ costNo: plus(0, -1) }))],
    [
      "the ladder is uncrossed",
      () => ({
        depth: (id, outcome, levels) => {
          const book = machine.depth(id, outcome, levels);
          const [level] = [...(book?.bids ?? []), ...(book?.asks ?? [])];
          return level === undefined ? book : { bids: [level], asks: [level] };
        },
      }),
    ],
    [
      "the book is the sum of the orders",
      () => ({
        depth: (id, outcome, levels) => {
          const book = machine.depth(id, outcome, levels);
          const grow = (level: { readonly quantity: number }): never =>
            ({ ...level, quantity: level.quantity + 1 }) as never;
          return book === null ? null : { bids: book.bids.map(grow), asks: book.asks.map(grow) };
        },
      }),
    ],
    [
      "both outcomes show one ladder",
      () => ({
        depth: (id, outcome, levels) => {
          const book = machine.depth(id, outcome, levels);
          return outcome === "yes" || book === null ? book : { bids: book.asks, asks: book.bids };
        },
      }),
    ],
    [
      "open orders are counted",
      () => ({
        account: (id) => {
          const view = machine.account(id);
          return view === null ? null : { ...view, openOrders: view.openOrders + 1 };
        },
      }),
    ],
    [
      "held money = open buys and pending withdrawals",
      () => balances(({ available, held }) => ({ available: 0, held: available + held })),
    ],
    [
      "exposure = holds of orders + cost of positions",
      () => ({
        account: (id) => {
          const view = machine.account(id);
          return view === null ? null : { ...view, exposure: plus(view.exposure, 1) };
        },
      }),
    ],
    ["orders are on the grid", () => busyMarkets(() => ({ tickSize: 9_999 as never }))],
    ["held shares = open sells", () => holders(({ yes }) => ({ heldYes: yes }))],
    ["conversion debt = (n − 1) dollars × NO held", debts],
    [
      "balances are the fold of the events",
      () => {
        const rich = machine.accounts().filter((id) => {
          return (machine.account(id)?.balances[0]?.available ?? 0) > 0;
        });
        const shifts = new Map([
          [Number(rich[0]), 1],
          [Number(rich[1]), -1],
        ]);
        return balances(({ available, held }, account) => ({
          available: available + (shifts.get(account) ?? 0),
          held,
        }));
      },
    ],
    ["what was undone is remembered", () => ({ isReversed: () => false })],
    [
      "no deadline is passed over",
      () => ({ overdue: (time) => ({ content: { type: "AdvanceTime" }, time: time as never }) }),
    ],
  ];
  test.each(lies)("%s", (law, makeLies) => {
    expect(brokenLaw(lying(makeLies()))).toBe(law);
  });
});

describe("what is forbidden breaks its law:", () => {
  const at = (content: object, actor = 0): Command =>
    ({ sequence: 1, time: 1_000, origin: 1, counter: 1, actor, content }) as Command;
  const accepted = { type: "OrderAccepted", account: 5, order: 9, spec: order(4_000, 100) };
  const refused = { type: "OrderRejected" };
  const opened = { type: "AccountOpened", account: 5, owner: 3 };
  const cases: [law: string, story: [Command, object[]][]][] = [
    [
      "the excluded do not buy",
      [
        [at({}), [opened, { type: "OwnerExcluded", owner: 3, until: 1_001 }]],
        [at({}), [accepted]],
      ],
    ],
    [
      "the excluded do not buy",
      [
        [at({}), [opened, { type: "OwnerExcluded", owner: 3, until: 1_001 }]],
        [at({}), [{ type: "Deposited", account: 5 }]],
      ],
    ],
    [
      "an order keeps to its account's limit",
      [
        [at({}), [{ type: "AccountLimitsSet", account: 5, maxOrderNotional: 399_999 }]],
        [at({}), [accepted]],
      ],
    ],
    ["a basket goes whole", [[at({ type: "PlaceBasket", items: [1, 2] }), [accepted, refused]]]],
    ["a basket goes whole", [[at({ type: "PlaceBasket", items: [1, 2] }), [refused]]]],
    [
      "two operators want an ending",
      [
        [at({}), [{ type: "VenueConfigured", confirmations: 2 }]],
        [at({}, 7), [{ type: "EndingRequested", target: { kind: "market", market: 4 }, actor: 7 }]],
        [at({ type: "ResolveMarket", market: 4 }, 7), [{ type: "EndingFixed", market: 4 }]],
      ],
    ],
  ];
  test.each(cases)("%s", (law, story) => {
    const limits = new LimitLaw();
    const last = story.pop();
    for (const [command, events] of story) limits.observe(command, events as Event[]);
    expect(lawOf(() => limits.observe(last?.[0] as Command, last?.[1] as Event[]))).toBe(law);
  });

  test("exposure keeps to its limit", () => {
    const [account] = machine.accounts().filter((id) => (machine.account(id)?.exposure ?? 0) > 1);
    const limits = new LimitLaw();
    const maxExposure = (machine.account(account as never)?.exposure ?? 0) - 1;
    limits.observe(at({}), [{ type: "AccountLimitsSet", account, maxExposure }] as Event[]);
    const split = [{ type: "SetSplit", account }] as Event[];
    expect(lawOf(() => limits.checkExposures(machine, split))).toBe("exposure keeps to its limit");
  });

  function order(price: number, quantity: number): object {
    return { side: "buy", pricing: { kind: "limit", price, quantity } };
  }
});

test("a command without an event breaks its law", () => {
  const auditor = new Auditor(machine, (records) => Exchange.restore(records));
  const [first] = history;
  if (first === undefined) throw new Error("there is no history");
  expect(lawOf(() => auditor.observe(first.command, []))).toBe("every command has an event");
});

describe("a restored machine", () => {
  const next = (): Command => ({
    ...(history.at(-1)?.command as Command),
    sequence: plus(machine.sequence, 1),
    time: machine.time,
    content: { type: "AdvanceTime" },
  });

  test("that lost something breaks its law", () => {
    const law = new RestoreLaw(() => Exchange.create());
    expect(lawOf(() => law.check(machine))).toBe("restoring loses nothing");
  });

  test("that answers otherwise breaks its law", () => {
    const law = new RestoreLaw((records) => Exchange.restore(records));
    law.check(machine);
    expect(lawOf(() => law.observe(next(), []))).toBe("a restored machine goes on identically");
  });

  test("that ends elsewhere breaks its law", () => {
    const law = new RestoreLaw((records) => Exchange.restore(records));
    law.check(machine);
    law.observe(next(), Exchange.restore(machine.records()).execute(next()).toArray());
    expect(lawOf(() => law.check(machine))).toBe("a restored machine arrives at the same records");
  });
});

test("a match that is undone again breaks its law", () => {
  const law = new ReversalLaw();
  const undone = history
    .flatMap(({ events }) => events)
    .find((event) => event.type === "MatchReversed");
  if (undone === undefined) throw new Error("nothing was undone");
  law.observe(undone);
  expect(lawOf(() => law.observe(undone))).toBe("a match is undone once");
});

describe("a preview", () => {
  const preview = { filled: 1, notional: 1, fee: 1, resting: 1, required: 1 } as never;
  const plan = { policy: { kind: "last-price" }, markets: [], holders: [] } as const;
  const liar = {
    time: machineTime(),
    previewOrder: () => preview,
    planVoid: () => plan,
  };

  function machineTime(): never {
    return 5 as never;
  }

  /** The first thing of its kind in the history, asked about as if it came now. */
  function seen(type: Event["type"]): {
    readonly command: Command;
    readonly events: readonly Event[];
  } {
    const commands = ["PlaceOrder", "VoidMarket", "VoidEvent"];
    const found = history.find(
      ({ command, events }) => commands.includes(command.content.type) && events[0]?.type === type,
    );
    if (found === undefined) throw new Error(`the history has no ${type}`);
    const command = { ...found.command, time: machineTime(), sequence: 8 as never };
    return { command, events: found.events };
  }

  test.each([
    ["OrderAccepted", "a preview comes true"],
    ["EndingFixed", "a void does as planned"],
  ] as const)("of %s that does not come true breaks its law", (type, law) => {
    const previewing = new PreviewLaw(liar);
    const { command, events } = seen(type);
    previewing.ask(command);
    expect(lawOf(() => previewing.observe(events))).toBe(law);
  });
});
