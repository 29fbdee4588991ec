/** What a first visit costs: how much is loaded, in what shape, and how soon there is something to see. */
import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { createEvent } from "./harness/events.ts";
import { test } from "./harness/stage.ts";

/** Bytes of JavaScript, gzipped, until the front page is whole. */
const BUDGET = 250_000;
/** A middling phone, as Lighthouse has it. */
const SLOWDOWN = 4;
const GOAL_MS = 1_500;
/** History of a venue that has just been started may not have come as far. */
const STARTING = /answered 503|status of 503/;
const ANY_EVENT = 'main a[href^="/event/"]';

test("the front page loads at most 250 kB of JavaScript, packed, for good, and the rest later", async ({
  stage,
}) => {
  await createEvent(await stage.operatorApi(), "Will the page be light?");
  const { page, watch } = await stage.visitor();
  watch.expect(STARTING);
  const scripts = new Map<
    string,
    { readonly bytes: number; readonly headers: Record<string, string> }
  >();
  const read: Promise<void>[] = [];
  page.on("response", (response) => {
    if (!new URL(response.url()).pathname.endsWith(".js")) return;
    read.push(
      response.body().then((body) => {
        const { pathname } = new URL(response.url());
        scripts.set(pathname, {
          bytes: gzipSync(body, { level: 9 }).length,
          headers: response.headers(),
        });
      }),
    );
  });
  await page.goto("/");
  await page.locator(ANY_EVENT).first().waitFor();
  await page.waitForLoadState("networkidle");
  await Promise.all(read);
  const total = [...scripts.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = [...scripts].toSorted(([, a], [, b]) => b.bytes - a.bytes).slice(0, 5);
  console.log(
    `initial JavaScript: ${(total / 1_000).toFixed(1)} kB gzipped in ${scripts.size} files; ` +
      largest.map(([name, { bytes }]) => `${name} ${(bytes / 1_000).toFixed(1)}`).join(", "),
  );
  expect(total).toBeLessThanOrEqual(BUDGET);
  const wrong = [...scripts].filter(([name, { headers, bytes }]) => {
    const isPacked = /^(br|gzip)$/.test(headers["content-encoding"] ?? "") || bytes <= 1_024;
    const isForGood = headers["cache-control"] === "public, max-age=31536000, immutable";
    const isScript = (headers["content-type"] ?? "").includes("javascript");
    return name.startsWith("/assets/") && !(isPacked && isForGood && isScript);
  });
  expect(wrong).toEqual([]);
  const html = await page.request.get("/");
  expect(html.headers()["cache-control"]).toBe("no-cache");
});

test("how soon there is something to see on a slow machine", async ({ stage }) => {
  await createEvent(await stage.operatorApi(), "Will the page be quick?");
  const { page, context, watch } = await stage.visitor({ device: "phone" });
  watch.expect(STARTING);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  const began = performance.now();
  await page.goto("/", { waitUntil: "commit" });
  await page.locator(ANY_EVENT).first().waitFor();
  const whole = performance.now() - began;
  const painted = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
  );
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            sum += (entry as PerformanceEntry & { readonly value: number }).value;
          }
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 300);
      }),
  );
  const within = painted !== null && painted <= GOAL_MS ? "within" : "beyond";
  console.log(
    `at ${SLOWDOWN}× CPU slowdown: first paint after ${Math.round(painted ?? Number.NaN)} ms (${within} the goal of ${GOAL_MS} ms), ` +
      `first event after ${Math.round(whole)} ms, layout shift while loading ${shift.toFixed(3)}`,
  );
  expect(painted).not.toBeNull();
  // "Good" is below 0.1.
  expect(shift).toBeLessThan(0.1);
});
