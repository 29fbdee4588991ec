import { expect, test } from "vitest";
import { ConfigError, configReference, readConfig } from "./read-config.ts";

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
