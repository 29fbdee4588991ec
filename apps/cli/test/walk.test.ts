/** A trader and an operator at their terminals, at a real venue. */
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LiveOrders, ProbityClient } from "@probity/client";
import { afterAll, beforeAll, test, vi } from "vitest";
import { OPERATOR, Terminal, startCliVenue } from "./cli-venue.ts";
import type { CliVenue } from "./cli-venue.ts";

let venue: CliVenue;
let operator: Terminal;
let trader: Terminal;

beforeAll(async () => {
  [venue, operator, trader] = await Promise.all([
    startCliVenue(),
    Terminal.open(),
    Terminal.open(),
  ]);
  const { url } = venue;
  await Promise.all([
    operator.must(["login", "--url", url, "--email", OPERATOR.email], `${OPERATOR.password}\n`),
    trader.must(["use", url]),
  ]);
});
// Every command is a process, and the machine may be busy. The tests share only the venue.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });
afterAll(() => Promise.all([venue.close(), operator.close(), trader.close()]));

const MARKETS = [{ slug: "rain-market", question: "Will it \u001b[31mrain\u001b[0m?" }];

test.concurrent("an operator and a trader do their day's work by command", async ({ expect }) => {
  const made = await operator.answer([
    ..."admin events create --slug rain --title Rain --tags weather --tags sky --markets".split(
      " ",
    ),
    JSON.stringify(MARKETS),
  ]);
  expect(made.event.tags).toEqual(["weather", "sky"]);
  await operator.must("admin events state rain --to open");

  const person = ["--email", "ada@example.org"];
  await trader.must(["auth", "register", ...person, "--password", "a long sentence"]);
  expect(await trader.must(["login", ...person], "a long sentence\n")).toMatch(
    /^Signed in at http:\/\/\S+ as ada@example\.org, own_\d+, user\.\n$/,
  );
  await trader.must("deposits create --amount 100");

  // People get a table in which nothing of others is obeyed.
  const listed = await trader.must("markets list --state open");
  expect(listed).toMatch(/^market_id +slug +question +state/);
  expect(listed).toContain("rain-market");
  expect(listed).not.toContain("\u001b");
  const { markets } = await trader.answer("markets list --state open");
  const id: string = markets[0].market_id;

  // A price and a quantity make it a limit order.
  const order = `--market-id ${id} --outcome yes --side buy --price 0.60 --quantity 100`;
  const placed = await trader.answer(`orders place ${order} --client-order-id mine-1`);
  expect(placed.order).toMatchObject({ resting: "100", client_order_id: "mine-1" });
  expect(await trader.must("orders list --status open")).toMatch(/order_id[^]*mine-1[^]*0\.6/);
  expect(await trader.must("balances list")).toMatch(/USD +40 +60 +100/);
  const book = await trader.must(`watch book rain-market --count 1 --json --depth 1`);
  expect(JSON.parse(book)).toMatchObject({ bids: [{ price: "0.6", quantity: "100" }], asks: [] });

  await trader.must(`orders amend ${placed.order.order_id} --quantity 50`);
  const gone = await trader.answer(`orders cancel ${placed.order.order_id}`);
  expect(gone.cancelled).toMatchObject({ remaining: "50" });

  const plan = await operator.answer(`admin markets void plan ${id} --policy split`);
  expect(plan.seq).toBeGreaterThan(0);
  await operator.must("admin markets state rain-market --to closed");
  const unsure = await operator.run(["admin", "markets", "resolve", id, "--yes-payout", "1"]);
  expect(unsure).toMatchObject({ code: 2, output: "" });
  expect(unsure.errors).toContain("cannot be undone. Say --yes to do it.");
  await operator.must(`admin markets resolve ${id} --yes-payout 1 --yes`);
  await expect
    .poll(async () => (await trader.answer(`markets get ${id}`)).markets[0].state)
    .toBe("resolved");
});

test.concurrent(
  "what is kept of a sign-in is the user's alone, of one venue alone, and gone after logout",
  async ({ expect }) => {
    const ben = await Terminal.open();
    const person = { email: "ben@example.org", password: "a long sentence" };
    await new ProbityClient({ url: venue.url }).register(person);
    await ben.must(["login", "--url", venue.url, "--email", person.email], person.password);
    const file = join(ben.home, "probity", "credentials.json");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept = await readFile(file, "utf8");
    expect(kept).not.toContain(person.password);
    const token: string = JSON.parse(kept).venues[venue.url].signed_in.access_token;

    // The same venue by another name is another venue: it is shown nothing.
    const elsewhere = venue.url.replace("localhost", "127.0.0.1");
    const asNobody = await ben.run(["accounts", "list", "--url", elsewhere]);
    expect(asNobody.code === 3 && /NOT_SIGNED_IN/.test(asNobody.errors)).toBe(true);
    expect(
      (await ben.run(["accounts", "list"], { env: { PROBITY_URL: "http://localhost:1" } })).code,
    ).toBe(4);

    expect(await ben.must("logout")).toBe(`Signed out at ${venue.url}.\n`);
    expect(await readFile(file, "utf8")).not.toContain(token);
    const after = await ben.run(["accounts", "list"], { env: { PROBITY_TOKEN: token } });
    expect(after.errors).toContain("TOKEN_INVALID");
    await ben.close();
  },
);

