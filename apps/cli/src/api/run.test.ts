import { expect, test } from "vitest";
import { completions } from "../commands/completion.ts";
import { UsageError } from "../usage-error.ts";
import { readArguments } from "./arguments.ts";
import { Catalogue, isIrreversible } from "./catalogue.ts";
import type { Operation } from "./catalogue.ts";
import { flagsOf } from "./flags.ts";
import { requestOf } from "./request.ts";
import { runOperation } from "./run.ts";
import { asJson, shown } from "./show.ts";

const catalogue = Catalogue.read();

/** The request that a command line makes. */
async function requested(line: string | readonly string[]) {
  const words = typeof line === "string" ? line.split(" ") : line;
  const found = catalogue.find(words);
  if (found === null) throw new Error(`no operation in ${words.join(" ")}`);
  const flags = flagsOf(found.operation, catalogue);
  return requestOf(found.operation, catalogue, flags, readArguments(found.rest, flags));
}

test.each([
  ["orders plce", "Did you mean place?"],
  ["orders place --prcie 1", "There is no flag --prcie. Did you mean --price?"],
  ["orders place --side buy", "Needed: --market-id, --outcome."],
  ["orders place --side bye", '--side takes buy, sell, not "bye"'],
  ["orders place --side buy --side sell", "--side may be said once"],
  ["orders place --quantity", "--quantity needs a value"],
  ["orders place --post-only=perhaps", "--post-only takes true or false"],
  ["orders place --json=perhaps", "--json is a switch"],
  ["orders place --body 7", "--body"],
  ["orders place --body [1 --price 1", "--body is not JSON"],
  ["orders place --body [] --price 1", "takes no other flags"],
  ["balances list --body {}", "This takes no body"],
  ["safety heartbeat --timeout-ms soon", "takes a whole number"],
  ["safety heartbeat --timeout-ms -1", "takes a number from"],
  ["admin events create --markets [", "takes JSON"],
  ["markets get", "<ref> is missing"],
  ["markets get a b", '"b" is one too many'],
  ["markets get ../../health", "<ref> cannot be"],
  ["markets list --limit x", "--limit takes"],
  ["admin markets resolve mkt_1-1 --yes-payout 1", "cannot be undone. Say --yes"],
  ["fly", "There is no command fly"],
])("%s is not understood, and nothing is sent", async (line, why) => {
  const error = await runOperation(line.split(" "), catalogue).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UsageError);
  expect((error as UsageError).message).toContain(why);
});

test("what tells alternatives apart follows from the rest, where it does", async () => {
  const order = "orders place --market-id mkt_1-1 --outcome yes --side buy";
  const { body } = await requested(`${order} --price 0.6 --quantity 5 --post-only`);
  expect(body).toEqual({
    type: "limit",
    market_id: "mkt_1-1",
    outcome: "yes",
    side: "buy",
    price: "0.6",
    quantity: "5",
    post_only: true,
  });
  expect((await requested(`${order} --cash 5`)).body).toMatchObject({ type: "market", cash: "5" });
  expect((await requested(`${order} --type market --quantity 5`)).body).toMatchObject({
    type: "market",
  });
  const move = "admin transfers create --amount 1 --from.account-id acc_1-0 --to.kind fees";
  expect((await requested(move)).body).toEqual({
    amount: "1",
    from: { kind: "account", account_id: "acc_1-0" },
    to: { kind: "fees" },
  });
});

test("flags go where the operation wants them, in its types", async () => {
  expect(await requested("orders list --status open --market_id=mkt_1-1")).toMatchObject({
    query: { status: "open", market_id: "mkt_1-1" },
    body: null,
  });
  const created = await requested([
    ..."admin events create --slug a --title A --tags x --tags y --exhaustive=false".split(" "),
    ..."--no-mutually-exclusive --markets".split(" "),
    '[{"slug": "b", "question": "B?"}]',
  ]);
  expect(created.body).toEqual({
    slug: "a",
    title: "A",
    tags: ["x", "y"],
    exhaustive: false,
    mutually_exclusive: false,
    markets: [{ slug: "b", question: "B?" }],
  });
  expect(await requested("admin markets update a --fees.taker-bps 20")).toMatchObject({
    path: { ref: "a" },
    body: { fees: { taker_bps: 20 } },
  });
  const added = "admin events markets create a --slug b --question B? --close-time null";
  expect((await requested(added)).body).toMatchObject({ close_time: null });
  expect((await requested("deposits create --amount 1 --idempotency-key k")).headers).toEqual({
    "idempotency-key": "k",
  });
});

