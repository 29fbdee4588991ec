import { wsLane } from "../load/lanes.ts";
import type { Lane } from "../load/closed-loop.ts";
import { WsConnection } from "../load/ws-client.ts";
import { authentication } from "./requests.ts";
import type { TradingVenue, Trader } from "./trading-venue.ts";

const LIVE_PATH = "/ws";
const ANSWERED_WELL = Buffer.from('"status":200');
const ANSWER = Buffer.from('"type":"answer"');

/** Whether the venue takes orders over WebSocket, and what it said if not. */
export async function takesOrdersOverWs({ venue, traders }: TradingVenue): Promise<string | null> {
  const [trader] = traders;
  if (trader === undefined) throw new Error("a venue without traders");
  const connection = await WsConnection.open(venue.port, LIVE_PATH);
  const said = await signIn(connection, trader);
  connection.close();
  return said.includes('"authenticated"') ? null : said.slice(0, 200);
}

/** Signed-in connections that send the frames in turn and count granted answers. */
export async function orderSockets(
  venue: TradingVenue,
  count: number,
  framesOf: (lane: number) => readonly Buffer[],
): Promise<Lane[]> {
  const lanes: Lane[] = [];
  for (let index = 0; index < count; index++) {
    const connection = await WsConnection.open(venue.venue.port, LIVE_PATH);
    const trader = venue.traders[index % venue.traders.length]!;
    const said = await signIn(connection, trader);
    if (!said.includes('"authenticated"')) throw new Error(`not signed in: ${said}`);
    lanes.push(wsLane(connection, framesOf(index), index, inspect));
  }
  return lanes;
}

function inspect(text: Buffer): number {
  if (!text.includes(ANSWER)) throw new Error(`no answer: ${text.toString("utf8", 0, 300)}`);
  if (!text.includes(ANSWERED_WELL)) throw new Error(`refused: ${text.toString("utf8", 0, 300)}`);
  return 1;
}

function signIn(connection: WsConnection, trader: Trader): Promise<string> {
  return new Promise((resolve, reject) => {
    connection.onEnd = reject;
    connection.onMessage = (text) => resolve(text.toString());
    connection.send(authentication(trader));
  });
}
