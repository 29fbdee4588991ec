import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dialectsOf, polymarketAddresses, polymarketOptions } from "./polymarket.ts";
import { readConfig } from "./read-config.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "probity-scenario-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const optionsOf = (environment: Record<string, string>) =>
  polymarketOptions(readConfig(environment));

test("at home there are a sandbox and play money, in production neither unless asked for", () => {
  expect(optionsOf({})).toMatchObject({
    chainIds: [80_002, 137],
    version: 2,
    isSandbox: true,
    faucet: 10_000_000_000,
    hasRateLimits: false,
    scenario: null,
    ports: { host: "localhost", clob: null, gamma: null, data: null },
  });
  const production = { NODE_ENV: "production" };
  expect(optionsOf(production)).toMatchObject({ isSandbox: false, faucet: 0 });
  const asked = { ...production, POLYMARKET_SANDBOX: "true", POLYMARKET_FAUCET: "250" };
  expect(optionsOf(asked)).toMatchObject({ isSandbox: true, faucet: 250_000_000 });
  expect(optionsOf({ PLAY_MONEY: "false" })).toMatchObject({ isSandbox: true, faucet: 0 });
  expect(optionsOf({ POLYMARKET_SANDBOX: "false" })).toMatchObject({ isSandbox: false });
});

test("chains and version are those that are typed", () => {
  const typed = { POLYMARKET_CHAIN_IDS: "31337, 137", POLYMARKET_VERSION: "3" };
  expect(optionsOf(typed)).toMatchObject({ chainIds: [31_337, 137], version: 3 });
  for (const wrong of ["0x89", "137,", "-1"]) {
    expect(() => optionsOf({ POLYMARKET_CHAIN_IDS: wrong })).toThrow(/^POLYMARKET_CHAIN_IDS is/);
  }
  expect(() => optionsOf({ POLYMARKET_VERSION: "4" })).toThrow(/^POLYMARKET_VERSION is/);
});

test("a scenario file is read before the venue starts, and refused with its place", () => {
  const path = join(folder, "restart.json");
  writeFileSync(path, '{"steps": [{"fault": "restart"}]}');
  const named = { POLYMARKET_SCENARIO: path };
  expect(optionsOf(named).scenario?.steps).toMatchObject([{ fault: "restart", for: 90_000 }]);
  expect(() => optionsOf({ ...named, POLYMARKET_SANDBOX: "false" })).toThrow(/no sandbox/);
  writeFileSync(path, '{"steps": [{"fault": "earthquake"}]}');
  expect(() => optionsOf(named)).toThrow(/POLYMARKET_SCENARIO is not usable: .*steps\.0/);
  expect(() => optionsOf({ POLYMARKET_SCENARIO: join(folder, "none") })).toThrow(/ENOENT/);
});

test("without it there is no wire and no line about it", () => {
  const config = readConfig({ POLYMARKET: "false" });
  expect(dialectsOf(config)).toEqual([]);
  expect(polymarketAddresses("http://localhost:8080", config)).toEqual([]);
});

test("whoever starts the venue reads where each host is", () => {
  const config = readConfig({ POLYMARKET_GAMMA_PORT: "8082" });
  const [line] = polymarketAddresses("http://localhost:8080", config);
  expect(line).toContain("CLOB at http://localhost:8080/clob");
  expect(line).toContain("Gamma at http://localhost:8082,");
  expect(line).toContain("Data at http://localhost:8080/data");
});
