import type { Desk } from "../desk.ts";
import type { GammaIndex } from "./gamma-index.ts";
import type { GammaWriter } from "./gamma-json.ts";

/** What Gamma's routes share. */
export interface GammaShelf {
  readonly desk: Desk;
  readonly index: GammaIndex;
  readonly writer: GammaWriter;
}
