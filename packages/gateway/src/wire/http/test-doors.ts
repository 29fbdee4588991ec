/** One venue behind two addresses: our door, and Fastify alone. For tests that compare them. */
import { createServer } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { answerParserError } from "../../http-errors.ts";
import { startTestGateway } from "../../test-gateway.ts";
import type { Caller, TestGateway } from "../../test-gateway.ts";
import type { GatewaySettings } from "../../venue.ts";

export interface TwoDoors {
  readonly venue: TestGateway;
  readonly ada: Caller;
  readonly market: string;
  readonly ours: number;
  readonly fastify: number;
  close(): Promise<void>;
}

export async function openTwoDoors(settings: Partial<GatewaySettings> = {}): Promise<TwoDoors> {
  const venue = await startTestGateway({ requestsPerMinute: 0, signInsPerMinute: 0, ...settings });
  const ada = await venue.join("ada", "100000");
  const market = await venue.openMarket("doors");
  const url = new URL(await venue.gateway.listen({ host: "127.0.0.1", port: 0 }));
  const alone: Server = createServer((request, response) =>
    venue.gateway.app.routing(request, response),
  );
  alone.on("clientError", answerParserError);
  const upgrade = venue.gateway.app.server.emit.bind(venue.gateway.app.server, "upgrade");
  alone.on("upgrade", upgrade);
  await new Promise<void>((resolve) => alone.listen(0, "127.0.0.1", resolve));
  return {
    venue,
    ada,
    market,
    ours: Number(url.port),
    fastify: (alone.address() as AddressInfo).port,
    close: async () => {
      alone.closeAllConnections();
      alone.close();
      await venue.close();
    },
  };
}

/** The last request of a conversation: the other side answers it and hangs up. */
export const GOODBYE = "GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back, and whether the other side hung up. */
export interface Conversation {
  readonly answers: readonly Answer[];
  readonly isClosed: boolean;
}

/** Sends bytes in pieces cut at `cuts`, and listens until the other side hangs up, or for `patienceMs`. */
export async function converse(
  port: number,
  text: string,
  { cuts = [] as readonly number[], patienceMs = 1_500 } = {},
): Promise<Conversation> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let received = "";
  socket.setEncoding("latin1").on("data", (data: string) => (received += data));
  const closed = new Promise<boolean>((resolve) => {
    socket.on("error", () => {});
    socket.on("close", () => resolve(true));
    setTimeout(() => resolve(false), patienceMs).unref();
  });
  const bytes = Buffer.from(text, "latin1");
  const places = [...new Set([0, ...cuts, bytes.length])].sort((a, b) => a - b);
  for (let piece = 1; piece < places.length; piece++) {
    if (socket.destroyed) break;
    await new Promise((resolve) => {
      socket.write(bytes.subarray(places[piece - 1], places[piece]), resolve);
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const isClosed = await closed;
  socket.destroy();
  return { answers: answersIn(received), isClosed };
}

function answersIn(text: string): Answer[] {
  const answers: Answer[] = [];
  for (let rest = text; rest !== "";) {
    const headEnd = rest.indexOf("\r\n\r\n");
    if (headEnd === -1) throw new Error(`half an answer: ${rest}`);
    const [first = "", ...lines] = rest.slice(0, headEnd).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(":")).toLowerCase(),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
    );
    const isChunked = headers["transfer-encoding"] === "chunked";
    const length = isChunked
      ? rest.indexOf("0\r\n\r\n", headEnd + 4) + 5 - (headEnd + 4)
      : Number(headers["content-length"] ?? 0);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    const body = rest.slice(headEnd + 4, headEnd + 4 + length);
    if (body.length < length) throw new Error(`half a body: ${rest}`);
    answers.push({ status, headers, body });
    rest = rest.slice(headEnd + 4 + length);
  }
  return answers;
}

/** What must be alike at both doors: the statuses and error codes in order, and the end. */
export function gist({ answers, isClosed }: Conversation): string {
  const texts = answers.map(({ status, body }) => {
    const code = /"code":"([A-Z_]+)"/.exec(body)?.[1];
    return `${status}${code === undefined ? "" : ` ${code}`}`;
  });
  return `${texts.join(", ")}${isClosed ? ", closed" : ""}`;
}

/** What a conversation led to: its gist, and the commands that were executed. */
export async function outcomeAt(
  doors: TwoDoors,
  port: number,
  text: string,
  options: { readonly cuts?: readonly number[]; readonly patienceMs?: number } = {},
): Promise<string> {
  const before = await commandsSoFar(doors);
  const told = gist(await converse(port, text, options));
  return `${told}; ${(await commandsSoFar(doors)) - before - 1} commands`;
}

/** Node drops the answers under way when it cannot read on; their commands are executed all the same, but before this one. */
async function commandsSoFar({ ada }: TwoDoors): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return (await ada.ask("POST", "/api/v1/orders/cancel-all", {})).body.seq;
}

/** A request for order entry as clients write it. */
export function hotRequest(
  token: string,
  body: unknown,
  { path = "/api/v1/orders", fields = [] as readonly string[] } = {},
): string {
  const json = typeof body === "string" ? body : JSON.stringify(body);
  return [
    `POST ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    "content-type: application/json",
    `authorization: Bearer ${token}`,
    ...fields,
    `content-length: ${Buffer.byteLength(json)}`,
    "",
    json,
  ].join("\r\n");
}
