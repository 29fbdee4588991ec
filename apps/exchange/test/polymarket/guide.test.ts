/** What the guide for Polymarket's bots tells people to type is run as it stands there, the programs too. */
import { spawn } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blocks, hasTools, page, run } from "../guide-shell.ts";
import { newFolder } from "../test-venue.ts";
import { Stage } from "./stage.ts";
import type { Trader } from "./stage.ts";

const GUIDE = page("docs/guides/point-your-bot-here.md");
const [newest, older, sdk, sockets] = blocks(GUIDE, "ts");
const [firstMinutes, publicRoutes, privateRoutes] = blocks(GUIDE, "sh");

let stage: Stage;
let trader: Trader;
let programs: Awaited<ReturnType<typeof newFolder>>;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  stage = await Stage.open();
  await stage.wellInformed();
  await stage.market();
  programs = await folderWithPackages();
  trader = await stage.trader();
  environment = {
    VENUE: stage.venue.url,
    ADDRESS: trader.address,
    KEY: trader.creds.key,
    SECRET: trader.creds.secret,
    PASSPHRASE: trader.creds.passphrase,
  };
}, 90_000);
afterAll(async () => {
  await stage?.close();
  await programs?.remove();
});

test.skipIf(!hasTools("curl"))(
  "the first five minutes: a catalogue, and Gamma shows it",
  async () => {
    const { code, output } = await run(firstMinutes!.replace("npx probity", PROBITY), {
      ...environment,
      PROBITY_URL: stage.venue.url,
      PROBITY_TOKEN: stage.operator.token,
    });
    expect([code, output]).toEqual([0, expect.not.stringContaining('"error"')]);
    const { markets } = await stage.native("/markets?limit=100");
    expect(markets.length).toBeGreaterThanOrEqual(20);
  },
  60_000,
);

test("clob-client-v2 meets itself in a trade", async () => {
  const output = await execute("newest.ts", newest);
  expect(output).toMatch(/book .*asset_id/s);
  expect(output).toMatch(/bought .*status: 'matched'/s);
  expect(output).toMatch(/trade 0\.47 21\.27\d* (MATCHED|MINED|CONFIRMED) 0x[0-9a-f]{64}/);
  expect(output).toMatch(/cancelled .*canceled: \[\s+'0x/s);
});

test("the archived client reads a book", async () => {
  expect(await execute("older.ts", older)).toMatch(/asset_id.*\[\]/s);
});

test("the unified SDK places an order and hears of it", async () => {
  const output = await execute("sdk.ts", sdk);
  expect(output).toMatch(/placed .*ok: true.*heard order .*PLACEMENT.*cancelled .*canceled: \[/s);
});

test.skipIf(!hasTools("curl", "openssl", "base64", "od"))("curl asks, and signs", async () => {
  const { code, output } = await run(`${publicRoutes}\n${privateRoutes}`, environment);
  expect([code, output]).toEqual([0, expect.not.stringContaining('"error"')]);
  expect(output).toContain('"balance":"10000000000"');
  expect(output).toContain('"minimum_tick_size":');
  expect(output).toContain('"not_canceled":{}');
});

test("the sockets speak without a client", async () => {
  const output = await execute("sockets.ts", sockets);
  expect(output).toMatch(/market .*"event_type":"book"/);
  expect(output).toContain("market PONG");
  expect(output).toContain("user PONG");
});

/** The command line as it is started from the sources. */
const PROBITY = `"${process.execPath}" "${new URL("../../../../bin/probity.mjs", import.meta.url).pathname}"`;

/** A folder where programs find the packages that the guide tells people to install. */
async function folderWithPackages(): ReturnType<typeof newFolder> {
  const folder = await newFolder();
  const require = createRequire(import.meta.url);
  await writeFile(join(folder.path, "package.json"), '{"type":"module"}');
  await mkdir(join(folder.path, "node_modules/@polymarket"), { recursive: true });
  const names = ["clob-client-v2", "clob-client", "client"].map((name) => `@polymarket/${name}`);
  await Promise.all(
    [...names, "viem"].map((name) => {
      const entry = require.resolve(name);
      const root = entry.slice(0, entry.lastIndexOf(`/node_modules/${name}/`));
      return symlink(join(root, "node_modules", name), join(folder.path, "node_modules", name));
    }),
  );
  return folder;
}

/** Runs a program of the guide and gives what it printed. */
async function execute(name: string, program = ""): Promise<string> {
  const path = join(programs.path, name);
  await writeFile(path, program);
  const child = spawn(process.execPath, [path], {
    cwd: dirname(path),
    env: { ...process.env, ...environment },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  expect([code, output]).toEqual([0, output]);
  return output;
}
