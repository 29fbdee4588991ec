/** Somebody who watches for long. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProbityClient } from "@probity/client";
import { expect, test } from "vitest";
import { OPERATOR, Terminal, startCliVenue } from "./cli-venue.ts";

const probity = fileURLToPath(new URL("../../../bin/probity.mjs", import.meta.url));

test("who watches stays signed in, and stops when nobody reads any more", async () => {
  const venue = await startCliVenue();
  const terminal = await Terminal.open();
  const operator = new ProbityClient({ url: venue.url });
  await operator.signIn(OPERATOR);
  const markets = [{ slug: "snow", question: "Will it snow?" }];
  await operator.admin.createEvent({ slug: "winter", title: "Winter", markets });
  await operator.admin.changeState("events", "winter", { to: "open" });
  const [market] = (await operator.markets.one("winter")).markets;
  const person = { email: "finn@example.org", password: "a long sentence" };
  const client = new ProbityClient({ url: venue.url });
  await client.register(person);
  await client.accounts.deposit({ amount: "10" });
  await terminal.must(["login", "--url", venue.url, "--email", person.email], person.password);

  // The first token ends at once as far as the file knows, when it is in use already.
  const line = `"${process.execPath}" "${probity}" watch orders --json | head -n 1`;
  const { PATH = "" } = process.env;
  const env = { PATH, HOME: terminal.home, XDG_CONFIG_HOME: terminal.home };
  const read = new Promise<string>((resolve) => {
    execFile("sh", ["-c", line], { env, timeout: 40_000 }, (_error, output, errors) => {
      resolve(`${output}${errors}`);
    });
  });
  const file = join(terminal.home, "probity", "credentials.json");
  const inFile = async () => JSON.parse(await readFile(file, "utf8"));
  const placeOne = async (): Promise<void> => {
    const price = { side: "buy", outcome: "yes", price: "0.01", quantity: "1" } as const;
    await client.orders.place({ type: "limit", market_id: market?.market_id ?? "", ...price });
  };
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const kept = await inFile();
  const { signed_in: before } = kept.venues[venue.url];
  before.expires_at = "2020-01-01T00:00:00.000Z";
  await writeFile(file, JSON.stringify(kept));
  await expect
    .poll(async () => (await inFile()).venues[venue.url].signed_in.refresh_token, {
      timeout: 15_000,
    })
    .not.toBe(before.refresh_token);

  // The pipe is found closed with what comes after the line that was read.
  const placing = setInterval(() => void placeOne(), 200);
  const output = await read;
  clearInterval(placing);
  expect(JSON.parse(output)).toMatchObject({ market_id: market?.market_id, status: "open" });
  await Promise.all([venue.close(), terminal.close()]);
}, 60_000);

test("orders go with the watch that holds their session, even when it is killed", async () => {
  const venue = await startCliVenue();
  const terminal = await Terminal.open();
  const operator = new ProbityClient({ url: venue.url });
  await operator.signIn(OPERATOR);
  const { markets } = await operator.admin.createEvent({ slug: "hail", title: "Will it hail?" });
  await operator.admin.changeState("events", "hail", { to: "open" });
  const person = { email: "olga@example.org", password: "a long sentence" };
  const client = new ProbityClient({ url: venue.url });
  await client.register(person);
  await client.accounts.deposit({ amount: "10" });
  await terminal.must(["login", "--url", venue.url, "--email", person.email], person.password);

  const { PATH = "" } = process.env;
  const watching = spawn(
    process.execPath,
    [probity, "watch", "orders", "--json", "--cancel-on-disconnect"],
    {
      env: { PATH, HOME: terminal.home, XDG_CONFIG_HOME: terminal.home },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [line] = (await once(watching.stdout, "data")) as [Buffer];
  const { session_id } = JSON.parse(line.toString("utf8")) as { session_id: string };
  const wish = {
    type: "limit",
    market_id: markets[0]?.market_id ?? "",
    side: "buy",
    outcome: "yes",
    price: "0.01",
    quantity: "1",
    session_id,
  } as const;
  const { order } = await client.orders.place(wish);
  watching.kill("SIGKILL");
  await expect
    .poll(async () => (await client.orders.one(order.order_id)).order, { timeout: 10_000 })
    .toMatchObject({ status: "cancelled", cancel_reason: "session" });
  await Promise.all([venue.close(), terminal.close()]);
}, 60_000);
