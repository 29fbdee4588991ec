import { QUANTITY_MAX } from "@probity/core";
import type { CommandContent } from "@probity/core";
import type { Random } from "../random.ts";
import { anyAccount } from "./trading.ts";
import { venue, wish } from "./wish.ts";
import type { Loose, Maker, Stage, Wish } from "./wish.ts";

/** What no honest client sends, or sends only by mistake. */

const BAD_NUMBERS: readonly number[] = [
  NaN,
  Infinity,
  -Infinity,
  -0,
  0,
  -1,
  0.5,
  1.000_000_1,
  1e300,
  -1e300,
  2 ** 53,
  2 ** 53 - 1,
  2 ** 53 + 2,
  2 ** 31,
  QUANTITY_MAX,
  10_000,
  9_999,
  1,
  4_096,
];

const BAD_TEXTS: readonly string[] = ["", "x".repeat(64), "x".repeat(65), "Ä", "a b", "\u0000"];
const LONG_TEXTS = [129, 201, 1_001, 2_001, 4_097, 100_001].map((length) => "x".repeat(length));
/** Fields whose text is free, unlike those that name a kind; "0" is the first of a list of tags. */
const FREE_TEXTS = new Set([
  "key",
  "slug",
  "symbol",
  "title",
  "question",
  "description",
  "image",
  "external",
  "signed",
  "category",
  "rules",
  "0",
]);

/** A wish with one number or text of its content spoiled. */
export function spoil({ random }: Stage, wished: Wish): Wish {
  const content = structuredClone(wished.content);
  const places = spoilable(content);
  // Tiny contents have nothing to spoil.
  const place = random.pickOrNull(places);
  if (place === null) return wished;
  const { holder, field } = place;
  holder[field] = isText(holder[field])
    ? badText(random, field)
    : badNumber(random, content, field);
  return { ...wished, content };
}

type Holder = Record<string, unknown>;

