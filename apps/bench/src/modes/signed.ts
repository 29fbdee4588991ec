import { performance } from "node:perf_hooks";
import { secp256k1 } from "@noble/curves/secp256k1";
import { Checks, openRecovery, openSignatureChecks, signingChains } from "@probity/polymarket";
import type { OrderCheck, SignedOrder } from "@probity/polymarket";
import type { BenchOptions } from "../options.ts";
import { count, perSecond, ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { Samples, median } from "../statistics.ts";
import { signOrders } from "../workload/signed-orders.ts";
import type { SignedCase } from "../workload/signed-orders.ts";

const CHAINS = signingChains([80_002, 137]);
const TYPES = [
  { type: 0, name: "EOA" },
  { type: 1, name: "proxy wallet" },
  { type: 2, name: "Safe" },
  { type: 3, name: "deposit wallet" },
] as const;
/** Questions under way at once, as many connections ask them. */
const IN_FLIGHT = 256;

/** Checks of signed orders against noble's bare recovery, all in one thread but for the last table. */
export async function benchSigned(report: ModeReport, options: BenchOptions): Promise<void> {
  const { seed, isQuick } = options;
  const orders = isQuick ? 60 : 500;
  const rounds = isQuick ? 1 : 5;
  const roundMs = isQuick ? 100 : 1_000;
  const native = new Checks(CHAINS, openRecovery());
  const plain = new Checks(CHAINS, openRecovery(true));
  const cases = await Promise.all(TYPES.map(({ type }) => signOrders(type, orders, seed + type)));
  const all = cases.flat();
  checkAnswers(report, all, native, plain);

  const [eoa = []] = cases;
  const nobleRates: number[] = [];
  const plainRates: number[] = [];
  const rates: number[][] = TYPES.map(() => []);
  for (let round = 0; round < rounds; round++) {
    nobleRates.push(rateOf(bareRecoveries(eoa), roundMs));
    for (const { type } of TYPES)
      rates[type]!.push(rateOf(checksOf(native, cases[type]!), roundMs));
    plainRates.push(rateOf(checksOf(plain, eoa), roundMs));
  }
  const noble = median(nobleRates);
  const figures = TYPES.map(({ name, type }) => ({ name, rate: median(rates[type]!) }));
  report.table(
    "Signed orders a second of one core",
    ["", "a second", "each", "against noble"],
    [
      ...figures.map(({ name, rate }) => [`${name}, ${openRecovery().kind}`, ...row(rate, noble)]),
      ["EOA, JavaScript", ...row(median(plainRates), noble)],
      ["noble's bare recovery", ...row(noble, noble)],
    ],
  );
  const headline = figures[0]!.rate;
  report.reach(
    "15",
    headline / noble,
    `${perSecond(headline)} of ${perSecond(noble)}`,
    openRecovery().kind === "native" ? null : "no addon was built for this machine",
  );
  report.chart({
    name: "signed",
    title: "Checks of signed orders on one core, times a bare recovery of noble's",
    unit: "×",
    isLogarithmic: false,
    bars: figures.map(({ name, rate }, index) => ({
      label: name,
      value: rate / noble,
      text: `${ratio(rate / noble)} (${perSecond(rate)})`,
      mark: index === 0 ? 12 : null,
    })),
  });
  await throughThreads(report, all, native, isQuick ? 300 : 20_000);
}

/** Whatever the way, the answers are right: of orders as they were signed, and of the same with something changed. */
function checkAnswers(
  report: ModeReport,
  cases: readonly SignedCase[],
  native: Checks,
  plain: Checks,
): void {
  const wrong = cases.filter(({ order, digest, signedBy }) => {
    const found = native.checkOrder(order, false);
    return found.kind !== "good" || found.orderId !== digest || found.signedBy !== signedBy;
  });
  report.check("every order is found good, by its signer", wrong.length === 0, count(wrong.length));
  const changed = cases.map(({ order }, index) => changedOrder(order, index));
  const isGood = (order: SignedOrder): boolean => native.checkOrder(order, false).kind === "good";
  report.check("no changed order is", !changed.some(isGood));
  const asked = [...cases.map(({ order }) => order), ...changed];
  const differing = asked.filter((order) => {
    const answers = [native, plain].map((checks) =>
      JSON.stringify(checks.checkOrder(order, false)),
    );
    return answers[0] !== answers[1];
  });
  report.check("JavaScript answers the same", differing.length === 0, count(differing.length));
}

function changedOrder(order: SignedOrder, index: number): SignedOrder {
  switch (index % 3) {
    case 0:
      return { ...order, salt: `1${order.salt}` };
    case 1:
      return { ...order, makerAmount: `1${order.makerAmount}` };
    default: {
      const digit = order.signature[70] === "0" ? "1" : "0";
      const signature = `${order.signature.slice(0, 70)}${digit}${order.signature.slice(71)}`;
      return { ...order, signature: signature as SignedOrder["signature"] };
    }
  }
}

function checksOf(checks: Checks, cases: readonly SignedCase[]): (index: number) => void {
  return (index) => {
    const { order } = cases[index % cases.length]!;
    if (checks.checkOrder(order, false).kind !== "good")
      throw new Error("a good order was refused");
  };
}

/** No hash, no address: what remains when everything else costs nothing. */
function bareRecoveries(cases: readonly SignedCase[]): (index: number) => void {
  const inputs = cases.map(({ order, digest }) => ({
    digest: digest.slice(2),
    compact: order.signature.slice(2, 130),
    parity: order.signature.endsWith("1b") ? 0 : 1,
  }));
  return (index) => {
    const { digest, compact, parity } = inputs[index % inputs.length]!;
    secp256k1.Signature.fromCompact(compact).addRecoveryBit(parity).recoverPublicKey(digest);
  };
}

/** Times a second of this thread's processor, for `ms` behind a tenth as long to warm up: whoever else is busy does not count. */
function rateOf(once: (index: number) => void, ms: number): number {
  let index = 0;
  const run = (until: number): void => {
    while (performance.now() < until) for (let step = 0; step < 8; step++) once(index++);
  };
  run(performance.now() + ms / 10);
  index = 0;
  const before = process.threadCpuUsage();
  run(performance.now() + ms);
  const { user, system } = process.threadCpuUsage(before);
  return (index / (user + system)) * 1_000_000;
}

function row(rate: number, noble: number): string[] {
  return [perSecond(rate), seconds(1 / rate), ratio(rate / noble)];
}

/** The way of a question to a thread and back, and what it costs the thread that asks. */
async function throughThreads(
  report: ModeReport,
  cases: readonly SignedCase[],
  here: Checks,
  questions: number,
): Promise<void> {
  const threads = openSignatureChecks({ chains: CHAINS, threads: 1 });
  const asked = cases.map(({ order }, index) =>
    index % 4 === 3 ? changedOrder(order, index) : order,
  );
  const answers = await Promise.all(asked.map((order) => threads.checkOrder(order, false)));
  const isSame = (answer: OrderCheck, index: number): boolean =>
    JSON.stringify(answer) === JSON.stringify(here.checkOrder(asked[index]!, false));
  report.check("threads answer the same", answers.every(isSame));

  const order = (index: number): SignedOrder => cases[index % cases.length]!.order;
  const alone = new Samples();
  const inThisThread = new Samples();
  for (let index = 0; index < Math.min(questions, 5_000); index++) {
    const started = performance.now();
    await threads.checkOrder(order(index), false);
    alone.add((performance.now() - started) / 1_000);
    const since = performance.now();
    here.checkOrder(order(index), false);
    inThisThread.add((performance.now() - since) / 1_000);
  }
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < questions) await threads.checkOrder(order(next++), false);
  };
  const before = performance.eventLoopUtilization();
  const started = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  const elapsed = (performance.now() - started) / 1_000;
  const { active } = performance.eventLoopUtilization(before);
  await threads.close();
  const [lone, own] = [alone.percentiles(), inThisThread.percentiles()];
  report.table(
    "Through one thread, all four kinds in turn",
    ["", "p50", "p99", "a second", "cost of the asker"],
    [
      ["one at a time", seconds(lone.p50), seconds(lone.p99), "", ""],
      ["… in the asker's own thread", seconds(own.p50), seconds(own.p99), "", seconds(own.p50)],
      [
        `${IN_FLIGHT} at once`,
        "",
        "",
        perSecond(questions / elapsed),
        seconds(active / 1_000 / questions),
      ],
    ],
  );
}
