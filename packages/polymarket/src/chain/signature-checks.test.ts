import { afterEach, describe, expect, test, vi } from "vitest";
import type { SignatureChecks, SignedOrder } from "../ports.ts";
import { Checks } from "./checks.ts";
import { openRecovery } from "./recovery.ts";
import { openSignatureChecks, signingChains } from "./signature-checks.ts";
import type { SignatureChecksOptions } from "./signature-checks.ts";
import { POISONOUS_SALT, allowDeaths } from "../../test/deaths.ts";
import { recordedOrder } from "../../test/recorded-orders.ts";

const CHAINS = signingChains([80_002, 137]);
const MORTAL = new URL("../../test/mortal-check-worker.ts", import.meta.url);
const open: SignatureChecks[] = [];

function openChecks(options: Partial<SignatureChecksOptions> = {}): SignatureChecks {
  const checks = openSignatureChecks({ chains: CHAINS, ...options });
  open.push(checks);
  return checks;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((checks) => checks.close()));
});

/** Every other one is not what was signed. */
function orders(count: number): SignedOrder[] {
  const good = recordedOrder();
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? good : { ...good, salt: String(index) },
  );
}

const claim = {
  address: recordedOrder().signer,
  timestamp: "1795244705",
  nonce: "0",
  signature:
    "0x8f29636b54efdf26f80c4cd9e7ba157004a5a8c7694ac4fceec7056d4aed6f24746452c93e27126d3e86652f191f582418ab7d943597158ade7095f1383186721b",
} as const;

test.each([
  { threads: 1, isPlain: false },
  { threads: 2, isPlain: false },
  { threads: 1, isPlain: true },
])("threads answer as the checks do: $threads, plain $isPlain", async (options) => {
  const checks = openChecks(options);
  const here = new Checks(CHAINS, openRecovery());
  const asked = orders(options.isPlain ? 40 : 300);
  const answers = await Promise.all([
    ...asked.map((order) => checks.checkOrder(order, false)),
    checks.authenticates(claim),
    checks.authenticates({ ...claim, nonce: "1" }),
  ]);
  expect(answers).toEqual([...asked.map((order) => here.checkOrder(order, false)), true, false]);
});

describe("a queue with bounds", () => {
  test("turns away what is too much, as Polymarket does, and takes more when there is room", async () => {
    const checks = openChecks({ threads: 1, maxWaiting: 50 });
    const asked = orders(60).map((order) => checks.checkOrder(order, false));
    const results = await Promise.allSettled(asked);
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(10);
    expect(refused[0]).toMatchObject({
      reason: { status: 429, message: "Too Many Requests", headers: { "retry-after": "1" } },
    });
    expect(results.slice(0, 50).every(({ status }) => status === "fulfilled")).toBe(true);
    await expect(checks.checkOrder(recordedOrder(), false)).resolves.toMatchObject({
      kind: "good",
    });
  });
});

describe("a thread that dies", () => {
  test("is replaced, and what it was asked is asked again", async () => {
    const deathsLeft = allowDeaths(1);
    const checks = openChecks({ threads: 1, thread: MORTAL });
    const asked = orders(100);
    const answers = await Promise.all(asked.map((order) => checks.checkOrder(order, false)));
    expect(deathsLeft()).toBeLessThan(1);
    const here = new Checks(CHAINS, openRecovery());
    expect(answers).toEqual(asked.map((order) => here.checkOrder(order, false)));
  });

  test("is asked three times, then the question is given up, and the next is answered", async () => {
    const deathsLeft = allowDeaths(3);
    const checks = openChecks({ threads: 1, thread: MORTAL });
    await expect(checks.checkOrder(recordedOrder(), false)).rejects.toMatchObject({ status: 425 });
    expect(deathsLeft()).toBe(0);
    await expect(checks.checkOrder(recordedOrder(), false)).resolves.toMatchObject({
      kind: "good",
    });
  });

  test("of one question takes no other with it", async () => {
    allowDeaths(0);
    const checks = openChecks({ threads: 1, thread: MORTAL });
    const asked = orders(80);
    asked[40] = { ...recordedOrder(), salt: POISONOUS_SALT };
    const answers = await Promise.allSettled(asked.map((order) => checks.checkOrder(order, false)));
    const given = answers.flatMap(({ status }, place) => (status === "rejected" ? place : []));
    expect(given).toEqual([40]);
    expect(answers[40]).toMatchObject({ reason: { status: 425 } });
  });

  test("leaves the work to another", async () => {
    allowDeaths(1);
    const checks = openChecks({ threads: 2, thread: MORTAL });
    const asked = await Promise.all(orders(40).map((order) => checks.checkOrder(order, false)));
    expect(asked.filter(({ kind }) => kind === "good")).toHaveLength(20);
  });
});

test("a mistake of ours costs its own question, and no other", async () => {
  const checks = openChecks({ threads: 1 });
  const nonsense = { ...recordedOrder(), maker: null } as unknown as SignedOrder;
  const asked = [recordedOrder(), nonsense, recordedOrder()];
  const results = await Promise.allSettled(asked.map((order) => checks.checkOrder(order, false)));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

describe("an end", () => {
  test("leaves no question without an answer", async () => {
    const checks = openChecks({ threads: 1 });
    const asked = orders(200).map((order) => checks.checkOrder(order, false));
    const settled = Promise.allSettled(asked);
    await checks.close();
    await settled;
    await expect(checks.checkOrder(recordedOrder(), false)).rejects.toMatchObject({ status: 425 });
    await expect(checks.authenticates(claim)).rejects.toMatchObject({ status: 425 });
  });

  test("may come while no thread is there", async () => {
    const deathsLeft = allowDeaths(1);
    const checks = openChecks({ threads: 1, thread: MORTAL });
    const asked = checks.checkOrder(recordedOrder(), false);
    const settled = Promise.allSettled([asked]);
    await vi.waitFor(() => expect(deathsLeft()).toBe(0), { timeout: 10_000, interval: 1 });
    await checks.close();
    expect(await settled).toMatchObject([{ status: "rejected", reason: { status: 425 } }]);
  });
});
