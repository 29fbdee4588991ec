/**
 * No secret leaves the house: a venue is used with marked secrets, and then its whole data folder
 * and everything it printed are searched for the marks.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig, startVenue } from "../src/index.ts";
import { ask, newFolder, settings } from "./test-venue.ts";

const PROBITY = fileURLToPath(new URL("../../../bin/probity.mjs", import.meta.url));
const MARK = "c4n4ry";

let folder: Awaited<ReturnType<typeof newFolder>>;
let child: ChildProcess | null = null;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(async () => {
  child?.kill("SIGKILL");
  child = null;
  await folder.remove();
});

test("S2.5 S3.17 no password, token, key or address is in the log or the data folder", async () => {
  let printed = "";
  const data = join(folder.path, "data");
  const operator = { email: `boss-${MARK}@example.org`, password: `${MARK}-boss-password` };
  const jwt = {
    access: `${MARK}-access-${"a".repeat(32)}`,
    refresh: `${MARK}-re-${"b".repeat(32)}`,
  };
  const running = spawn(process.execPath, [PROBITY, "start"], {
    env: {
      ...process.env,
      ...settings(data),
      PROBITY_ADMIN_EMAIL: operator.email,
      PROBITY_ADMIN_PASSWORD: operator.password,
      JWT_SECRET: jwt.access,
      JWT_REFRESH_SECRET: jwt.refresh,
      MAIL_FOLDER: join(folder.path, "letters"),
      LOG_LEVEL: "trace",
      NODE_ENV: "production",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child = running;
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [running.stdout, running.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        const found = /Probity is at (http:\S+)/.exec(printed)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    running.once("exit", () => reject(new Error(printed)));
  });

  const secrets = [jwt.access, jwt.refresh, operator.password];
  const ada = { email: `ada-${MARK}@example.org`, password: `${MARK}-ada-password` };
  const registered = await ask(url, "POST", "/auth/register", ada);
  const token: string = registered.body.access_token;
  const wrong = { ...ada, password: `${MARK}-wrong` };
  expect((await ask(url, "POST", "/auth/login", wrong)).status).toBe(401);
  const key = { label: `${MARK}-label`, scopes: ["read"] };
  const made = await ask(url, "POST", "/auth/keys", key, token);
  expect(made.status).toBe(200);
  secrets.push(made.body.secret, made.body.passphrase);
  const profile = { username: `u_${MARK}` };
  expect((await ask(url, "PATCH", "/auth/profile", profile, token)).status).toBe(200);
  const preferences = { preferences: { note: `${MARK}-note` } };
  expect((await ask(url, "PUT", "/auth/preferences", preferences, token)).status).toBe(200);
  await ask(url, "POST", "/auth/request-password-reset", { email: ada.email });
  const change = { current_password: ada.password, new_password: `${MARK}-another` };
  const changed = await ask(url, "POST", "/auth/change-password", change, token);
  secrets.push(registered.body.refresh_token, changed.body.refresh_token);
  secrets.push(token, changed.body.access_token);
  await ask(url, "POST", "/auth/login", { email: ada.email, password: 7, [`x-${MARK}`]: MARK });
  await fetch(`${url}/api/v1/balances?token=${token}`, { headers: { cookie: `a=${MARK}` } });
  running.kill("SIGTERM");
  await once(running, "exit");

  const letters = await readdir(join(folder.path, "letters"));
  expect(letters.length).toBeGreaterThanOrEqual(2);
  for (const letter of letters) {
    const text = await readFile(join(folder.path, "letters", letter), "utf8");
    secrets.push(/token=([\w-]{43})/.exec(text)?.[1] ?? "");
  }
  expect(secrets.every((secret) => secret.length >= 10)).toBe(true);
  const places: [string, string][] = [["what it printed", printed]];
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    places.push([file, await readFile(file, "latin1")]);
  }
  expect(places.length).toBeGreaterThan(5);
  const found = places.flatMap(([place, text]) => {
    const told = secrets.filter((secret) => text.includes(secret));
    return text.includes(MARK) || told.length > 0 ? [[place, told.length]] : [];
  });
  expect(found).toEqual([]);
}, 60_000);

test("S1.44 production does not start with the headers of development, or with known secrets", async () => {
  const data = join(folder.path, "data");
  await mkdir(data);
  const production = { ...settings(data), NODE_ENV: "production" };
  for (const [name, value] of [
    ["DEVELOPMENT_HEADERS", "true"],
    ["JWT_SECRET", "$(openssl rand -hex 32)"],
    ["JWT_REFRESH_SECRET", "$(openssl rand -hex 32)"],
  ] as const) {
    expect(() => readConfig({ ...production, [name]: value })).toThrow(`${name} is not usable`);
    const started = spawn(process.execPath, [PROBITY, "start"], {
      env: { ...process.env, ...production, [name]: value },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child = started;
    let said = "";
    started.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const [code] = await once(started, "exit");
    expect(code).toBe(1);
    expect(said).toContain(`${name} is not usable`);
  }
}, 60_000);

test("an identity provider configured by halves is refused", async () => {
  const halves = { ...settings(join(folder.path, "data")), IDP_ISSUER: "https://id.example" };
  await expect(startVenue(readConfig(halves), () => {})).rejects.toThrow("IDP_AUDIENCE");
  const bad = { ...halves, IDP_AUDIENCE: "x", IDP_PUBLIC_KEY: "no key" };
  await expect(startVenue(readConfig(bad), () => {})).rejects.toThrow("IDP_PUBLIC_KEY");
});
