import { LineChild } from "../child.ts";
import type { Lane } from "./closed-loop.ts";
import { wsLane } from "./lanes.ts";
import { WsConnection, wsText } from "./ws-client.ts";

/** A bare `ws` echo in a process of its own. */
export interface WsEcho {
  readonly server: LineChild;
  readonly port: number;
}

export async function startWsEcho(): Promise<WsEcho> {
  const server = LineChild.script("denominators/echo-ws.ts", []);
  const { port } = JSON.parse(await server.next()) as { port: number };
  return { server, port };
}

/** Connections that say `text` and count every answer. */
export async function echoLanes({ port }: WsEcho, count: number, text: string): Promise<Lane[]> {
  const frame = wsText(text);
  const lanes: Lane[] = [];
  for (let index = 0; index < count; index++)
    lanes.push(wsLane(await WsConnection.open(port), [frame], 0, () => 1));
  return lanes;
}
