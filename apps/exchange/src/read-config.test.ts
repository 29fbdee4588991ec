import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError, configReference, readConfig, readSettings } from "./read-config.ts";

test("an empty environment is enough", () => {
  expect(readConfig({})).toMatchObject({
    HOST: "localhost",
    PORT: 8080,
    PROBITY_DATA: "./.probity",
    PLAY_MONEY: true,
  });
});

test("empty variables count as left out, and space around values does not count", () => {
  expect(readConfig({ PORT: "", JWT_SECRET: " ", LOG_LEVEL: " debug " })).toMatchObject({
    PORT: 8080,
    JWT_SECRET: undefined,
    LOG_LEVEL: "debug",
  });
});

test.each([
  ["PORT", "http"],
  ["PORT", "70000"],
  ["PORT", "80.5"],
  ["PLAY_MONEY", "yes"],
  ["JWT_SECRET", "short"],
  ["PROBITY_ADMIN_EMAIL", "boss"],
  ["PROBITY_ADMIN_PASSWORD", "1234567"],
  ["LOG_LEVEL", "loud"],
])("%s=%s is refused with its name and what to type", (name, value) => {
  const read = () => readConfig({ [name]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(new RegExp(`^${name} is not usable: .+ Type for example ${name}=`));
});

test("production refuses the secrets of the documentation", () => {
  const known = { PROBITY_ADMIN_PASSWORD: "a-long-sentence" };
  expect(() => readConfig({ ...known, NODE_ENV: "production" })).toThrow(/PROBITY_ADMIN_PASSWORD/);
  expect(readConfig(known)).toMatchObject(known);
});

test("every variable is in the reference", () => {
  expect(configReference()).toContain(
    "| `PORT` | `server` | `8080` | Port to listen on; 0 takes a free one. |",
  );
  expect(configReference().split("\n")).toHaveLength(Object.keys(readConfig({})).length + 2);
});

describe("a configuration file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "probity-config-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function inFile(text: string): Record<string, string> {
    const path = join(folder, "venue.toml");
    writeFileSync(path, text);
    return { PROBITY_CONFIG: path };
  }

  test("S4.11 S4.25 says the same as the environment, and the environment wins", () => {
    const file = inFile(
      '[server]\nport = 9000\nhost = "0.0.0.0"\ncors_origin = ["https://a.example", "https://b.example"]\n' +
        "[venue]\nplay_money = false\n",
    );
    expect(readConfig(file)).toMatchObject({
      PORT: 9_000,
      HOST: "0.0.0.0",
      CORS_ORIGIN: "https://a.example,https://b.example",
      PLAY_MONEY: false,
    });
    expect(readConfig({ ...file, PORT: "9001" })).toMatchObject({ PORT: 9_001, HOST: "0.0.0.0" });
    const settings = readSettings({ ...file, PORT: "9001", LOG_LEVEL: "" });
    const originOf = (name: string) => settings.find((one) => one.name === name)?.origin;
    expect([originOf("PORT"), originOf("HOST"), originOf("LOG_LEVEL")]).toEqual([
      "environment",
      "file",
      "usual",
    ]);
  });

  test.each([
    ["[server]\nprot = 1", "there is no setting server.prot"],
    ["[log]\nport = 1", "port belongs below [server], not [log]"],
    ["port = 1", "port stands in no table"],
    ["[server\nport = 1", "line 1"],
    ["[server]\nport = { a = 1 }", "server.port is a text, a number, true, false or a list"],
    ["[server]\nport = 70000", "PORT is not usable"],
  ])("%j is refused: %s", (text, why) => {
    expect(() => readConfig(inFile(text))).toThrow(ConfigError);
    expect(() => readConfig(inFile(text))).toThrow(why);
  });

  test("a file that is not there is refused by name", () => {
    expect(() => readConfig({ PROBITY_CONFIG: "/nowhere.toml" })).toThrow("/nowhere.toml");
  });
});

test("S2.3 S3.21 the variables of the sources mean what they say there", () => {
  const environment = {
    NODE_ENV: "production",
    PORT: "8000",
    DATABASE_URL: "postgres://u:p@db/probity",
    DIRECT_URL: "postgres://u:p@db:5433/probity",
    REDIS_URL: "redis://cache:6379",
    JWT_SECRET: "k".repeat(31) + "7",
    CORS_ORIGIN: "https://a.example,https://b.example",
    SENTRY_DSN: "https://key@sentry.example/1",
    LOG_LEVEL: "debug",
  };
  expect(readConfig(environment)).toMatchObject({ ...environment, PORT: 8_000 });
  expect(() => readConfig({ REDIS_URL: "http://cache" })).toThrow(/REDIS_URL is not usable/);
  // Secrets come by the environment or the file, and are never shown.
  const shown = JSON.stringify(readSettings(environment));
  for (const secret of ["u:p@db", "k".repeat(31), "key@sentry"])
    expect(shown).not.toContain(secret);
});

test.each([
  [{ PROBITY_ADMIN_PASSWORD: "a-long-sentence" }, "the example of the documentation"],
  [{ PROBITY_ADMIN_PASSWORD: "ChangeMe!" }, "what everybody tries first"],
  [{ PROBITY_ADMIN_PASSWORD: "password123" }, "what everybody tries first"],
  [{ CORS_ORIGIN: "*" }, "in production name the origins"],
])("production refuses %j, because it is %s", (environment, problem) => {
  expect(() => readConfig({ ...environment, NODE_ENV: "production" })).toThrow(problem);
  expect(readConfig(environment)).toMatchObject(environment);
});
