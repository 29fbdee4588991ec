import { afterAll, beforeAll, expect, test } from "vitest";
import { l1Headers, openTestVenue } from "../../test/test-venue.ts";
import type { TestVenue } from "../../test/test-venue.ts";

let venue: TestVenue;

beforeAll(async () => {
  venue = await openTestVenue();
});

afterAll(() => venue.close());

test("a first key opens an account with play money, and the same signature finds the key again", async () => {
  const trader = await venue.signIn();
  const { value } = await venue.sequencer.read((machine) => machine.account(trader.account));
  expect(value?.balances[0]?.available).toBe(10_000_000_000);
  const headers = await l1Headers(trader.wallet, 80_002);
  const again = await venue.ask("POST", "/clob/auth/api-key", undefined, headers);
  expect(again).toMatchObject({ status: 400, body: { error: "Could not create api key" } });
  const derived = await venue.ask("GET", "/clob/auth/derive-api-key", undefined, headers);
  const { apiKey, secret, passphrase } = trader;
  expect(derived).toMatchObject({ status: 200, body: { apiKey, secret, passphrase } });
});
