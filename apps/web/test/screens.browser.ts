/** Every screen, light and dark, on a desktop and on a phone: anybody can use it, and nothing sticks out. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { beforeAll, describe, inject, test } from "vitest";
import { DEVICES } from "./harness/browser.ts";
import { SCREENS } from "./harness/screens.ts";
import type { Screen } from "./harness/screens.ts";
import { Stage } from "./harness/stage.ts";
import type { Visitor } from "./harness/stage.ts";
import { makeWorld } from "./harness/world.ts";
import type { World } from "./harness/world.ts";

/** What a stranger's page may ask for, of the hundred a minute they have. */
const REQUESTS = 16;
/** What may move while a page comes, as browsers score it; 0.1 is where they begin to complain. */
const SHIFT = 0.1;

let stage: Stage;
let world: World;
let visitors: Readonly<Record<Screen["who"], Visitor>>;

beforeAll(async () => {
  stage = new Stage(inject("venueUrl"));
  const [maker, person] = [await stage.trader(), await stage.person()];
  world = await makeWorld(await stage.operatorApi(), maker, person.api);
  visitors = { person, visitor: await stage.visitor(), operator: await stage.operator() };
  return () => stage.close();
});

/** Each has a page of their own, so they look at once; half of the time is waiting for nothing more to come. */
describe.for(["visitor", "person", "operator"] as const)("as %s", { concurrent: true }, (who) => {
  const screens = SCREENS.filter((screen) => screen.who === who);
  test.for(screens)("$name", { concurrent: false }, async (screen, { expect }) => {
    expect(await findingsOn(screen)).toEqual([]);
  });
});

async function findingsOn(screen: Screen): Promise<readonly string[]> {
  const { page, watch } = visitors[screen.who];
  if (screen.refused !== undefined) watch.expect(screen.refused);
  const findings: string[] = [];
  for (const [device, { viewport }] of Object.entries(DEVICES)) {
    await page.setViewportSize(viewport);
    const asked = countRequests(page);
    await page.goto(screen.path(world));
    await settled(page);
    const requests = asked();
    if (requests > REQUESTS) findings.push(`${device}: asked ${requests} times for data`);
    const shift = await layoutShift(page);
    if (shift > SHIFT) findings.push(`${device}: moved by ${shift.toFixed(3)} while it came`);
    await screen.open?.(page);
    findings.push(
      ...(await stickingOut(page)).map((what) => `${device}: wider than the page: ${what}`),
    );
    for (const theme of ["light", "dark"]) {
      await page.evaluate((name) => (document.documentElement.dataset["theme"] = name), theme);
      findings.push(
        ...(await violations(page, screen.layer)).map((what) => `${device}, ${theme}: ${what}`),
      );
    }
  }
  findings.push(...watch.takeComplaints());
  return findings;
}

/** Waits until nothing more comes: no request under way, no place held for what is to come. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.locator("main").waitFor();
  await page.waitForFunction(() => document.querySelector("main .animate-pulse") === null);
}

function countRequests(page: Page): () => number {
  let count = 0;
  const hear = (request: { url(): string }): void => {
    if (new URL(request.url()).pathname.startsWith("/api/")) count += 1;
  };
  page.on("request", hear);
  return () => {
    page.off("request", hear);
    return count;
  };
}

function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const { value, hadRecentInput } = entry as PerformanceEntry & {
              readonly value: number;
              readonly hadRecentInput: boolean;
            };
            if (!hadRecentInput) sum += value;
          }
        });
        observer.observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 50);
      }),
  );
}

/** What makes the page wider than the window, where anything does. */
function stickingOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .slice(0, 3)
      .map((element) => element.outerHTML.slice(0, 160));
  });
}

/** @param layer what lies over the page; what is below is out of reach, and rightly not looked at. */
async function violations(page: Page, layer: string | undefined): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  if (layer !== undefined) axe.include(layer);
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map((node) => {
      const why = node.any[0]?.message ?? node.failureSummary ?? "";
      return `${id} (${help}): ${node.html.slice(0, 200)} ${why}`;
    }),
  );
}
