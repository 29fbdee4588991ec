/**
 * `npm run screenshots`: pictures of the main pages for the README, in docs/images. What they show is
 * the live demo of seed 1, with a week behind it, as one of its traders and its operator see it.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProbityClient } from "@probity/client";
import type { Browser, Page } from "playwright-core";
import { launch, openContext, signIn } from "../test/harness/browser.ts";
import type { Device } from "../test/harness/browser.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const IMAGES = join(ROOT, "docs/images");
const PORT = process.env["PORT"] ?? "8099";
const URL_OF_DEMO = `http://localhost:${PORT}`;
const PASSWORD = "a demo with play money";
type Who = "trader" | "operator";
/** Enough for print and for screens of two dots a pixel, small enough for a repository. */
const SCALE = 1.5;
const QUALITY = 82;

/** The event that is shown, and another, whose favourite is on the ladder with orders of one's own. */
const SHOWN = "2026-f1-drivers-champion";
const TRADED = "2026-nba-champion";

interface Picture {
  readonly name: string;
  readonly who: Who;
  readonly path: () => string | Promise<string>;
  readonly prepare?: (page: Page, device: Device) => Promise<void>;
}

const PICTURES: readonly Picture[] = [
  { name: "home", who: "trader", path: () => "/" },
  { name: "event", who: "trader", path: () => `/event/${SHOWN}`, prepare: fillTicket },
  { name: "ladder", who: "trader", path: ladderOfFavourite },
  { name: "portfolio", who: "trader", path: () => "/portfolio" },
  { name: "admin", who: "operator", path: () => "/admin" },
];

await takeAll();

async function takeAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "probity-pictures-"));
  const demo = spawn(process.execPath, ["bin/probity.mjs", "demo-live", "--seed", "1"], {
    cwd: ROOT,
    env: { ...process.env, PORT, PROBITY_DATA: join(folder, "demo") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const browser = await launch();
  try {
    await untilItTrades(demo);
    const people = { trader: await luckiestTrader(), operator: "operator@demo.example" };
    await restOrders(people.trader);
    mkdirSync(IMAGES, { recursive: true });
    for (const device of ["desktop", "phone"] as const) {
      for (const theme of ["light", "dark"] as const) {
        await takeEach(browser, people, device, theme);
      }
    }
  } finally {
    await browser.close();
    const gone = once(demo, "exit");
    demo.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeEach(
  browser: Browser,
  people: Readonly<Record<Who, string>>,
  device: Device,
  theme: "light" | "dark",
): Promise<void> {
  for (const { name, who, path, prepare } of PICTURES) {
    const context = await openContext(
      browser,
      URL_OF_DEMO,
      { device, theme },
      { deviceScaleFactor: SCALE },
    );
    await signIn(context, "login", { email: people[who], password: PASSWORD });
    const page = await context.newPage();
    await page.goto(await path());
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => document.fonts.ready);
    await prepare?.(page, device);
    // The chart draws, figures come.
    await page.waitForTimeout(1_500);
    const file = join(IMAGES, `${name}-${device}-${theme}.webp`);
    writeFileSync(file, await pictureOf(page));
    console.log(file);
    await context.close();
  }
}

/** In a format that is a third of the size of what the library writes by itself. */
async function pictureOf(page: Page): Promise<Buffer> {
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", {
    format: "webp",
    quality: QUALITY,
  });
  return Buffer.from(data, "base64");
}

/** The ticket as it looks before one presses. */
async function fillTicket(page: Page, device: Device): Promise<void> {
  if (device === "phone") return;
  await page.getByTestId("ticket").getByRole("textbox").last().fill("50");
}

/** Whoever of the takers has most to show of the week, once history can tell. */
async function luckiestTrader(): Promise<string> {
  const api = new ProbityClient({ url: URL_OF_DEMO });
  for (;;) {
    const { entries } = await api.statistics.leaderboard().catch(() => ({ entries: [] }));
    const name = entries
      .map(({ username: one }) => one)
      .find((one) => one !== null && /^[a-z]+_[a-z0-9]+$/.test(one));
    if (name !== undefined) return `${name}@demo.example`;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** A few orders that wait around the market's price, for the ladder and the portfolio. */
async function restOrders(email: string): Promise<void> {
  const api = new ProbityClient({ url: URL_OF_DEMO });
  await api.signIn({ email, password: PASSWORD });
  await api.accounts.deposit({ amount: "1000" });
  const market = await favourite();
  const { book } = await api.markets.book(market, { outcome: "yes", depth: 6 });
  for (const [index, { price }] of book.bids.slice(1, 4).entries()) {
    const order = {
      type: "limit",
      market_id: book.market_id,
      side: "buy",
      outcome: "yes",
    } as const;
    await api.orders.place({ ...order, price, quantity: String(40 + 30 * index) });
  }
  for (const { price } of book.asks.slice(1, 3)) {
    const order = { type: "limit", market_id: book.market_id, side: "buy", outcome: "no" } as const;
    await api.orders.place({ ...order, price: (1 - Number(price)).toFixed(4), quantity: "50" });
  }
}

async function ladderOfFavourite(): Promise<string> {
  return `/ladder/${await favourite()}`;
}

/** The slug of the likeliest outcome. */
async function favourite(): Promise<string> {
  const { markets } = await new ProbityClient({ url: URL_OF_DEMO }).markets.event(TRADED);
  const [first] = markets.toSorted(
    (one, other) => Number(other.probability ?? 0) - Number(one.probability ?? 0),
  );
  return first?.slug ?? "";
}

/** It says where it is once its past is made and it trades. */
async function untilItTrades(demo: ChildProcess): Promise<void> {
  let printed = "";
  demo.stdout?.setEncoding("utf8").on("data", (text: string) => (printed += text));
  while (!printed.includes("Probity is at")) {
    if (demo.exitCode !== null) throw new Error(`the demo ended: ${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
