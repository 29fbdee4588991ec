import { afterAll } from "vitest";
import { closeBrowser } from "./stage.ts";

afterAll(closeBrowser);
