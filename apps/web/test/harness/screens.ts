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
  { name: "ladder", who: "person", path: ({ single }) => `/ladder/${single.markets[0]!.slug}` },
  { name: "leaderboard", who: "visitor", path: () => "/leaderboard" },
  { name: "portfolio", who: "person", path: () => "/portfolio" },
  { name: "portfolio, signed out", who: "visitor", path: () => "/portfolio" },
  { name: "account", who: "person", path: () => "/account" },
  { name: "account, money", who: "person", path: () => "/account?tab=money" },
  { name: "sign in", who: "visitor", path: () => "/sign-in" },
  { name: "sign up", who: "visitor", path: () => "/sign-up" },
  { name: "no such page", who: "visitor", path: () => "/nowhere" },
  { name: "admin", who: "operator", path: () => "/admin" },
];
