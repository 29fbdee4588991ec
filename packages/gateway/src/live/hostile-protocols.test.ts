import { connect } from "node:net";
import type { Socket } from "node:net";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { Listener } from "../../test/listener.ts";
import { IoListener, SideListener } from "../../test/live-clients.ts";

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

describe("whatever is said", () => {
  let venue: TestGateway;
  let url: string;
  let ada: Caller;
  let market: string;

  beforeAll(async () => {
    venue = await startTestGateway();
    url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
    ada = await venue.join("ada", "1000");
    market = await venue.openMarket("hostile");
  });
  afterAll(() => venue.close());

  const junk = fc.oneof(
    fc.record({
      type: fc.constantFrom("subscribe", "unsubscribe", "ping", "auth", "trade", "__proto__"),
      market_id: fc.jsonValue(),
    }),
    fc.dictionary(fc.constantFrom("type", "token", "market_id", "__proto__"), fc.jsonValue()),
    fc.jsonValue(),
  );

  test("to /depth is answered with an error, and the connection lives on", async () => {
    const listener = await SideListener.depth(url);
    open.push(listener);
    for (const text of ["{", "", "null", "7", '{"type":"ping","x":1}', '{"__proto__":{}}']) {
      listener.say(text);
      expect((await listener.hear("error")).error.code).toBe("BAD_MESSAGE");
    }
    listener.say({ type: "subscribe", market_id: "mkt_999-1" });
    expect((await listener.hear("error")).error.code).toBe("MARKET_NOT_FOUND");
    await fc.assert(
      fc.asyncProperty(fc.array(junk, { maxLength: 4 }), async (messages) => {
        for (const message of messages) listener.say(JSON.stringify(message));
        await expect
          .poll(() => listener.heard.length, { interval: 1 })
          .toBeGreaterThanOrEqual(messages.length);
        listener.heard.splice(0);
      }),
      { numRuns: 50 },
    );
    listener.say({ type: "subscribe", market_id: market });
    await listener.hear("snapshot");
  });

  test("to /user before a token ends the connection or is refused, and tells nothing", async () => {
    for (const text of ["{", "null", '{"type":"subscribe"}', '{"type":"auth"}']) {
      const listener = await SideListener.user(url);
      open.push(listener);
      listener.say(text);
      expect((await listener.hear("error")).error.code).toBe("BAD_MESSAGE");
      await ada.ask("POST", "/api/v1/deposits", { amount: "1" });
      expect(listener.heard).toEqual([]);
    }
  });

  test("to /user after the token is answered with an error, and the connection lives on", async () => {
    const listener = await SideListener.user(url);
    open.push(listener);
    listener.say({ type: "auth", token: ada.token });
    await listener.hear("snapshot");
    for (const text of ["{", "[]", '{"type":"place","order":{}}']) {
      listener.say(text);
      expect((await listener.hear("error")).error.code).toBe("BAD_MESSAGE");
    }
    listener.say({ type: "ping" });
    await listener.hear("pong");
  });

  test("over Socket.IO is refused or without effect, and the connection lives on", async () => {
    const listener = await IoListener.open(url, undefined, { transports: ["websocket"] });
    open.push(listener);
    const event = fc.constantFrom("subscribe:market", "unsubscribe:market", "trade", "__proto__");
    await fc.assert(
      fc.asyncProperty(event, fc.array(fc.jsonValue(), { maxLength: 3 }), async (name, said) => {
        listener.socket.emit(name, ...said);
      }),
      { numRuns: 200 },
    );
    listener.socket.emit("ping");
    await listener.hear("pong");
    expect(listener.heard).toEqual([]);
    expect(await listener.ask("subscribe:market", { marketId: market })).toMatchObject({
      ok: true,
    });
  });

  test("too large or too often ends the connection of each protocol, not the venue", async () => {
    const large = "x".repeat(100_000);
    for (const path of ["depth", "user"] as const) {
      const one = await SideListener[path](url);
      open.push(one);
      one.say(JSON.stringify({ type: "ping", large }));
      await expect.poll(() => one.closedWith).toBe(1_009);
      const flood = await SideListener[path](url);
      open.push(flood);
      for (let count = 0; count < 1_100; count++) flood.say("{}");
      await expect.poll(() => flood.closedWith).toBe(4_029);
      expect(flood.closeReason).toBe("TOO_MANY_MESSAGES");
    }
    const io = await IoListener.open(url, undefined, { transports: ["websocket"] });
    open.push(io);
    io.socket.emit("subscribe:market", { large });
    await expect.poll(() => io.ended).not.toBeNull();
    const flood = await IoListener.open(url, undefined, { transports: ["websocket"] });
    open.push(flood);
    for (let count = 0; count < 1_100; count++) flood.socket.emit("ping");
    await expect.poll(() => flood.ended?.code).toBe(4_029);
    expect((await venue.ask("GET", "/health")).status).toBe(200);
  });

  test.each([
    ["GET /socket.io/?EIO=4&transport=polling&sid=none HTTP/1.1\r\nhost: x\r\n\r\n", "400"],
    ["GET /socket.io/?EIO=4&transport=carrier-pigeon HTTP/1.1\r\nhost: x\r\n\r\n", "400"],
    [
      "POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n",
      "400",
    ],
    ["GET /socket.ioo/ HTTP/1.1\r\nhost: x\r\n\r\n", "404"],
    [
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
      "400",
    ],
    [
      "GET /depth HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 12\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
      "426",
    ],
    ["GET /user HTTP/1.1\r\nhost: x\r\n\r\n", "404"],
    ["GET /wss HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n", "404"],
  ])("a handshake that makes no sense is refused: %s", async (text, status) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.end(text);
    let heard = "";
    for await (const chunk of socket) heard += String(chunk);
    expect(heard.split(" ")[1]).toBe(status);
  });
});

