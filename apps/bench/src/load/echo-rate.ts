import { LineChild } from "../child.ts";
import { closedLoop } from "./closed-loop.ts";
import type { LoadResult } from "./closed-loop.ts";
import { httpRequest } from "./http-client.ts";
import { httpLanes } from "./lanes.ts";

/** The size of an order as JSON, so that echo and venue read the same. */
export const ORDER_SIZED_BODY = JSON.stringify({
  type: "limit",
  market_id: "mkt_1234567890123",
  outcome: "yes",
  side: "buy",
  price: "0.501",
  quantity: "12.34",
  time_in_force: "gtc",
  post_only: false,
});

interface HttpLoad {
  readonly connections: number;
  readonly warmupMs: number;
  readonly durationMs: number;
}

/** What a bare `node:http` echo does under the load that the venue gets, driven by the same client. */
async function echoHttp({ connections, warmupMs, durationMs }: HttpLoad): Promise<LoadResult> {
  const server = LineChild.script("denominators/echo-http.ts", []);
  const { port } = JSON.parse(await server.next()) as { port: number };
  const request = httpRequest("POST", "/", ORDER_SIZED_BODY);
  const lanes = await httpLanes(
    port,
    connections,
    () => [request],
    (status) => {
      if (status !== 200) throw new Error(`the echo answered ${status}`);
    },
  );
  const result = await closedLoop(lanes, { inFlight: 1, warmupMs, durationMs, server: server.pid });
  for (const lane of lanes) lane.close();
  await server.stop();
  return result;
}

/** For the description of the machine. */
export async function echoRate(isQuick: boolean): Promise<number> {
  const load = { connections: 64, warmupMs: 200, durationMs: isQuick ? 300 : 2_000 };
  return (await echoHttp(load)).rate;
}
