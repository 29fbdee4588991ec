/**
 * Random conversations, spoiled at random and cut at random, at our door and at Fastify alone. The
 * long run by hand: `DOOR_FUZZ=20000 npx vitest run packages/gateway/src/wire/http/order-door.fuzz`.
 */
import { mulberry32 } from "@probity/sequencer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GOODBYE, converse, gist, hotRequest, openTwoDoors } from "./test-doors.ts";
import type { Conversation, TwoDoors } from "./test-doors.ts";

const RUNS = Number(process.env["DOOR_FUZZ"] ?? 150);
const AT_ONCE = 25;

let doors: TwoDoors;
beforeAll(async () => {
  doors = await openTwoDoors();
});
afterAll(() => doors.close());

/** A conversation, the same for the same seed. */
function conversation(seed: number): { readonly text: string; readonly cuts: readonly number[] } {
  const random = mulberry32(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const oneOf = <T>(choices: readonly T[]): T => choices[below(choices.length)]!;
  const order = {
    type: "limit",
    market_id: oneOf([doors.market, doors.market, doors.market, "mkt_999-0"]),
    outcome: oneOf(["yes", "no"]),
    side: oneOf(["buy", "buy", "sell"]),
    price: oneOf(["0.01", "0.02", "0.5", "2"]),
    quantity: oneOf(["1", "3", "0.5", "é"]),
  };
  const hot = (): string =>
    oneOf([
      () => hotRequest(doors.ada.token, order),
      () => hotRequest(doors.ada.token, { orders: [order, order] }, { path: "/api/orders/batch" }),
      () => hotRequest(doors.ada.token, order, { fields: [`idempotency-key: k-${below(9)}`] }),
      () =>
        hotRequest(
          doors.ada.token,
          { targets: [{ order_id: "ord_9-0" }] },
          { path: "/api/v1/orders/cancel" },
        ),
    ])();
  const cold = (): string =>
    oneOf([
      "GET /api/v1/status HTTP/1.1\r\nhost: x\r\n\r\n",
      "GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n",
      hotRequest("a.b.c", order),
      hotRequest(doors.ada.token, "[]"),
      hotRequest(doors.ada.token, order).replace("HTTP/1.1", "HTTP/1.0"),
      `POST /api/v1/orders HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nauthorization: Bearer ${doors.ada.token}\r\ncontent-type: application/json\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ]);
  let text = "";
  for (let count = 1 + below(5); count > 0; count--) text += below(4) > 0 ? hot() : cold();
  for (let count = below(3); count > 0; count--) text = spoiled(text, below, oneOf);
  text += GOODBYE;
  const cuts = Array.from({ length: below(5) }, () => below(text.length));
  return { text, cuts };
}

const PIECES = [
  "\r\n",
  "\n",
  "\r",
  " ",
  "\t",
  ":",
  "\0",
  "0",
  "9",
  "é",
  "content-length: 3\r\n",
  "transfer-encoding: chunked\r\n",
  "Transfer-Encoding:chunked\r\n",
  "connection: close\r\n",
  "expect: 100-continue\r\n",
  "x: y\r\n",
  "\r\n\r\n",
];

function spoiled(
  text: string,
  below: (limit: number) => number,
  oneOf: <T>(choices: readonly T[]) => T,
): string {
  // Spoils most often where lines begin, which is where it hurts.
  const lines = [...text.matchAll(/\r\n/g)].map(({ index }) => index + 2);
  const at = below(2) === 0 ? below(text.length) : oneOf(lines);
  switch (below(4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + below(3));
    case 1:
      return text.slice(0, at) + oneOf(PIECES) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(Math.max(0, at - below(60)));
    default:
      return text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + 1);
  }
}

const statusesOf = ({ answers }: Conversation): number[] => answers.map(({ status }) => status);

/**
 * When Node meets what it cannot read it says 400, hangs up, and drops the answers that are under
 * way: which they are depends on how the bytes came. So of two conversations that end so, one may
 * have more answers before the end; otherwise all is the same, and in the same order.
 */
function isAlike(one: Conversation, other: Conversation): boolean {
  if (gist(one) === gist(other)) return true;
  const [a, b] = [statusesOf(one), statusesOf(other)];
  if (!one.isClosed || !other.isClosed || !endsInError(a) || !endsInError(b)) return false;
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return isPrefix(shorter.slice(0, -1), longer);
}

function endsInError(statuses: readonly number[]): boolean {
  return (statuses.at(-1) ?? 0) >= 400;
}

function isPrefix(statuses: readonly number[], of: readonly number[]): boolean {
  return statuses.every((status, place) => of[place] === status);
}

test(`${RUNS} conversations lead to the same at both doors`, async () => {
  const different: string[] = [];
  let answered = 0;
  let refused = 0;
  for (let seed = 1; seed <= RUNS; seed += AT_ONCE) {
    const seeds = Array.from({ length: Math.min(AT_ONCE, RUNS - seed + 1) }, (_, n) => seed + n);
    await Promise.all(
      seeds.map(async (own) => {
        const { text, cuts } = conversation(own);
        let all = "";
        // Most that are not closed never will be; one door may just have been slow to, though.
        for (const patienceMs of [1_000, 15_000]) {
          const fastify = await converse(doors.fastify, text, { patienceMs });
          const ours = await converse(doors.ours, text, { patienceMs });
          const inPieces = await converse(doors.ours, text, { cuts, patienceMs });
          answered += ours.answers.filter(({ status }) => status === 200).length;
          refused += ours.answers.filter(({ status }) => status >= 400).length;
          if (isAlike(ours, fastify) && isAlike(inPieces, fastify)) return;
          all = [ours, inPieces, fastify].map(gist).join(" | ");
        }
        different.push(`seed ${own}: ours, in pieces, Fastify: ${all}\n${JSON.stringify(text)}`);
      }),
    );
  }
  expect(different).toEqual([]);
  expect(answered).toBeGreaterThan(RUNS / 2);
  expect(refused).toBeGreaterThan(RUNS / 10);
}, 3_600_000);
