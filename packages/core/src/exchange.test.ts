import { describe, expect, test } from "vitest";
import { TestVenue, limit, only, story } from "../test/venue.ts";
import { Exchange } from "./index.ts";
import type { Command, Quantity, StateRecord } from "./index.ts";

describe("keys", () => {
  test("same key, same answer; other content is refused", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const account = venue.account();
    const order = limit(market, "buy yes", 4_000, 10);
    const first = only(venue.place(account, order, "k"), "OrderAccepted");
    const again = only(venue.place(account, order, "k"), "CommandRepeated");
    expect(again.outcome).toEqual({ id: first.order, filled: 0, notional: 0, fee: 0, resting: 10 });
    expect(story(venue.place(account, limit(market, "buy yes", 4_100, 10), "k"))).toEqual([
      "IdempotencyKeyReused",
    ]);
    expect(venue.exchange.ordersOf(account)).toHaveLength(1);
  });

  test("a day after the order has gone the key is free again; while it rests it is not", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const account = venue.account();
    const order = limit(market, "buy yes", 4_000, 10);
    venue.place(account, order, "k");
    venue.pass(100_000_000);
    expect(story(venue.place(account, order, "k"))).toEqual(["CommandRepeated"]);
    venue.run({ type: "CancelOrders", account, targets: [{ kind: "key", key: "k" }] });
    expect(story(venue.place(account, order, "k"))).toEqual(["OrderAccepted", "rested 10"]);
  });
});

test("a redelivered command is answered as such and changes nothing", () => {
  const venue = new TestVenue();
  const account = venue.account();
  const events = venue.execute({ type: "Heartbeat", account, timeoutMs: 5 }, 0, venue.now, 1);
  expect(events).toEqual([{ type: "CommandDuplicated" }]);
  expect(venue.exchange.nextDeadline()).toBeNull();
});

test("commands out of order, time going back and passed deadlines are broken invariants", () => {
  const venue = new TestVenue();
  const account = venue.account();
  venue.run({ type: "Heartbeat", account, timeoutMs: 5 });
  const command = {
    sequence: venue.exchange.sequence + 1,
    time: venue.now,
    origin: 9,
    counter: 1,
    actor: 0,
  };
  const content = { type: "Heartbeat", account, timeoutMs: 5 } as const;
  const execute = (wish: object): void => {
    venue.exchange.execute({ ...command, content, ...wish } as Command);
  };
  expect(() => execute({ sequence: command.sequence + 1 })).toThrow("in order");
  expect(() => execute({ time: command.time - 1 })).toThrow("go back");
  expect(() => execute({ time: command.time + 10 })).toThrow("deadline");
});

describe("records", () => {
  test("a restored machine has the same records and goes on the same way", () => {
    const venue = busyVenue();
    const records = JSON.parse(JSON.stringify([...venue.exchange.records()])) as StateRecord[];
    const twin = Exchange.restore(records);
    expect([...twin.records()]).toEqual(records);
    const original = venue.exchange;
    const markets = original.markets();
    const [account] = original.accounts();
    for (const market of markets) {
      for (const price of [3_000, 6_000, 7_000]) {
        const order = limit(market, "buy no", price, 50, { selfTrade: "cancel-maker" });
        const events = venue.run({
          type: "PlaceOrder",
          account: account ?? (0 as never),
          key: null,
          order,
        });
        const sequence = original.sequence;
        const [, , , time] = [...original.records()][0] as [string, number, number, number];
        const command = { sequence, time, origin: 1, counter: original.lastCounter(1), actor: 0 };
        const content = { type: "PlaceOrder", account, key: null, order };
        expect(twin.execute({ ...command, content } as Command).toArray()).toEqual(events);
      }
    }
    expect([...twin.records()]).toEqual([...original.records()]);
  });

  test("of the layout before are read: what they lack begins as it did", () => {
    const { exchange } = busyVenue();
    const lacking: Record<string, number> = { machine: 1, account: 2, market: 1, key: 1 };
    const older = [...exchange.records()].map((record) => {
      const [kind, ...values] = record;
      const kept = values.slice(0, values.length - (lacking[kind] ?? 0));
      return [kind, ...(kind === "machine" ? [1, ...kept.slice(1)] : kept)] as StateRecord;
    });
    const twin = Exchange.restore(older);
    // Days of deposits were not kept, and one memory had all keys.
    const known = (records: Iterable<StateRecord>): StateRecord[] =>
      [...records].flatMap((record) => {
        if (record[0] === "key") return [];
        return record[0] === "account" ? [record.slice(0, 8) as unknown as StateRecord] : [record];
      });
    expect(known(twin.records())).toEqual(known(exchange.records()));
    const [a] = exchange.accounts();
    const asked = { type: "Deposit", account: a, asset: 1, amount: 1_000_000_000, key: "first" };
    const [, sequence, time] = [...twin.records()][0]!.slice(1) as [number, number, number];
    const command = { sequence: sequence + 1, time: time + 10 * 86_400_000, origin: 2, counter: 1 };
    twin.execute({ ...command, actor: 0, content: { type: "AdvanceTime" } } as never);
    const again = { ...command, sequence: sequence + 2, counter: 2, actor: 0, content: asked };
    expect(story(twin.execute(again as never).toArray())).toEqual(["CommandRepeated"]);
  });

  test("hold only text, lists and safe integers without a negative zero", () => {
    const isPlain = (value: unknown): boolean =>
      typeof value === "string" ||
      (Array.isArray(value) && value.every(isPlain)) ||
      (Number.isSafeInteger(value) && !Object.is(value, -0));
    for (const record of busyVenue().exchange.records())
      expect([record, isPlain(record)]).toEqual([record, true]);
  });
});

/** A little of everything a snapshot must carry. */
function busyVenue(): TestVenue {
  const venue = new TestVenue();
  const fees = { takerBps: 100, makerBps: 10, rebateBps: 20 };
  const { event, markets } = venue.event(3, {
    exclusive: true,
    fees,
    closeTime: (10 ** 9) as never,
  });
  const [a, b] = [venue.account(), venue.account()];
  const { session } = only(venue.run({ type: "OpenSession", account: a }), "SessionOpened");
  const { group } = only(
    venue.run({ type: "CreateOrderGroup", account: b, limit: 500 }),
    "OrderGroupCreated",
  );
  for (const market of markets) {
    venue.run({
      type: "SplitSet",
      account: a,
      market,
      quantity: 100 as Quantity,
      key: `s${market}`,
    });
    venue.place(a, limit(market, "sell no", 6_000, 40, { session }));
    venue.place(b, limit(market, "buy yes", 4_000, 30, { group }), `o${market}`);
    venue.place(b, limit(market, "buy no", 4_500, 25, { expiresAt: 10 ** 8 }));
    venue.place(a, limit(market, "sell yes", 3_900, 10));
  }
  const given = markets.slice(0, 2);
  venue.run({
    type: "ConvertPositions",
    account: a,
    event,
    markets: given,
    quantity: 20 as Quantity,
    key: null,
  });
  venue.run({
    type: "RequestWithdrawal",
    account: b,
    asset: 1 as never,
    amount: 5 as never,
    key: "w",
  });
  venue.run({ type: "Heartbeat", account: b, timeoutMs: 60_000 });
  venue.run({ type: "SetRole", owner: 7 as never, role: "admin" });
  const target = markets[2] ?? (0 as never);
  venue.run({ type: "ResolveMarket", market: target, yesPayout: 0 as never });
  return venue;
}
