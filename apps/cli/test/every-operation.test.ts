/** Every operation of a real venue has a command that reaches it; the operations come from the venue's document. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiError, ProbityClient } from "@probity/client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Catalogue, positionalsOf } from "../src/api/catalogue.ts";
import type { Operation, Schema } from "../src/api/catalogue.ts";
import { flagsOf } from "../src/api/flags.ts";
import type { Flag } from "../src/api/flags.ts";
import { runOperation } from "../src/api/run.ts";
import { routesOf } from "./api-files.ts";
import type { ApiDocument } from "./api-files.ts";
import { OPERATOR, startCliVenue } from "./cli-venue.ts";
import type { CliVenue } from "./cli-venue.ts";

const catalogue = Catalogue.read();
let venue: CliVenue;
let home: string;

beforeAll(async () => {
  venue = await startCliVenue();
  home = await mkdtemp(join(tmpdir(), "probity-home-"));
  vi.stubEnv("XDG_CONFIG_HOME", home);
  vi.stubEnv("PROBITY_URL", venue.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await venue.close();
  await rm(home, { recursive: true, force: true });
});

test("every operation of the venue is a command, and no command of ours hides one", async () => {
  const document = (await (await fetch(`${venue.url}/api/docs/json`)).json()) as ApiDocument;
  const served = routesOf(document).map(({ described }) => described.operationId);
  expect(catalogue.operations.map(({ id }) => id)).toEqual(served);
  const { stems } = await import("../src/api/run.ts");
  const own = ["start", "demo", "verify", "quarantine", "reset-password", "config", "db", "use"];
  expect(stems(catalogue).filter((stem) => own.includes(stem))).toEqual([]);
});

test("every operation has help that shows how to say it", async () => {
  for (const operation of catalogue.operations) {
    const help = await runOperation([...operation.id.split("."), "--help"], catalogue);
    expect.soft(help).toContain(`probity ${operation.id.replaceAll(".", " ")}`);
    expect.soft(help).toContain(`${operation.method} ${operation.path}`);
  }
});

test("every operation's command reaches its route", async () => {
  const client = new ProbityClient({ url: venue.url });
  let people = 0;
  const newcomer = async (): Promise<string> => {
    const email = `person-${++people}@example.org`;
    return (await client.register({ email, password: "a long sentence" })).access_token;
  };
  const operator = (await client.signIn(OPERATOR)).access_token;
  const lost: string[] = [];
  let granted = 0;
  for (const operation of catalogue.operations) {
    // Those about sign-in may end it, or the person: somebody new for each.
    const isPersonal = operation.id.startsWith("auth.");
    vi.stubEnv("PROBITY_TOKEN", isPersonal ? await newcomer() : operator);
    const line = plausible(operation);
    try {
      await runOperation([...line, "--yes", "--json"], catalogue);
      granted += 1;
    } catch (error) {
      const reached = error instanceof ApiError && !LOST.includes(error.code);
      if (!reached) lost.push(`${line.join(" ")}: ${String(error)}`);
    }
  }
  expect(lost).toEqual([]);
  // Most of what is plausible is refused for a reason, but not nearly all.
  expect(granted).toBeGreaterThan(20);
}, 60_000);

/** Answers of whatever is not the route, and of a route that broke. */
const LOST: readonly string[] = [
  "ROUTE_NOT_FOUND",
  "NO_ANSWER",
  "INTERNAL",
  "OUTCOME_UNKNOWN",
  "QUARANTINED",
];

/** A command line with all the operation needs, of the right form, about things that may not be there. */
function plausible(operation: Operation): string[] {
  const where = positionalsOf(operation).map((name) => {
    const schema = operation.parameters.find((one) => one.name === name)?.schema ?? {};
    return String(sample(schema));
  });
  const flags = flagsOf(operation, catalogue).filter((flag) => flag.isRequired);
  const said = flags.flatMap((flag) => [`--${flag.name}`, textOf(flag)]);
  const words = operation.id.split(".");
  const { body } = operation;
  if (flags.length > 0 || body === null) return [...words, ...where, ...said];
  return [...words, ...where, "--body", JSON.stringify(sample(body))];
}

function textOf(flag: Flag): string {
  const value = flag.choices?.[0] ?? sample(flag.schema);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return flag.isList && flag.kind === "json" ? `[${text}]` : text;
}

function sample(named: Schema): unknown {
  const schema = catalogue.resolved(named);
  const { examples, properties, items, enum: choices, type } = schema;
  const [alternative] = schema.oneOf ?? schema.anyOf ?? [];
  if (schema.const !== undefined) return schema.const;
  if (examples !== undefined) return examples[0];
  if (choices !== undefined) return choices[0];
  if (alternative !== undefined) return sample(alternative);
  if (properties !== undefined) {
    const needed = Object.entries(properties).filter(([name]) => schema.required?.includes(name));
    return Object.fromEntries(needed.map(([name, inner]) => [name, sample(inner)]));
  }
  switch (type) {
    case "array":
      return items === undefined ? [] : [sample(items)];
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    case "object":
      return {};
    default:
      return texts.find((text) => new RegExp(schema.pattern ?? "", "u").test(text)) ?? "a-text";
  }
}

const texts = ["somebody@example.org", "2099-01-01T00:00:00.000Z", "a-text", "1", "0x00", "USD"];
