import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { Credentials } from "./credentials.ts";
import { checkedUrl, isOpenToOthers, venueUrl } from "./venue-url.ts";

const HERE = "http://localhost:8080";
const SIGNED_IN = { access_token: "a-token", expires_at: "2099-01-01T00:00:00.000Z" };
let home: string;
let credentials: Credentials;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "probity-credentials-"));
  credentials = new Credentials({ XDG_CONFIG_HOME: home });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("what is kept is for one venue, in a file of the user's alone, and forgotten whole", () => {
  credentials.keep(`${HERE}/`, { signed_in: SIGNED_IN });
  expect(credentials.of(HERE).signed_in).toEqual(SIGNED_IN);
  for (const other of [
    "https://localhost:8080",
    "http://localhost:8081",
    "http://127.0.0.1:8080",
  ]) {
    expect(credentials.of(other)).toEqual({});
  }
  expect(statSync(credentials.path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(credentials.path)).mode & 0o777).toBe(0o700);
  credentials.forget(HERE);
  expect(readFileSync(credentials.path, "utf8")).not.toContain(SIGNED_IN.access_token);
});

test("an empty setting is none: nothing is kept in the folder one happens to be in", () => {
  expect(new Credentials({ XDG_CONFIG_HOME: "", HOME: home }).path).toBe(
    join(home, ".config", "probity", "credentials.json"),
  );
  expect(isAbsolute(new Credentials({ XDG_CONFIG_HOME: "", HOME: "" }).path)).toBe(true);
});

test("a file that cannot be read is left as it is", () => {
  credentials.use(HERE);
  writeFileSync(credentials.path, "{");
  expect(() => credentials.keep(HERE, {})).toThrow("Mend it, or remove it");
  expect(readFileSync(credentials.path, "utf8")).toBe("{");
});

test("only one at a time renews", async () => {
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} in`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    seen.push(`${name} out`);
  };
  await Promise.all([credentials.alone(work("a")), credentials.alone(work("b"))]);
  expect(seen).toEqual(["a in", "a out", "b in", "b out"]);
});

test("the venue is the one named, else that of the environment, else the one in use, else the local one", () => {
  expect(venueUrl(null, credentials, {})).toBe(HERE);
  credentials.use("https://venue.example");
  expect(venueUrl(null, credentials, {})).toBe("https://venue.example");
  const PROBITY_URL = "https://other.example/";
  expect(venueUrl(null, credentials, { PROBITY_URL })).toBe("https://other.example");
  expect(venueUrl(HERE, credentials, { PROBITY_URL })).toBe(HERE);
});

test.each(["", "venue", "file:///etc", "https://a:b@venue.example", "https://venue.example/api"])(
  "%j is no address of a venue",
  (url) => {
    expect(() => checkedUrl(url)).toThrow(UsageError);
  },
);

test("a secret that others could read on the way is noticed", () => {
  expect(
    [HERE, "http://127.0.0.1", "http://[::1]:1", "https://venue.example"].filter(isOpenToOthers),
  ).toEqual([]);
  expect(isOpenToOthers("http://venue.example")).toBe(true);
});
