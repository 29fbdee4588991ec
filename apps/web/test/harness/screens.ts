import type { Page } from "playwright-core";
import type { World } from "./world.ts";

/** One thing the app shows, and how to get there. */
export interface Screen {
  readonly name: string;
  readonly path: (world: World) => string;
  readonly who: "visitor" | "person" | "operator";
  /** What the venue refuses there, rightly. */
  readonly refused?: RegExp;
  /** The layer that is looked at, where one lies over the page. */
  readonly layer?: string;
  /** Steps after the page is there: a tab, a dialog. @throws when the screen does not come. */
  readonly open?: (page: Page) => Promise<void>;
}

const tab =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole("tab", { name }).click();
    await page.getByRole("tabpanel", { name }).waitFor();
  };

/** The ticket with a limit of so many cents for 1,000 shares; on a phone it comes out first. */
const ticket =
  (cents: string) =>
  async (page: Page): Promise<void> => {
    const place = page.getByTestId("ticket");
    if ((await place.count()) === 0)
      await page
        .getByRole("button", { name: /^Buy Yes/ })
        .last()
        .click();
    await place.getByRole("radio", { name: "Limit" }).click();
    await place.getByLabel(/Limit price/).fill(cents);
    await place.getByRole("textbox", { name: "Shares" }).fill("1000");
    const told = page.locator("[data-testid=ticket-problem], [data-current=true] dd:has-text('$')");
    await told.first().waitFor();
  };

/** Every page of the app, and what opens on it. */
export const SCREENS: readonly Screen[] = [
  { name: "home", who: "visitor", path: () => "/" },
  { name: "home, searched", who: "visitor", path: () => "/?q=harbour" },
  { name: "home, nothing found", who: "visitor", path: () => "/?q=nosuchthing" },
  { name: "home, signed in", who: "person", path: () => "/" },
  {
    name: "menu",
    who: "person",
    path: () => "/",
    layer: '[role="menu"]',
    open: async (page) => {
      await page.getByRole("button", { name: "Menu" }).click();
      await page.getByRole("menu").waitFor();
    },
  },
  { name: "event", who: "visitor", path: ({ single }) => `/event/${single.slug}` },
  { name: "event, signed in", who: "person", path: ({ single }) => `/event/${single.slug}` },
  {
    name: "event of several outcomes",
    who: "person",
    path: ({ several }) => `/event/${several.slug}`,
  },
  { name: "event, halted", who: "person", path: ({ halted }) => `/event/${halted.slug}` },
  { name: "event, resolved", who: "person", path: ({ resolved }) => `/event/${resolved.slug}` },
  {
    name: "event, trades",
    who: "visitor",
    path: ({ single }) => `/event/${single.slug}`,
    open: tab("Trades"),
  },
  {
    name: "event, rules",
    who: "visitor",
    path: ({ single }) => `/event/${single.slug}`,
    open: tab("Rules"),
  },
  {
    name: "event, timeline",
    who: "visitor",
    path: ({ single }) => `/event/${single.slug}`,
    open: tab("Timeline"),
  },
  {
    name: "event, holders",
    who: "visitor",
    path: ({ single }) => `/event/${single.slug}`,
    open: tab("Holders"),
  },
  {
    name: "ticket, limit order",
    who: "person",
    path: ({ single }) => `/event/${single.slug}`,
    open: ticket("1"),
  },
  {
    name: "ticket, refused",
    who: "person",
    path: ({ single }) => `/event/${single.slug}`,
    refused: /orders\/preview/,
    open: ticket("99.5"),
  },
  { name: "ladder", who: "person", path: ({ single }) => `/ladder/${single.markets[0]!.slug}` },
  { name: "leaderboard", who: "visitor", path: () => "/leaderboard" },
  { name: "portfolio", who: "person", path: () => "/portfolio" },
  { name: "portfolio, signed out", who: "visitor", path: () => "/portfolio" },
  ...["orders", "history", "closed", "statement"].map((name): Screen => ({
    name: `portfolio, ${name}`,
    who: "person",
    path: () => `/portfolio?tab=${name}`,
  })),
  {
    name: "portfolio, an order being changed",
    who: "person",
    path: () => "/portfolio?tab=orders",
    open: async (page) => {
      await page
        .getByRole("button", { name: /^Change the order/ })
        .first()
        .click();
      await page.getByLabel("Shares in all").waitFor();
    },
  },
  {
    name: "portfolio, split",
    who: "person",
    path: () => "/portfolio",
    layer: '[role="dialog"]',
    open: async (page) => {
      await page
        .getByRole("button", { name: /^More to do/ })
        .first()
        .click();
      await page.getByRole("menuitem", { name: "Split" }).click();
      await page.getByLabel("Sets").fill("12.5");
    },
  },
  { name: "account", who: "person", path: () => "/account" },
  ...["money", "profile", "security", "keys", "limits", "preferences"].map((name): Screen => ({
    name: `account, ${name}`,
    who: "person",
    path: () => `/account?tab=${name}`,
  })),
  {
    name: "account, a new key",
    who: "person",
    path: () => "/account?tab=keys",
    layer: '[role="dialog"]',
    open: async (page) => {
      await page.getByRole("button", { name: "New key" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "account, signed out", who: "visitor", path: () => "/account" },
  { name: "forgot password", who: "visitor", path: () => "/forgot-password" },
  { name: "reset password", who: "visitor", path: () => `/reset-password?token=${"x".repeat(43)}` },
  {
    name: "verify e-mail",
    who: "visitor",
    path: () => `/verify-email?token=${"x".repeat(43)}`,
    refused: /verify-email|status of 400/,
  },
  { name: "sign in", who: "visitor", path: () => "/sign-in" },
  { name: "sign up", who: "visitor", path: () => "/sign-up" },
  { name: "no such page", who: "visitor", path: () => "/nowhere" },
  { name: "admin", who: "operator", path: () => "/admin" },
];
