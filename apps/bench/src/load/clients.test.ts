import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { HttpConnection, httpRequest } from "./http-client.ts";
import { WsConnection, wsText } from "./ws-client.ts";

test("the HTTP client takes answers in order, whole or in pieces", async () => {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const text = `answer to ${request.url} `.repeat(3_000);
      response.writeHead(request.url === "/b" ? 404 : 200, { "content-length": text.length });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const connection = await HttpConnection.open((server.address() as AddressInfo).port);
  const answers: string[] = [];
  await new Promise<void>((resolve, reject) => {
    connection.onEnd = reject;
    connection.onAnswer = (status, body) => {
      answers.push(`${status} ${body.toString().slice(0, 12)} ${body.length}`);
      if (answers.length === 3) resolve();
    };
    connection.send(
      Buffer.concat(
        ["/a", "/b", "/c"].map((path) => httpRequest("POST", path, '{"ö":1}', "token")),
      ),
    );
  });
  expect(answers).toEqual([
    "200 answer to /a 39000",
    "404 answer to /b 39000",
    "200 answer to /c 39000",
  ]);
  connection.close();
  server.close();
});

test.for([5, 200, 70_000])("the WebSocket client says and hears %i bytes", async (length) => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  server.on("connection", (socket) => {
    socket.on("message", (data, isBinary) => {
      socket.ping();
      socket.send(data, { binary: isBinary });
    });
  });
  const connection = await WsConnection.open((server.address() as AddressInfo).port);
  const text = "x".repeat(length);
  const heard = await new Promise<string>((resolve, reject) => {
    connection.onEnd = reject;
    connection.onMessage = (message) => resolve(message.toString());
    connection.send(wsText(text));
  });
  expect(heard).toBe(text);
  connection.close();
  server.close();
});
