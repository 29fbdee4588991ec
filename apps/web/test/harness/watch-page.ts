import type { BrowserContext } from "playwright-core";

/**
 * Hears what the pages of a browser complain of: errors it logs or throws, answers that refuse it, requests nobody
 * answers, what their policy forbids. A test says what it expects; the rest is a failure.
 */
export class PageWatch {
  #heard: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(context: BrowserContext, who: string) {
    const hear = (what: string): void => {
      this.#heard.push(`${who}: ${what}`);
    };
    context.on("weberror", (thrown) => {
      const error = thrown.error();
      hear(`threw ${error.stack ?? error.message}`);
    });
    context.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      hear(`logged ${message.type()} "${message.text()}" at ${message.location().url}`);
    });
    context.on("response", (response) => {
      if (response.status() < 400) return;
      hear(`${response.request().method()} ${response.url()} answered ${response.status()}`);
    });
    context.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // A page that is left gives up what it asked for.
      if (why === "net::ERR_ABORTED") return;
      hear(`${request.method()} ${request.url()} failed: ${why}`);
    });
  }

  /** What fits `pattern` belongs to the test. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** The complaints so far; they are told once. */
  takeComplaints(): readonly string[] {
    const taken = this.complaints();
    this.#heard = [];
    return taken;
  }

  complaints(): readonly string[] {
    return this.#heard.filter((what) => !this.#expected.some((pattern) => pattern.test(what)));
  }
}
