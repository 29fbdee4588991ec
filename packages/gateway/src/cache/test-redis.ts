/** A real Redis for tests where there is one, and a server that speaks its language and fails. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether `redis-server` is on the PATH; without it the tests that need it are skipped, and say so. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
if (!hasRedis)
  console.warn("SKIPPED: tests of a real Redis, because there is no redis-server here");

export interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), "probity-redis-"));
  const port = await freePort();
  const flags = ["--port", String(port), "--dir", folder, "--save", "", "--appendonly", "no"];
  const server = spawn("redis-server", [...flags, "--bind", "127.0.0.1"], { stdio: "pipe" });
  await new Promise<void>((resolve, reject) => {
    let output = "";
    server.once("exit", () => reject(new Error(`redis-server ended:\n${output}`)));
    server.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.includes("Ready to accept connections")) resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      server.kill("SIGKILL");
      await once(server, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Answers every command with an error, or with nothing at all. */
export async function startFailingRedis(mood: "refuses" | "hangs"): Promise<TestRedis> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    socket.setEncoding("latin1").on("data", (text: string) => {
      // One array for each command; the client asks who we are first.
      for (const command of text.split(/(?=\*\d+\r\n)/)) {
        if (/\r\ninfo\r\n/i.test(command)) socket.write("$13\r\nredis_mode:ok\r\n");
        else if (mood === "refuses") socket.write("-LOADING the dataset is being loaded\r\n");
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
