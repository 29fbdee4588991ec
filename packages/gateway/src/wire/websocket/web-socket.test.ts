import { createServer } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { WebSocket as Client } from "ws";
import { textFrame } from "./frame-writer.ts";
import { acceptUpgrade } from "./handshake.ts";
import { WebSocket } from "./web-socket.ts";
import { WriteTurn } from "./write-turn.ts";

const LIMITS = { messageBytes: 64 << 10, fragments: 16 };
const turn = new WriteTurn();
let server: Server;
let port: number;
/** The server's ends, in the order they came. */
const ends: End[] = [];
const clients: { destroy(): void }[] = [];

/** A server's end that keeps what it hears. */
class End {
  readonly heard: string[] = [];
  controls = 0;
  drains = 0;
  writes = 0;
  closedWith: number | null = null;
  readonly socket: WebSocket;

  constructor(raw: Socket) {
    const write = raw.write.bind(raw) as (...facts: unknown[]) => boolean;
    raw.write = (...facts: unknown[]) => {
      this.writes++;
      return write(...facts);
    };
    this.socket = new WebSocket(raw, {
      turn,
      limits: LIMITS,
      events: {
        onText: (text) => this.hear(text),
        onBinary: () => this.hear("(binary)"),
        onControl: () => this.controls++,
        onDrain: () => this.drains++,
        onClose: (code) => {
          this.closedWith = code;
        },
      },
    });
  }

  private hear(text: string): void {
    this.heard.push(text);
    if (text.startsWith("echo ")) this.socket.sendText(text.slice(5));
    if (text === "pause") this.socket.pause();
  }
}