function spoilable(value: unknown): { readonly holder: Holder; readonly field: string }[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((field) => {
    const inner = holder[field];
    const isFree = typeof inner === "number" || (isText(inner) && FREE_TEXTS.has(field));
    return isFree ? [{ holder, field }] : spoilable(inner);
  });
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function badText(random: Random, field: string): string {
  const isLong = field !== "key" && random.chance(0.05);
  return random.pick(isLong ? LONG_TEXTS : BAD_TEXTS);
}

/** Not so much that an ordinary asset could never take a deposit again. */
function badNumber(random: Random, content: CommandContent, field: string): number {
  const bad = random.pick(BAD_NUMBERS);
  const isFlood = content.type === "Deposit" && field === "amount" && bad > 1e12 && bad < 1e16;
  return isFlood ? NaN : bad;
}

/** A wish in somebody else's name. */
export function impersonate({ random }: Stage, wished: Wish): Wish {
  const actor = random.pick([0, 1, 2, 3, 5, 8, 13, 999, 2 ** 52]);
  return { ...wished, actor: actor as never };
}

/** A known number where another kind of number belongs. */
export const misdirect: Maker = (stage) => {
  const { random, memory, machine } = stage;
  const account = anyAccount(stage);
  const other = anyAccount(stage);
  const market = random.pickOrNull(memory.marketsIn(["open", "resolving", "draft"]));
  if (account === null || other === null || market === null) return null;
  const strangers = machine.ordersOf(other.id);
  const order = random.pickOrNull(strangers)?.order ?? other.id;
  const ended = random.pickOrNull(memory.ended) ?? market.id;
  const session = random.pickOrNull(other.sessions) ?? order;
  const group = random.pickOrNull(other.groups) ?? order;
  const { id, owner } = account;
  const key = null;
  const spec = {
    market: random.pick([market.id, ended, order]),
    outcome: "yes",
    side: "buy",
    pricing: {
      kind: "limit",
      price: 100,
      quantity: 300,
      timeInForce: { kind: "gtc", postOnly: false },
    },
    reduceOnly: false,
    selfTrade: "cancel-taker",
    group: random.chance(0.5) ? group : null,
    session: random.chance(0.5) ? session : null,
  } as const;
  return random.weighted<Wish>([
    [2, wish(owner, { type: "PlaceOrder", account: id, key, order: spec })],
    [1, wish(owner, { type: "AmendOrder", account: id, order, price: 5_000, quantity: 10, key })],
    [1, wish(owner, { type: "ReplaceOrder", account: id, order, key, replacement: spec })],
    [
      1,
      wish(owner, {
        type: "CancelOrders",
        account: id,
        targets: [
          { kind: "order", order },
          { kind: "key", key: "no such key" },
        ],
      }),
    ],
    [1, wish(owner, { type: "CancelOrders", account: id, targets: [] })],
    [1, wish(owner, { type: "PlaceOrders", account: id, items: [] })],
    [
      1,
      wish(owner, {
        type: "CancelAll",
        account: id,
        scope: random.pick([
          { kind: "market", market: order },
          { kind: "event", event: market.id },
          { kind: "group", group },
        ]),
      }),
    ],
    [1, wish(owner, { type: "CloseSession", account: id, session })],
    [1, wish(owner, { type: "TripOrderGroup", account: id, group })],
    [1, wish(owner, { type: "ClaimPayout", account: id, market: ended })],
    [1, wish(owner, { type: "SplitSet", account: id, market: ended, quantity: 5, key })],
    [1, venue({ type: "ResolveMarket", market: ended, yesPayout: 10_000 })],
    [1, venue({ type: "VoidMarket", market: ended, policy: { kind: "last-price" } })],
    [1, venue({ type: "UpdateMarket", market: ended, text: null, parameters: market.parameters })],
    [1, venue({ type: "ProposeResolution", market: ended, yesPayout: 0 })],
    [1, venue({ type: "ConfirmWithdrawal", withdrawal: order })],
    [
      1,
      wish(owner, {
        type: "RequestWithdrawal",
        account: id,
        asset: 99,
        amount: 1,
        key: memory.newName("w"),
      }),
    ],
    [
      1,
      wish(owner, {
        type: "ConvertPositions",
        account: id,
        event: market.event.id,
        markets: [market.id, market.id],
        quantity: 1,
        key,
      }),
    ],
  ]);
};

/** Commands that only the machine's driver may give, at the wrong moment or by the wrong people. */
export const meddle: Maker = ({ random, memory }) => {
  const market = random.pickOrNull(memory.marketsIn(["open", "resolving"]))?.id ?? 0;
  const content = random.pick<Loose<CommandContent>>([
    { type: "AdvanceTime" },
    { type: "ContinueCancel" },
    { type: "ContinueResolution", market },
  ]);
  return wish(random.chance(0.6) ? 0 : random.between(1, 5), content);
};

/** A key again: with the same content, or with another. */
export const reuseKey: Maker = (stage) => {
  const { random } = stage;
  const account = anyAccount(stage);
  if (account === null) return null;
  const recent = random.weighted([
    [5, account.keyed.slice(-10)],
    [2, account.keyed],
    [3, account.keyed.slice(0, 30)],
  ]);
  const keyed = random.pickOrNull(recent);
  if (keyed === null) return null;
  const { content } = keyed;
  if (random.chance(0.7)) return { actor: actorOf(account.owner, content), content };
  const other = random.pickOrNull(recent);
  if (other === null || !("key" in other.content)) return null;
  const stolen = { ...other.content, key: keyed.key };
  return { actor: actorOf(account.owner, stolen), content: stolen };
};

/** The key of an order that still rests, asked again however long ago it was placed. */
export const askAgain: Maker = (stage) => {
  const account = anyAccount(stage);
  const resting = account?.keyed.find(
    ({ order }) => order !== null && stage.machine.order(order) !== null,
  );
  if (account === null || resting === undefined) return null;
  return { actor: account.owner, content: resting.content };
};

function actorOf(owner: number, content: CommandContent): Wish["actor"] {
  return (content.type === "Deposit" ? 0 : owner) as Wish["actor"];
}
