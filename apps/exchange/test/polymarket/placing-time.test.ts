/**
 * How long a limit order takes through the client, beside what the client's own signing takes of it (of the order, and of
 * the request), and what it takes the client to be told "OK" by the same venue. Says so; fails for no time.
 */
import { Side, createL2Headers } from "@polymarket/clob-client-v2";
import { expect, test } from "vitest";
import { Stage, walletOf } from "./stage.ts";

const WARM_UP = 30;
const ORDERS = 150;

test("placing a limit order with clob-client-v2, beside its signing", async () => {
  const stage = await Stage.open();
  try {
    const [market, trader] = await Promise.all([stage.market(), stage.trader()]);
    const wish = (n: number) => ({
      tokenID: market.yes,
      side: Side.BUY,
      price: 0.01 + (n % 40) / 100,
      size: 5,
    });
    const signer = walletOf(trader.key);
    const signing: number[] = [];
    const asking: number[] = [];
    const placing: number[] = [];
    for (let n = -WARM_UP; n < ORDERS; n++) {
      // Turn by turn, so that both see the same machine.
      const signed = await timed(async () => {
        const order = await trader.client.createOrder(wish(n + WARM_UP));
        const request = { method: "POST", requestPath: "/order", body: JSON.stringify(order) };
        await createL2Headers(signer, trader.creds, request);
      });
      const asked = await timed(() => trader.client.getOk());
      const placed = await timed(() => trader.client.createAndPostOrder(wish(n + WARM_UP)));
      expect(placed.value).toMatchObject({ success: true, status: "live" });
      if (n < 0) continue;
      signing.push(signed.ms);
      asking.push(asked.ms);
      placing.push(placed.ms);
    }
    expect(await trader.client.getOpenOrders({ market: market.conditionId })).toHaveLength(
      WARM_UP + ORDERS,
    );
    const ratio = (at(placing, 0.5) / at(signing, 0.5)).toFixed(2);
    console.log(
      `signing ${summary(signing)}; asking for "OK" ${summary(asking)}; placing ${summary(placing)}; ${ratio} times the signing`,
    );
  } finally {
    await stage.close();
  }
}, 90_000);

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const started = performance.now();
  const value = await work();
  return { value, ms: performance.now() - started };
}

function at(samples: readonly number[], share: number): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(share * (samples.length - 1))] ?? 0;
}

function summary(samples: readonly number[]): string {
  const [p50, p99, worst] = [0.5, 0.99, 1].map((share) => at(samples, share).toFixed(2));
  return `p50 ${p50} ms, p99 ${p99} ms, worst ${worst} ms`;
}