beforeAll(async () => {
  server = createServer();
  server.on("upgrade", (request, socket) => {
    if (acceptUpgrade(request, socket)) ends.push(new End(socket as Socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  ends.splice(0);
});
afterAll(() => server.close());

/** A client of the package `ws` and the server's end of it. */
async function join(): Promise<{ client: Client; end: End; heard: string[] }> {
  const client = new Client(`ws://127.0.0.1:${port}`);
  clients.push({ destroy: () => client.terminate() });
  const heard: string[] = [];
  client.on("message", (data: Buffer) => heard.push(data.toString("utf8")));
  const before = ends.length;
  await new Promise((resolve, reject) => client.once("open", resolve).once("error", reject));
  const end = await vi.waitFor(() => ends[before] ?? Promise.reject(new Error("nobody came")));
  return { client, end, heard };
}

/** A client without a library. */
async function joinRaw(): Promise<{ client: Socket; end: End }> {
  const client = connect(port, "127.0.0.1");
  clients.push(client);
  client.on("error", () => {});
  client.write(
    "GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n" +
      `sec-websocket-version: 13\r\nsec-websocket-key: ${"x".repeat(22)}==\r\n\r\n`,
  );
  const before = ends.length;
  await new Promise((resolve) => client.once("readable", resolve));
  client.read();
  return { client, end: ends[before] as End };
}

/** How the client heard the connection end. */
function closeOf(client: Client): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => {
    client.once("close", (code, reason) => resolve({ code, reason: reason.toString("utf8") }));
  });
}

test.each([0, 1, 125, 126, 21_845, 65_531])("a text of %i letters comes back", async (length) => {
  const { client, heard } = await join();
  const text = "é".repeat(length % 100) + "x".repeat(Math.max(0, length - 2 * (length % 100)));
  client.send(`echo ${text}`);
  await expect.poll(() => heard).toEqual([text]);
});

test("what is too large to be put together with others goes in its place", async () => {
  const { end, heard } = await join();
  const texts = ["a", "ü".repeat(40_000), "b", "x".repeat(300_000), "c"];
  for (const text of texts) end.socket.sendText(text);
  await expect.poll(() => heard).toEqual(texts);
});

test("what is sent within a turn goes out as one write", async () => {
  const { end, heard } = await join();
  const before = end.writes;
  const frame = textFrame("to everybody");
  end.socket.sendText("one");
  end.socket.sendFrame(frame);
  await Promise.resolve();
  end.socket.sendText("two");
  await expect.poll(() => heard).toEqual(["one", "to everybody", "two"]);
  expect(end.writes - before).toBe(1);
  expect(end.socket.unsentBytes).toBe(0);
});

test("an answer nobody else's text joins is written before the turn goes on", async () => {
  const { end, heard } = await join();
  const before = end.writes;
  end.socket.sendText("first");
  end.socket.sendTextNow("second");
  expect(end.writes).toBe(before);
  await Promise.resolve();
  expect(end.writes).toBe(before + 1);
  end.socket.sendText("third");
  await expect.poll(() => heard).toEqual(["first", "second", "third"]);
});

test("pings of the other side are answered, and ours tell whether it is there", async () => {
  const { client, end } = await join();
  const pong = new Promise((resolve) => client.once("pong", (data) => resolve(data.toString())));
  client.ping("still there?");
  expect(await pong).toBe("still there?");
  await expect.poll(() => end.controls).toBe(1);
  end.socket.checkAlive();
  await expect.poll(() => end.controls).toBe(2);
  end.socket.checkAlive();
  expect(end.closedWith).toBeNull();

  const { client: mute, end: unheard } = await joinRaw();
  unheard.socket.checkAlive();
  unheard.socket.checkAlive();
  await expect.poll(() => unheard.closedWith).toBe(1_006);
  expect(mute.destroyed || mute.readable).toBe(true);
});

test("either side may close, and both learn why", async () => {
  const first = await join();
  const heard = closeOf(first.client);
  first.end.socket.sendText("last words");
  first.end.socket.close(4_001, "enough");
  first.end.socket.sendText("too late");
  expect(await heard).toEqual({ code: 4_001, reason: "enough" });
  expect(first.heard).toEqual(["last words"]);
  await expect.poll(() => first.end.closedWith).toBe(4_001);

  const second = await join();
  const answered = closeOf(second.client);
  second.client.close(3_000, "mine");
  expect(await answered).toMatchObject({ code: 3_000 });
  await expect.poll(() => second.end.closedWith).toBe(3_000);

  const third = await join();
  third.client.close();
  await expect.poll(() => third.end.closedWith).toBe(1_005);
});

test("who breaks the protocol is told how, and cut off", async () => {
  const { client, end } = await join();
  const heard = closeOf(client);
  client.send("x".repeat(70_000));
  expect(await heard).toMatchObject({ code: 1_009 });
  await expect.poll(() => end.closedWith).toBe(1_006);

  const { client: raw, end: other } = await joinRaw();
  const received: Buffer[] = [];
  raw.on("data", (data) => received.push(data));
  raw.write(Buffer.from([0x81, 0x01, 0x78]));
  await expect.poll(() => Buffer.concat(received).readUInt16BE(2)).toBe(1_002);
  // The other side never answers.
  await expect.poll(() => other.closedWith, { timeout: 3_000 }).toBe(1_006);
});

test("who hangs up in the middle of a frame is gone", async () => {
  const { client, end } = await joinRaw();
  client.end(Buffer.from([0x81, 0xff, 0, 0]));
  await expect.poll(() => end.closedWith).toBe(1_006);
});

test("a pause keeps what comes, in order, and what came in the same read", async () => {
  const { client, end } = await join();
  client.send("pause");
  for (let count = 0; count < 2_000; count++) client.send(`message ${count}`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(end.heard).toEqual(["pause"]);
  expect(end.socket.isPaused).toBe(true);
  end.socket.resume();
  await expect.poll(() => end.heard.length).toBe(2_001);
  expect(end.heard.slice(1)).toEqual(Array.from({ length: 2_000 }, (_, n) => `message ${n}`));
});

test("a close that comes during a pause is heard after it", async () => {
  const { client, end } = await join();
  client.send("pause");
  await expect.poll(() => end.heard).toEqual(["pause"]);
  client.close(1_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(end.closedWith).toBeNull();
  end.socket.resume();
  await expect.poll(() => end.closedWith).toBe(1_000);
});

test("what a slow reader leaves waits here in its order, until it is given up", async () => {
  const { client, end } = await join();
  client.pause();
  const frame = textFrame("x".repeat(10_000));
  let sent = 0;
  const fill = async (most: number) => {
    for (; end.socket.unsentBytes < most; sent++) {
      end.socket.sendFrame(frame);
      if (sent % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await fill(1 << 20);
  // Reading again, it gets everything.
  let received = 0;
  client.on("message", () => received++);
  const { drains } = end;
  client.resume();
  await expect.poll(() => received, { timeout: 5_000 }).toBe(sent);
  expect(end.socket.unsentBytes).toBe(0);
  expect(end.drains).toBeGreaterThan(drains);

  client.pause();
  await fill(1 << 20);
  const heard = closeOf(client);
  end.socket.giveUp(4_008, "too slow");
  // Only what is with the kernel already, and the goodbye.
  expect(end.socket.unsentBytes).toBeLessThan(100_000);
  client.resume();
  expect(await heard).toEqual({ code: 4_008, reason: "too slow" });
  expect(received).toBeLessThan(sent);
});

test("memory of one write is not used for the next while the kernel has not taken it", async () => {
  const slow = await join();
  const quick = await join();
  slow.client.pause();
  const texts = (name: string) =>
    Array.from({ length: 400 }, (_, index) => `${name} ${index} ${"x".repeat(20_000)}`);
  for (let index = 0; index < 400; index++) {
    for (const end of [slow.end, quick.end]) {
      const name = end === slow.end ? "slow" : "quick";
      end.socket.sendText(texts(name)[index] as string);
      end.socket.sendText("and");
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => quick.heard.length, { timeout: 5_000 }).toBe(800);
  expect(slow.end.socket.unsentBytes).toBeGreaterThan(100_000);
  slow.client.resume();
  await expect.poll(() => slow.heard.length, { timeout: 5_000 }).toBe(800);
  expect(slow.heard).toEqual(texts("slow").flatMap((text) => [text, "and"]));
});

test.each([
  ["no key", "sec-websocket-version: 13", 400],
  ["a key too short", "sec-websocket-version: 13\r\nsec-websocket-key: abc==", 400],
  ["another version", `sec-websocket-version: 8\r\nsec-websocket-key: ${"x".repeat(22)}==`, 426],
])("a handshake with %s is refused", async (_name, headers, status) => {
  const client = connect(port, "127.0.0.1");
  clients.push(client);
  client.write(
    `GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n${headers}\r\n\r\n`,
  );
  const answer = await new Promise<string>((resolve) => {
    let text = "";
    client.on("data", (data) => (text += data.toString("latin1")));
    client.on("end", () => resolve(text));
  });
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});