describe("limits", () => {
  let venue: TestGateway;
  let url: string;

  beforeEach(async () => {
    venue = await startTestGateway({
      liveConnections: 4,
      liveConnectionsPerAddress: 3,
      liveConnectionsPerMinute: 9,
      liveChannels: 2,
      trustProxy: 1,
    });
    url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  });
  afterEach(() => venue.close());

  const from = (address: string) => ({ extraHeaders: { "x-forwarded-for": address } });

  test("connections of all protocols count together: in all, of an address, and in a minute", async () => {
    const makers = [
      () => Listener.open(url),
      () => SideListener.depth(url),
      () => IoListener.open(url),
    ];
    for (const make of makers) open.push(await make());
    expect(venue.gateway.connections).toBe(3);
    // Of this address there are no more.
    for (const make of [() => Listener.open(url), () => SideListener.user(url)]) {
      await expect(make()).rejects.toThrow("429");
    }
    await expect(IoListener.open(url)).rejects.toThrow("xhr poll error");
    // One more in all.
    open.push(await IoListener.open(url, undefined, from("10.0.0.1")));
    await expect(IoListener.open(url, undefined, from("10.0.0.2"))).rejects.toThrow(
      "xhr poll error",
    );

    open.pop()?.close();
    open.shift()?.close();
    await expect.poll(() => venue.gateway.connections).toBe(2);
    open.push(await Listener.open(url));
    // This was the seventh attempt of this address; it has nine in a minute.
    await expect(Listener.open(url)).rejects.toThrow("429");
    open.shift()?.close();
    await expect.poll(() => venue.gateway.connections).toBe(2);
    open.push(await Listener.open(url));
    open.shift()?.close();
    await expect.poll(() => venue.gateway.connections).toBe(2);
    await expect(Listener.open(url)).rejects.toThrow("429");
  });

  test("a connection follows no more than it may, by each protocol", async () => {
    const [one, two, three] = [
      await venue.openMarket("one"),
      await venue.openMarket("two"),
      await venue.openMarket("three"),
    ];
    const native = await Listener.open(url);
    open.push(native);
    const channels = [`trades:${one}`, `market:${two}`, "trades:*"];
    native.say({ op: "subscribe", channels });
    expect((await native.hear("error")).error.code).toBe("TOO_MANY_CHANNELS");
    native.say({ op: "unsubscribe", channels: [`trades:${one}`] });
    native.say({ op: "subscribe", channels: ["trades:*"] });
    await native.hear("subscribed");

    const depth = await SideListener.depth(url);
    open.push(depth);
    for (const market_id of [one, two, three]) depth.say({ type: "subscribe", market_id });
    expect((await depth.hear("error")).error.code).toBe("TOO_MANY_CHANNELS");

    const io = await IoListener.open(url);
    open.push(io);
    const codes = [];
    for (const marketId of [one, two, three, one]) {
      codes.push((await io.ask("subscribe:market", { marketId })).code);
    }
    expect(codes).toEqual([undefined, undefined, "TOO_MANY_CHANNELS", undefined]);
  });

  test("a connection of Socket.IO is one client, however often it asks to be let in", async () => {
    const address = `${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address);
    open.push({ close: () => socket.terminate() });
    const heard: string[] = [];
    socket.on("message", (packet: Buffer) => heard.push(packet.toString("utf8")));
    await expect.poll(() => heard.length).toBe(1);
    const { _socket: raw } = socket as unknown as { readonly _socket: Socket };
    raw.cork();
    for (let times = 0; times < 500; times++) socket.send("40/ws,");
    raw.uncork();
    await expect.poll(() => heard.length).toBe(501);
    expect(heard.filter((packet) => packet.startsWith("40/ws,"))).toHaveLength(1);
    expect(heard.filter((packet) => packet.startsWith("44/ws,"))).toHaveLength(499);
    // Who has left may come again.
    socket.send("41/ws,");
    socket.send("40/ws,");
    await expect.poll(() => heard.at(-1)).toMatch(/^40\/ws,/);
  });
});