test.concurrent(
  "a logout after the token has ended ends the sign-in as well",
  async ({ expect }) => {
    const eve = await Terminal.open();
    const person = { email: "eve@example.org", password: "a long sentence" };
    const client = new ProbityClient({ url: venue.url });
    await client.register(person);
    await eve.must(["login", "--url", venue.url, "--email", person.email], person.password);
    expect((await client.person.sessions()).sessions).toHaveLength(2);
    const file = join(eve.home, "probity", "credentials.json");
    const kept = JSON.parse(await readFile(file, "utf8"));
    kept.venues[venue.url].signed_in.access_token = "ended";
    kept.venues[venue.url].signed_in.expires_at = "2020-01-01T00:00:00.000Z";
    await writeFile(file, JSON.stringify(kept));
    expect(await eve.must("logout")).toBe(`Signed out at ${venue.url}.\n`);
    expect((await client.person.sessions()).sessions).toHaveLength(1);
    expect(JSON.parse(await readFile(file, "utf8")).venues).toEqual({});
    await eve.close();
  },
);

test.concurrent("an unknown outcome names the key that asks again", async ({ expect }) => {
  const deposit = ["deposits", "create", "--amount", "1", "--url", "http://localhost:1"];
  const [unnamed, named] = await Promise.all([
    trader.run(deposit),
    trader.run([...deposit, "--idempotency-key", "mine"]),
  ]);
  expect(unnamed).toMatchObject({ code: 4, output: "" });
  expect(unnamed.errors).toMatch(/--idempotency-key cli-[0-9a-f]{20} is done once at most/);
  expect(named.code).toBe(4);
  expect(named.errors).not.toContain("--idempotency-key");
});

test.concurrent(
  "a key does what it was made for, and a token that ended is renewed once, however many ask",
  async ({ expect }) => {
    const cleo = await Terminal.open();
    const person = { email: "cleo@example.org", password: "a long sentence" };
    await new ProbityClient({ url: venue.url }).register(person);
    await cleo.must(["login", "--url", venue.url, "--email", person.email], person.password);
    const made = await cleo.answer("auth keys create --label bot --scopes read --scopes trade");

    const file = join(cleo.home, "probity", "credentials.json");
    const kept = JSON.parse(await readFile(file, "utf8"));
    const before = kept.venues[venue.url].signed_in;
    kept.venues[venue.url].signed_in.expires_at = "2020-01-01T00:00:00.000Z";
    await writeFile(file, JSON.stringify(kept));
    const asked = await Promise.all([1, 2, 3].map(() => cleo.run(["auth", "me", "--json"])));
    expect(asked.map(({ code }) => code)).toEqual([0, 0, 0]);
    const after = JSON.parse(await readFile(file, "utf8")).venues[venue.url].signed_in;
    expect(after.refresh_token).not.toBe(before.refresh_token);

    await cleo.must(["login", "--key", made.key.key_id], made.secret);
    expect((await cleo.answer("orders list --status open")).orders).toEqual([]);
    // The live socket takes the key as well.
    const program = new ProbityClient({
      url: venue.url,
      key: { id: made.key.key_id, secret: made.secret },
    });
    const [account] = (await program.accounts.list()).accounts;
    const live = program.live();
    const orders = new LiveOrders(live, account?.account_id ?? "");
    await expect.poll(() => orders.isCurrent).toBe(true);
    live.close();
    const paid = await cleo.run(["deposits", "create", "--amount", "1"]);
    expect(paid).toMatchObject({ code: 3, errors: expect.stringContaining("SCOPE_MISSING") });
    const wrong = { PROBITY_KEY: made.key.key_id, PROBITY_SECRET: "AAAA" };
    expect((await cleo.run(["orders", "list"], { env: wrong })).errors).toContain(
      "SIGNATURE_INVALID",
    );
    await cleo.close();
  },
);

test.concurrent("every way to fail has its exit code and says what to do", async ({ expect }) => {
  const elsewhere = ["--url", "http://localhost:1"];
  const outcomes = await Promise.all([
    trader.run(["orders"]),
    trader.run(["oders", "list"]),
    trader.run(["markets", "get", "nothing-of-that-name"]),
    trader.run(["markets", "list", ...elsewhere]),
  ]);
  expect(outcomes).toMatchObject([
    { code: 0, output: expect.stringContaining("orders place-batch") },
    { code: 2, errors: expect.stringContaining("Did you mean orders?") },
    { code: 3, errors: expect.stringContaining("MARKET_NOT_FOUND") },
    { code: 4, errors: expect.stringContaining("Is a venue there?") },
  ]);
});

test.concurrent(
  "a body comes from a pipe, a file or the line, and flags go over it",
  async ({ expect }) => {
    const dan = { email: "dan@example.org", password: "a long sentence" };
    const { access_token: token } = await new ProbityClient({ url: venue.url }).register(dan);
    const env = { PROBITY_TOKEN: token };
    const money = JSON.stringify({ amount: "1", asset: "USD" });
    const deposit = ["deposits", "create", "--json", "--body"];
    const [piped, said, missing] = await Promise.all([
      trader.run([...deposit, "-", "--amount", "2"], { typed: money, env }),
      trader.run([...deposit, money], { env }),
      trader.run([...deposit, "/nowhere"], { env }),
    ]);
    expect(JSON.parse(piped.output).deposit.amount).toBe("2");
    expect(JSON.parse(said.output).deposit.amount).toBe("1");
    expect(missing.code).toBe(2);
  },
);

test.concurrent("a shell completes commands, flags and their values", async ({ expect }) => {
  const words = async (...typed: string[]) =>
    (await trader.must(["completion", "words", ...typed])).trim().split("\n");
  expect(await words("orders", "pl")).toEqual(["place", "place-basket", "place-batch", "place-in"]);
  expect(await words("orders", "place", "--side", "")).toEqual(["buy", "sell"]);
  expect(await words("wat")).toEqual(["watch"]);
  expect(await trader.must(["completion", "bash"])).toContain("probity completion words");
});
