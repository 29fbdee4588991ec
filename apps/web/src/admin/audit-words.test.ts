import { expect, test } from "vitest";
import en from "../i18n/en.json" with { type: "json" };
import { wordsOf } from "./audit-words.ts";

test("acts are told with their figures in units people read", () => {
  expect(wordsOf("Deposited", { account: 4096, amount: 12_500_000 })).toEqual({
    key: "admin.acts.Deposited",
    amount: "12.5",
  });
  expect(wordsOf("ResolutionProposed", { yesPayout: 5_000 }).payout).toBe("0.5");
  expect(wordsOf("EndingFixed", { ending: { kind: "voided-at-cost" } })).toEqual({
    key: "admin.acts.EndingFixedVoid",
    payout: null,
  });
  const moved = wordsOf("SystemTransferred", {
    amount: 1,
    from: { kind: "fees" },
    to: { kind: "account", account: 12 * 4096 },
  });
  expect(moved).toMatchObject({
    amount: "0.000001",
    plain: { from: "", to: "acc_12-0" },
    named: { fromKind: "admin.parties.fees", toKind: "admin.parties.account" },
  });
});

test("a change of mode is not a change of state", () => {
  const opened = wordsOf("MarketStateChanged", { from: "draft", to: "open", mode: "normal" });
  expect(opened.named).toEqual({ state: "marketState.open" });
  const told = wordsOf("MarketStateChanged", { from: "open", to: "open", mode: "cancel-only" });
  expect([told.key, told.named]).toEqual([
    "admin.acts.MarketStateChangedMode",
    { mode: "admin.modes.cancel-only" },
  ]);
});

test("there are words for every act of the audit log", () => {
  const acts = `CollateralRegistered VenueConfigured VenueResumed RoleSet OwnerExcluded AccountUpdated
    AccountLimitsSet Deposited WithdrawalConfirmed WithdrawalFailed SystemTransferred EventCreated
    EventUpdated MarketCreated MarketUpdated MarketStateChanged TickSizeAnnounced TickSizeChanged
    ProbabilitySet ResolutionProposed EndingRequested EndingFixed MatchReversed SomethingNew`;
  const wanted = acts.split(/\s+/).map((action) => wordsOf(action, {}).key);
  const known = Object.keys(en.admin.acts).map((key) => `admin.acts.${key}`);
  // Plurals carry their form behind the key.
  const isKnown = (key: string) => known.some((one) => one === key || one === `${key}_one`);
  expect(wanted.filter((key) => !isKnown(key))).toEqual([]);
});
