import { performance } from "node:perf_hooks";
import { Chain, ClobClient, Side, createL2Headers } from "@polymarket/clob-client-v2";
import type { ApiKeyCreds } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import type { WalletClient } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { LineChild } from "../child.ts";
import type { BenchOptions } from "../options.ts";
import { ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { Samples } from "../statistics.ts";
import { startTradingVenue } from "../venue/trading-venue.ts";
import type { TradingVenue } from "../venue/trading-venue.ts";
import { VenueProcess } from "../venue/venue-process.ts";

/** Orders of one trader that rest at the same time; then all are cancelled. */
const RESTING = 200;

/** A limit order through Polymarket's own client: signed by it, checked, durable and answered. */
export async function benchPlacing(report: ModeReport, { isQuick }: BenchOptions): Promise<void> {
  const [warmUp, orders] = isQuick ? [20, 40] : [500, 2_000];
  const echo = LineChild.script("denominators/echo-http.ts", []);
  const { port: echoPort } = JSON.parse(await echo.next()) as { port: number };
  const trading = await startTradingVenue("placing", { traders: 0, markets: 1 });
  const bot = await Bot.open(trading);
  const toEcho = bot.clientOf(`http://127.0.0.1:${echoPort}`);
  // The echo knows of no market: what the client asks about one it has from the venue.
  Object.assign(toEcho, {
    tickSizes: bot.client.tickSizes,
    negRisk: bot.client.negRisk,
    cachedVersion: await bot.client.getVersion(),
  });

  const work = {
    signing: (n: number) => bot.sign(n),
    ok: () => bot.client.getOk(),
    echo: (n: number) => toEcho.createAndPostOrder(bot.wish(n)),
    placing: async (n: number) => mustRest(await bot.client.createAndPostOrder(bot.wish(n))),
  };
  const names = Object.keys(work) as (keyof typeof work)[];
  const samples = new Map(names.map((name) => [name, new Samples()]));
  let resting = 0;
  for (let n = -warmUp; n < orders; n++) {
    // Turn by turn, so that all of them see the same machine.
    for (const name of names) {
      const started = performance.now();
      await work[name](n + warmUp);
      if (n >= 0) samples.get(name)!.add((performance.now() - started) / 1_000);
    }
    resting += 1;
    if (resting < RESTING || n === orders - 1) continue;
    await bot.client.cancelAll();
    resting = 0;
  }
  const open = await bot.client.getOpenOrders();
  report.check("every order is on the book", open.length === resting, `${open.length}`);
  await trading.venue.stop();
  await echo.stop();
  const broken = await VenueProcess.verify(trading.venue.folder);
  report.check("`probity verify` is content with the folder", broken === null, broken ?? "");

  const times = (name: keyof typeof work) => samples.get(name)!.percentiles();
  const signing = times("signing").p50;
  const rows = [
    { name: "signing order and request, nothing sent", key: "signing" },
    { name: "asking the venue for `OK`", key: "ok" },
    { name: "signing, and posting to a bare `node:http` echo", key: "echo" },
    { name: "placing: signed, checked, durable, answered", key: "placing" },
  ] as const;
  report.table(
    `clob-client-v2, one order at a time, ${orders} of them`,
    ["", "p50", "p99", "against signing"],
    rows.map(({ name, key }) => {
      const { p50, p99 } = times(key);
      return [name, seconds(p50), seconds(p99), ratio(p50 / signing)];
    }),
  );
  const [placing, echoed] = [times("placing").p50, times("echo").p50];
  report.reach(
    "16",
    placing / signing,
    `${seconds(placing)} of ${seconds(signing)}; with a bare echo behind the client ${ratio(echoed / signing)}`,
  );
  report.chart({
    name: "placing",
    title: "A limit order through clob-client-v2, p50",
    unit: "s",
    isLogarithmic: false,
    bars: [
      ["signing alone", signing],
      ["posting to a bare echo", echoed],
      ["placing", placing],
    ].map(([label, value], index) => ({
      label: label as string,
      value: value as number,
      text: `${seconds(value as number)}, ${ratio((value as number) / signing)}`,
      mark: index === 2 ? 2 * signing : null,
    })),
  });
}

/** A wallet with a key of the venue, and the client made of both. */
class Bot {
  readonly client: ClobClient;
  private readonly wallet: WalletClient;
  private readonly creds: ApiKeyCreds;
  private readonly token: string;

  private constructor(host: string, wallet: WalletClient, creds: ApiKeyCreds, token: string) {
    this.wallet = wallet;
    this.creds = creds;
    this.token = token;
    this.client = this.clientOf(host);
  }

  /** Its first signature opens the account, with play money. */
  static async open({ venue }: TradingVenue): Promise<Bot> {
    const wallet = createWalletClient({
      account: privateKeyToAccount(generatePrivateKey()),
      // Nobody listens there: no client needs a chain to trade.
      transport: http("http://127.0.0.1:9"),
    });
    const host = `${venue.url}/clob`;
    const stranger = new ClobClient({ host, chain: Chain.AMOY, signer: wallet });
    const creds = await stranger.createOrDeriveApiKey();
    const answer = await fetch(`${venue.url}/gamma/markets/slug/market-0`);
    const { clobTokenIds } = (await answer.json()) as { clobTokenIds: string };
    const [token] = JSON.parse(clobTokenIds) as [string, string];
    return new Bot(host, wallet, creds, token);
  }

  clientOf(host: string): ClobClient {
    return new ClobClient({ host, chain: Chain.AMOY, signer: this.wallet, creds: this.creds });
  }

  /** Orders that rest, at forty prices. */
  wish(n: number) {
    const price = 0.01 + (n % 40) / 100;
    return { tokenID: this.token, side: Side.BUY, price, size: 5 };
  }

  /** All the client signs of an order: it, and the request. */
  async sign(n: number): Promise<void> {
    const order = await this.client.createOrder(this.wish(n));
    const request = { method: "POST", requestPath: "/order", body: JSON.stringify(order) };
    await createL2Headers(this.wallet, this.creds, request);
  }
}

function mustRest(answer: unknown): void {
  const { status } = answer as { readonly status?: unknown };
  if (status !== "live") throw new Error(`an order was answered with ${JSON.stringify(answer)}`);
}