test("a longer name goes before a shorter, and a name before what it is about", () => {
  const found = catalogue.find("admin markets void plan mkt_1-1".split(" "));
  expect(found).toMatchObject({ operation: { id: "admin.markets.void.plan" }, rest: ["mkt_1-1"] });
  expect(catalogue.find(["admin", "markets", "void", "rain"])?.rest).toEqual(["rain"]);
});

test("acts that nothing undoes are asked for twice", () => {
  const asked = catalogue.operations.filter((one) => isIrreversible(one, {})).map(({ id }) => id);
  expect(asked).toEqual(
    expect.arrayContaining(["admin.events.resolve", "admin.markets.resolve", "admin.markets.void"]),
  );
  expect(asked).not.toContain("orders.cancel");
  expect(asked).not.toContain("admin.markets.void.plan");
  const state = catalogue.find(["admin", "markets", "state"])?.operation as Operation;
  expect(isIrreversible(state, { to: "deleted" })).toBe(true);
  expect(isIrreversible(state, { to: "halted" })).toBe(false);
});

test("answers are tables for people, and nothing in them is obeyed by a terminal", () => {
  const answer = {
    seq: 7,
    markets: [
      {
        slug: "rain",
        question: "Wet\u001b[2J\nor\u009b1m dry?",
        fees: { taker_bps: 5 },
        image: "",
      },
      { slug: "sun", question: "S".repeat(80), fees: { taker_bps: 0 }, image: "" },
    ],
    next_cursor: null,
  };
  const text = shown(answer);
  expect(text.split("\n")[0]).toMatch(/^slug +question +fees\.taker_bps$/);
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
  expect(text).toContain("…");
  expect(shown({ seq: 3, orders: [], next_cursor: null })).toContain("No orders.");
  expect(shown({ seq: 3, done: true })).toBe("seq   3\ndone  true");
  expect(shown({ seq: 3, exclusion: null })).toBe("seq        3\nexclusion  none");
  const token = "t".repeat(500);
  expect(shown({ seq: 3, access_token: token })).toContain(token);
  const book = { bids: [{ price: "0.4", quantity: "5" }], asks: [] };
  expect(shown({ seq: 3, book })).toMatch(/^Book\n\nprice +quantity\n.*\n *0\.4 +5\n\nNo asks\./);
  // What says the same of every row goes first when there is no room.
  expect(
    shown(
      {
        rows: [
          { a: 1, b: "same", c: 2 },
          { a: 3, b: "same", c: 4 },
        ],
      },
      6,
    ),
  ).toBe("a  c\n─  ─\n1  2\n3  4\n(1 more columns with --json or in a wider window)");
  expect(asJson(answer)).not.toContain("\u009b");
  expect(JSON.parse(asJson(answer))).toEqual(answer);
});

test("a shell completes words, flags, and values of flags", () => {
  const after = (...typed: string[]) => completions(catalogue, typed, ["watch"]);
  expect(after("orders", "pl")).toEqual(["place", "place-basket", "place-batch", "place-in"]);
  expect(after("orders", "place", "--pri")).toEqual(["--price", "--price-cap"]);
  expect(after("orders", "place", "--side", "")).toEqual(["buy", "sell"]);
  expect(after("orders", "place", "--price", "")).toEqual([]);
  expect(after("admin", "markets", "void", "")).toEqual(["plan"]);
  expect(after("wat")).toEqual(["watch"]);
  expect(after("orders", "wat")).toEqual([]);
});
