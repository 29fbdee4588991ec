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
/** Somebody who has traded through the week, and the one who runs the venue. */
const PEOPLE = { trader: "kelly_bets@demo.example", operator: "operator@demo.example" } as const;
/** Enough for print and for screens of two dots a pixel, small enough for a repository. */
const SCALE = 1.5;
const QUALITY = 82;

/** An event of several outcomes, and a question of one. */
const SEVERAL = "2026-f1-drivers-champion";

interface Picture {
  readonly name: string;
  readonly who: keyof typeof PEOPLE;
  readonly path: () => string | Promise<string>;
  readonly prepare?: (page: Page, device: Device) => Promise<void>;
}

const PICTURES: readonly Picture[] = [
  { name: "home", who: "trader", path: () => "/" },
  { name: "event", who: "trader", path: () => `/event/${SEVERAL}`, prepare: fillTicket },
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
    mkdirSync(IMAGES, { recursive: true });
    for (const device of ["desktop", "phone"] as const) {
      for (const theme of ["light", "dark"] as const) await takeEach(browser, device, theme);
    }
  } finally {
    await browser.close();
    const gone = once(demo, "exit");
    demo.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeEach(browser: Browser, device: Device, theme: "light" | "dark"): Promise<void> {
  for (const { name, who, path, prepare } of PICTURES) {
    const context = await openContext(
      browser,
      URL_OF_DEMO,
      { device, theme },
      { deviceScaleFactor: SCALE },
    );
    await signIn(context, "login", { email: PEOPLE[who], password: PASSWORD });
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

async function ladderOfFavourite(): Promise<string> {
  const { markets } = await new ProbityClient({ url: URL_OF_DEMO }).markets.event(SEVERAL);
  const [favourite] = markets.toSorted(
    (one, other) => Number(other.probability ?? 0) - Number(one.probability ?? 0),
  );
  return `/ladder/${favourite?.slug ?? ""}`;
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
