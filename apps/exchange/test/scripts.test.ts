/** `deploy/scripts` over a real venue: start, status, backup, stop, restore, reset; and `npm run dev`. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OPERATOR, Person, limitOrder, openMarket } from "./test-venue.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** Each script starts Node once or more, on machines that have other things to do as well. */
const LIMIT_MS = 300_000;

let folder: string;
let environment: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "probity-scripts-"));
  environment = {
    ...process.env,
    PROBITY_DATA: join(folder, "data"),
    PORT: "0",
    HOST: "127.0.0.1",
    LOG_LEVEL: "warn",
    LOG_FORMAT: "json",
    PROBITY_ADMIN_EMAIL: OPERATOR.email,
    PROBITY_ADMIN_PASSWORD: OPERATOR.password,
    RATE_LIMIT_PER_MINUTE: "0",
    POST_ONLY_AFTER_START_MS: "0",
  };
});
afterEach(async () => {
  await run("stop");
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number;
  readonly output: string;
}

function run(script: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const path = join(ROOT, "deploy/scripts", script);
    execFile(path, args, { env: environment }, (error, output, errors) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, output: output + errors });
    });
  });
}

function urlIn(text: string): string {
  return /http:\/\/[\w.:]+/.exec(text)?.[0] ?? "";
}

test(
  "S4.27 S4.32 a venue is started once, watched, backed up while it runs, stopped, restored and reset",
  async () => {
    expect((await run("status")).code).toBe(3);
    const started = await run("start");
    expect(started).toMatchObject({ code: 0, output: expect.stringContaining("Probity is at ") });
    const url = urlIn(started.output);
    expect(await run("start")).toMatchObject({
      code: 1,
      output: expect.stringContaining("runs already"),
    });
    expect(await run("status")).toMatchObject({
      code: 0,
      output: expect.stringContaining('"ready"'),
    });

    const operator = await Person.signIn(url, OPERATOR);
    const market = await openMarket(operator, "drill");
    const ada = await Person.register(url, "ada");
    await ada.must("POST", "/deposits", { amount: "1000" });
    const trading = new AbortController();
    const trade = (async () => {
      while (!trading.signal.aborted) {
        await ada.must("POST", "/orders", limitOrder(market, "yes", "buy", "0.01", "1"));
        await ada.must("POST", "/orders/cancel-all", {});
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const file = join(folder, "backup.tar.gz");
    const backup = await run("backup", file);
    trading.abort();
    await trade;
    expect(backup).toMatchObject({ code: 0, output: expect.stringContaining("is a sound copy") });
    expect((await run("backup", file)).output).toContain("is there already");
    expect((await run("reset", "--yes")).output).toContain("Stop it first");
    expect((await run("restore", file)).output).toContain("Stop it first");

    expect(await run("stop")).toEqual({ code: 0, output: "Stopped.\n" });
    expect(await run("stop")).toMatchObject({
      code: 0,
      output: expect.stringContaining("No venue"),
    });
    expect((await run("restore", file)).output).toContain("is there already");
    expect((await run("reset")).code).toBe(1);
    expect((await run("reset", "--yes")).output).toContain("The data are in");

    expect(await run("restore", file)).toMatchObject({ code: 0 });
    const again = urlIn((await run("start")).output);
    const back = await Person.signIn(again, OPERATOR);
    const { markets } = await back.must("GET", "/markets");
    expect(markets.map((one: { market_id: string }) => one.market_id)).toEqual([market]);
    expect((await run("logs")).output).toContain("Probity is at");
    const log = readFileSync(join(folder, "data.log"), "utf8");
    expect(log).not.toContain(OPERATOR.password);
  },
  LIMIT_MS,
);

test(
  "S3.22 seeds fill a running venue, and twice does no harm",
  async () => {
    const url = urlIn((await run("start")).output);
    const seed = () =>
      new Promise<Outcome>((resolve) => {
        const probity = join(ROOT, "bin/probity.mjs");
        execFile(
          process.execPath,
          [probity, "seed", url],
          { env: environment },
          (error, out, err) => resolve({ code: error === null ? 0 : 1, output: out + err }),
        );
      });
    for (const _ of [1, 2]) {
      expect(await seed()).toMatchObject({ code: 0, output: expect.stringContaining("4 markets") });
    }
    const answer = await fetch(`${url}/api/v1/markets`);
    const { markets } = (await answer.json()) as { markets: { volume: string }[] };
    expect(markets).toHaveLength(4);
    const production = { ...environment, NODE_ENV: "production" };
    environment = production;
    expect(await seed()).toMatchObject({
      code: 1,
      output: expect.stringContaining("not for production"),
    });
  },
  LIMIT_MS,
);

test(
  "S3.22 npm run dev starts anew when a file changes",
  async () => {
    const dev = spawn("npm", ["run", "dev"], { cwd: ROOT, env: environment, stdio: "pipe" });
    let output = "";
    for (const stream of [dev.stdout, dev.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    const starts = () => output.split("Probity is at ").length - 1;
    try {
      await expect.poll(starts, { timeout: 120_000 }).toBe(1);
      const now = new Date();
      utimesSync(join(ROOT, "apps/exchange/src/version.ts"), now, now);
      await expect.poll(starts, { timeout: 120_000 }).toBe(2);
    } finally {
      dev.kill("SIGTERM");
      await once(dev, "exit");
    }
  },
  LIMIT_MS,
);
