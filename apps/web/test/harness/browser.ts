import { chromium } from "playwright-core";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { FLAGS, findChromium } from "./chromium.ts";

/** How long a page may take for anything; machines that test are busy. */
const PATIENCE_MS = 20_000;

export const DEVICES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  },
} as const satisfies Readonly<Record<string, BrowserContextOptions>>;
export type Device = keyof typeof DEVICES;

/** What a browser is like. */
export interface Manner {
  readonly device?: Device;
  readonly theme?: "light" | "dark";
  readonly language?: "en" | "zh";
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("there is no Chromium on this machine");
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A browser's own store of cookies and the like, in which nobody is signed in. */
export async function openContext(
  browser: Browser,
  url: string,
  { device = "desktop", theme = "light", language = "en" }: Manner = {},
  more: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    ...DEVICES[device],
    baseURL: url,
    colorScheme: theme,
    locale: language === "zh" ? "zh-CN" : "en-US",
    timezoneId: "UTC",
    reducedMotion: "reduce",
    ...more,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** With the browser's own cookies: pages that are opened from now on find themselves signed in. */
export async function signIn(
  context: BrowserContext,
  way: "register" | "login",
  credentials: Credentials,
): Promise<{ readonly token: string; readonly account: string }> {
  const response = await context.request.post(`/api/v1/auth/${way}`, { data: credentials });
  if (!response.ok()) throw new Error(`${way}: ${response.status()} ${await response.text()}`);
  const answer = (await response.json()) as { access_token: string; account_ids: string[] };
  await context.addInitScript(() => {
    // Once: somebody who signs out stays signed out. Empty pages have no storage.
    if (!location.protocol.startsWith("http")) return;
    if (sessionStorage.getItem("probity.test") !== null) return;
    sessionStorage.setItem("probity.test", "told");
    localStorage.setItem("probity.signed-in", "yes");
  });
  return { token: answer.access_token, account: answer.account_ids[0] ?? "" };
}
