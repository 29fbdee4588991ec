import type { Lane } from "./closed-loop.ts";
import { HttpConnection } from "./http-client.ts";
import type { WsConnection } from "./ws-client.ts";

/** Looks at every answer; throws when it is not what a counted answer must be. */
export type Inspect = (status: number, body: Buffer) => void;

/** Opens `count` connections that send the given requests in turn, each beginning at a place of its own. */
export async function httpLanes(
  port: number,
  count: number,
  requestsOf: (lane: number) => readonly Buffer[],
  inspect: Inspect,
): Promise<Lane[]> {
  const lanes: Lane[] = [];
  for (let index = 0; index < count; index++) {
    const connection = await HttpConnection.open(port);
    lanes.push(httpLane(connection, requestsOf(index), index, inspect));
  }
  return lanes;
}

function httpLane(
  connection: HttpConnection,
  requests: readonly Buffer[],
  offset: number,
  inspect: Inspect,
): Lane {
  let next = offset;
  const lane: Lane = {
    send: () => connection.send(requests[next++ % requests.length]!),
    onAnswer: () => {},
    onEnd: () => {},
    close: () => connection.close(),
  };
  connection.onAnswer = (status, body) => {
    try {
      inspect(status, body);
    } catch (error) {
      return lane.onEnd(error as Error);
    }
    lane.onAnswer();
  };
  connection.onEnd = (reason) => lane.onEnd(reason);
  return lane;
}

/** The same over WebSocket; every text message counts as one answer. */
export function wsLane(
  connection: WsConnection,
  frames: readonly Buffer[],
  offset: number,
  inspect: (text: Buffer) => number,
): Lane {
  let next = offset;
  const lane: Lane = {
    send: () => connection.send(frames[next++ % frames.length]!),
    onAnswer: () => {},
    onEnd: () => {},
    close: () => connection.close(),
  };
  connection.onMessage = (text) => {
    try {
      for (let answers = inspect(text); answers > 0; answers--) lane.onAnswer();
    } catch (error) {
      lane.onEnd(error as Error);
    }
  };
  connection.onEnd = (reason) => lane.onEnd(reason);
  return lane;
}
