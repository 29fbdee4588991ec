import { expect, test } from "vitest";
import { probabilityNow } from "./probability-now.ts";

test("a trade that came in is what the market is worth, until the list knows of it", () => {
  const listed = { last_price: "0.4", probability: "0.4" };
  expect(probabilityNow(listed, undefined)).toBe("0.4");
  expect(probabilityNow(listed, "0.43")).toBe("0.43");
  expect(probabilityNow({ last_price: "0.43", probability: "0.5" }, "0.43")).toBe("0.5");
});
