/**
 * The denominator of fan-out: a `ws` server that sends the same text to each client
 * in a loop, as one would write it first. Prints its port; for each line
 * `broadcast <times> <text>` it sends so often and answers with the seconds it took
 * until the sockets had taken everything.
 */
import { createInterface } from "node:readline";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

const server = new WebSocketServer({
  port: 0,
  host: "127.0.0.1",
  perMessageDeflate: false,
  backlog: 4_096,
});
server.on("listening", () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});
createInterface({ input: process.stdin })
  .on("line", (line) => void broadcast(line))
  .on("close", () => process.exit(0));

async function broadcast(line: string): Promise<void> {
  const [, times, ...words] = line.split(" ");
  const text = words.join(" ");
  const started = performance.now();
  for (let round = 0; round < Number(times); round++) {
    for (const client of server.clients) client.send(text);
    // The loop goes on as fast as the event loop turns; sockets buffer what they cannot take yet.
    await new Promise((resolve) => setImmediate(resolve));
  }
  while ([...server.clients].some((client) => client.bufferedAmount > 0))
    await new Promise((resolve) => setImmediate(resolve));
  console.log(JSON.stringify({ seconds: (performance.now() - started) / 1_000 }));
}
