import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "../usage-error.ts";

/** Where the demo keeps its venue unless `PROBITY_DATA` says otherwise. */
const USUAL_FOLDER = ".probity-demo";
const MARK = "demo-live.json";

/** The folder of a demo's venue; nothing is ever removed that another venue may live in. */
export class DemoFolder {
  readonly path: string;

  constructor(named = process.env["PROBITY_DATA"]) {
    this.path = resolve(named === undefined || named === "" ? USUAL_FOLDER : named);
  }

  /**
   * Makes it ready. @returns whether there is a venue with a past in it already.
   * @throws UsageError if it holds a venue that is no demo.
   */
  prepare(isFresh: boolean): boolean {
    const mark = this.#mark();
    const isUsed = existsSync(join(this.path, "exchange"));
    if (isUsed && mark === null) {
      throw new UsageError(
        `${this.path} holds a venue that is no demo; choose another PROBITY_DATA`,
      );
    }
    // One that was broken off while its past was made is begun anew.
    if (isFresh || mark === "filling") rmSync(this.path, { recursive: true, force: true });
    else if (mark === "filled") return true;
    mkdirSync(this.path, { recursive: true, mode: 0o750 });
    this.#write("filling");
    return false;
  }

  filled(): void {
    this.#write("filled");
  }

  #write(state: "filling" | "filled"): void {
    writeFileSync(join(this.path, MARK), `${JSON.stringify({ state })}\n`);
  }

  #mark(): "filling" | "filled" | null {
    try {
      const { state } = JSON.parse(readFileSync(join(this.path, MARK), "utf8")) as {
        readonly state?: unknown;
      };
      return state === "filled" ? "filled" : "filling";
    } catch {
      return null;
    }
  }
}
