import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWebApp } from "./web-app.ts";

const folder = mkdtempSync(join(tmpdir(), "probity-app-"));
const app = Fastify();

beforeAll(async () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>the page</title>");
  writeFileSync(join(folder, "assets", "now-1a2b.js"), "export {};");
  type Opened = Awaited<ReturnType<ReturnType<typeof openWebApp>>>;
  const dialect = await openWebApp(folder)({} as Parameters<ReturnType<typeof openWebApp>>[0]);
  await app.register((scope) =>
    dialect.routes(scope as unknown as Parameters<Opened["routes"]>[0]),
  );
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

test("every address of the app is its page", async () => {
  for (const url of ["/", "/event/rain", "/portfolio?tab=orders"]) {
    const answer = await app.inject(url);
    expect([answer.statusCode, answer.body]).toEqual([200, expect.stringContaining("the page")]);
  }
});

test("a script of a build before is not there, and no page in its place", async () => {
  expect((await app.inject("/assets/now-1a2b.js")).statusCode).toBe(200);
  expect((await app.inject("/assets/before-9f8e.js")).statusCode).toBe(404);
  expect((await app.inject("/api/v1/nothing")).statusCode).toBe(404);
});
