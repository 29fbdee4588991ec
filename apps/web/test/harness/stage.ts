import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProbityClient } from "@probity/client";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect, inject, test as plain } from "vitest";
import { launch, openContext, signIn } from "./browser.ts";
import type { Credentials, Manner } from "./browser.ts";
import { OPERATOR } from "./venue-process.ts";
import { PageWatch } from "./watch-page.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the venue all tests share. */
    readonly venueUrl: string;
  }
}

/** Pictures of the pages of tests that failed. */
const PICTURES = fileURLToPath(
  new URL("../../../../node_modules/.cache/browser-tests", import.meta.url),
);
export interface Wish extends Manner {
  /** Another venue than the shared one. */
  readonly venue?: string;
}

/** Somebody with a browser of their own. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly watch: PageWatch;
}

/** Somebody who is signed in, in the browser and, for what a test prepares or checks, by the API. */
export interface Person extends Visitor {
  readonly api: ProbityClient;
  readonly account: string;
  readonly email: string;
  readonly password: string;
}

let browser: Promise<Browser> | null = null;
let people = 0;

/** What a test plays on: a venue and any number of people with browsers. */
export class Stage {
  readonly venueUrl: string;
  readonly #visitors: Visitor[] = [];

  constructor(venueUrl: string) {
    this.venueUrl = venueUrl;
  }

  /** A browser in which nobody is signed in. */
  async visitor({ venue, ...manner }: Wish = {}): Promise<Visitor> {
    browser ??= launch();
    const context = await openContext(await browser, venue ?? this.venueUrl, manner);
    const visitor = {
      context,
      page: await context.newPage(),
      watch: new PageWatch(context, `visitor ${this.#visitors.length + 1}`),
    };
    this.#visitors.push(visitor);
    return visitor;
  }

  /** Somebody new, signed in, with as much play money. */
  async person({
    money = "1000",
    ...wish
  }: Wish & { readonly money?: string | null } = {}): Promise<Person> {
    people += 1;
    const email = `person-${process.pid}-${people}@example.org`;
    const person = await this.#signedIn("register", { email, password: "a long sentence" }, wish);
    if (money !== null) await person.api.accounts.deposit({ amount: money });
    return person;
  }

  /** The operator, signed in. */
  operator(wish: Wish = {}): Promise<Person> {
    return this.#signedIn("login", OPERATOR, wish);
  }

  /** The operator's way to the API, without a browser. */
  async operatorApi(venueUrl = this.venueUrl): Promise<ProbityClient> {
    const api = new ProbityClient({ url: venueUrl });
    await api.signIn(OPERATOR);
    return api;
  }

  /** Somebody with play money and no browser. */
  async trader(venueUrl = this.venueUrl): Promise<ProbityClient> {
    people += 1;
    const api = new ProbityClient({ url: venueUrl });
    await api.register({
      email: `trader-${process.pid}-${people}@example.org`,
      password: "a long sentence",
    });
    await api.accounts.deposit({ amount: "10000" });
    return api;
  }

  async #signedIn(
    way: "register" | "login",
    credentials: Credentials,
    wish: Wish,
  ): Promise<Person> {
    const visitor = await this.visitor(wish);
    const { token, account } = await signIn(visitor.context, way, credentials);
    const url = wish.venue ?? this.venueUrl;
    return {
      ...visitor,
      ...credentials,
      api: new ProbityClient({ url, token }),
      account,
    };
  }

  /** Whoever looks at a failure sees what the browsers showed. */
  async takePictures(name: string): Promise<void> {
    mkdirSync(PICTURES, { recursive: true });
    const plainName = name.replaceAll(/[^\w]+/g, "-").slice(0, 80);
    for (const [index, { context }] of this.#visitors.entries()) {
      for (const [tab, page] of context.pages().entries()) {
        if (page.url() === "about:blank") continue;
        const path = join(PICTURES, `${plainName}-${index + 1}-${tab + 1}.png`);
        await page.screenshot({ path }).then(
          () => console.error(`What visitor ${index + 1} saw at ${page.url()}: ${path}`),
          () => {}, // A page that is gone shows nothing.
        );
      }
    }
  }

  complaints(): readonly string[] {
    return this.#visitors.flatMap(({ watch }) => watch.complaints());
  }

  async close(): Promise<void> {
    for (const { context } of this.#visitors) await context.close();
  }
}

/** A test with a stage; it fails as well when a page complained of anything it did not expect. */
export const test = plain.extend<{ stage: Stage }>({
  stage: async ({ task }, use) => {
    const stage = new Stage(inject("venueUrl"));
    await use(stage);
    const complaints = stage.complaints();
    const hasFailed = (task.result?.errors?.length ?? 0) > 0;
    if (hasFailed || complaints.length > 0) await stage.takePictures(task.name);
    await stage.close();
    if (complaints.length > 0) expect.fail(`the pages complained:\n${complaints.join("\n")}`);
  },
});

/** Called once by each file, after its tests. */
export async function closeBrowser(): Promise<void> {
  const open = browser;
  browser = null;
  await (await open)?.close();
}
