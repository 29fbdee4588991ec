/**
 * Bad input of every kind on every route: a 4xx with a stable code and a sentence,
 * never a 5xx, never a changed state. The routes come from the documentation,
 * so a new one is walked too, and fails here until its valid body is known.
 */
import { ERROR_CODES } from "@probity/protocol";
import type { ErrorCode } from "@probity/protocol";
import type { StateRecord } from "@probity/sequencer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";
import { ORDER, VALID_BODIES } from "./valid-bodies.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

let venue: TestGateway;
let user: Caller;
let operations: Operation[];
const LONG = "9".repeat(5_000);

/** One route of the documentation. */
interface Operation {
  readonly method: Method;
  readonly path: string;
  readonly needsToken: boolean;
  readonly hasBody: boolean;
  readonly query: readonly string[];
  readonly parameters: readonly string[];
}

beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  user = await venue.join("user", "1000");
  await venue.openMarket("target");
  // The database is opened when it is first asked.
  await venue.ask("GET", "/api/v1/tags");
  const { body } = await venue.ask("GET", "/api/docs/json");
  operations = Object.entries<Record<string, DocumentedOperation>>(body.paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({
        method: method.toUpperCase() as Method,
        path,
        needsToken: described.security !== undefined,
        hasBody: described.requestBody !== undefined,
        query: namesIn(described, "query"),
        parameters: namesIn(described, "path"),
      })),
  );
}, 60_000);
afterAll(() => venue.close());

interface DocumentedOperation {
  readonly security?: unknown;
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}

function namesIn({ parameters = [] }: DocumentedOperation, place: string): string[] {
  return parameters.filter((one) => one.in === place).map((one) => one.name);
}

/** A path whose ids are well formed and, where it can be, name something that exists. */
function pathOf(operation: Operation, replaced?: { name: string; text: string }): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === replaced?.name) return encodeURIComponent(replaced.text);
    if (name === "ref") return operation.path.includes("/events/") ? "target" : "target-market";
    if (name === "account_id") return user.account;
    return `${name.slice(0, 3).replace("wit", "wdr").replace("gro", "grp")}_999999-0`;
  });
}

/** Everything the machine decides on, without its sequence, time and counts of commands. */
function stateNow(): Promise<string> {
  const kept = ([kind]: StateRecord) => kind !== "machine" && kind !== "origin";
  const read = venue.sequencer.read((machine) =>
    JSON.stringify([...(machine.records() as Iterable<StateRecord>)].filter(kept)),
  );
  return read.then(({ value }) => value);
}

interface Attempt {
  readonly what: string;
  readonly method: Method;
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Makes every attempt; each must be refused with a code and a sentence, and none may change anything. */
async function expectRefusals(
  attempts: readonly Attempt[],
  { isSequenced = false, statuses = [400] as readonly number[] } = {},
): Promise<void> {
  const before = await stateNow();
  const { durableSequence } = venue.sequencer;
  const failures: string[] = [];
  for (const { what, method, url, headers = {}, body } of attempts) {
    const response = await venue.gateway.app.inject({
      method,
      url,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    const error = parse(response.body)?.error;
    const isRefusal =
      error !== undefined &&
      statuses.includes(response.statusCode) &&
      ERROR_CODES.includes(error.code) &&
      /^[A-Z].*\.$/s.test(error.message);
    if (isRefusal) continue;
    const answer = `${response.statusCode} ${response.body.slice(0, 300)}`;
    failures.push(`${method} ${url.slice(0, 100)}, ${what}: ${answer}`);
  }
  expect(failures).toEqual([]);
  expect(await stateNow()).toBe(before);
  const commands = venue.sequencer.durableSequence - durableSequence;
  expect(isSequenced ? 0 : commands, "refused without being sequenced").toBe(0);
}

function parse(text: string): { error?: { code: ErrorCode; message: string } } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const asAdmin = (): Record<string, string> => ({ authorization: `Bearer ${venue.admin.token}` });

/** With a signature of somebody else, for nobody, and not a token at all. */
const BAD_TOKENS = [
  "",
  "Bearer",
  "Bearer ",
  "Basic YTpi",
  "Bearer null",
  "Bearer a.b.c",
  `Bearer ${"x".repeat(5_000)}`,
  "Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJwcm9iaXR5Iiwic3ViIjoib3duXzEiLCJleHAiOjk5OTk5OTk5OTl9.",
  "Bearer eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJwcm9iaXR5Iiwic3ViIjoib3duXzEiLCJleHAiOjk5OTk5OTk5OTl9.AAAA",
];

test("the walk covers the whole API", () => {
  expect(operations.length).toBeGreaterThan(50);
  const known = Object.keys(VALID_BODIES).toSorted();
  const documented = operations
    .filter((one) => one.hasBody)
    .map((one) => `${one.method} ${one.path}`);
  expect(documented.toSorted()).toEqual(known);
});

test("tokens: none, foreign, expired, unsigned, malformed", async () => {
  const attempts = operations
    .filter((operation) => operation.needsToken)
    .flatMap((operation) =>
      [undefined, ...BAD_TOKENS].map((authorization) => ({
        what: `authorization ${authorization?.slice(0, 60)}`,
        method: operation.method,
        url: pathOf(operation),
        ...(authorization === undefined ? {} : { headers: { authorization } }),
        ...(operation.hasBody ? { body: "{}" } : {}),
      })),
    );
  await expectRefusals(attempts, { statuses: [401] });
});

test("operators' routes refuse everybody else", async () => {
  const headers = { authorization: `Bearer ${user.token}` };
  const attempts = operations
    .filter((operation) => operation.path.includes("/admin/"))
    .map((operation) => ({
      what: "as a user",
      method: operation.method,
      url: pathOf(operation),
      headers,
      ...(operation.hasBody ? { body: JSON.stringify(bodyOf(operation)) } : {}),
    }));
  await expectRefusals(attempts, { statuses: [403] });
});

test("bodies that are no JSON, of another type, too large, or poisoned", async () => {
  const bodies: [string, string, Record<string, string>, number[]][] = [
    ["no JSON", "{", {}, [400]],
    ["nothing", "", {}, [400]],
    ["null", "null", {}, [400]],
    ["a list", "[]", {}, [400]],
    ["a number", "7", {}, [400]],
    ["text", '"x"', {}, [400]],
    ["an empty object or one without what is needed", '{"x":1}', {}, [400]],
    ["a prototype", '{"__proto__":{"role":"superadmin"}}', {}, [400]],
    ["a constructor", '{"constructor":{"prototype":{"a":1}}}', {}, [400]],
    ["deep nesting", `${"[".repeat(50_000)}${"]".repeat(50_000)}`, {}, [400]],
    ["too large", JSON.stringify({ x: "x".repeat(1_100_000) }), {}, [413]],
    ["plain text", "hello", { "content-type": "text/plain" }, [415]],
    ["a form", "a=1", { "content-type": "application/x-www-form-urlencoded" }, [415]],
    ["XML", "<a/>", { "content-type": "application/xml" }, [415]],
    ["a content type that is none", "{}", { "content-type": "💥" }, [400, 415]],
  ];
  for (const [what, body, headers, statuses] of bodies) {
    const attempts = operations
      .filter((operation) => operation.hasBody)
      .map((operation) => ({
        what,
        method: operation.method,
        url: pathOf(operation),
        headers: { ...asAdmin(), ...headers },
        body,
      }));
    await expectRefusals(attempts, { statuses });
  }
});

test("ids in the path that are none", async () => {
  const texts = [
    "0",
    "-1",
    "ord_1",
    "ord_1-99999",
    "mkt_01-1",
    "__proto__.x",
    "a b",
    "%",
    "💥",
    "../x",
    "x'--",
    "\0",
    LONG.slice(0, 400),
  ];
  const attempts = operations.flatMap((operation) =>
    operation.parameters.flatMap((name) =>
      texts.map((text) => ({
        what: `${name} ${text.slice(0, 20)}`,
        method: operation.method,
        url: pathOf(operation, { name, text }),
        headers: asAdmin(),
        ...(operation.hasBody ? { body: JSON.stringify(bodyOf(operation)) } : {}),
      })),
    ),
  );
  expect(attempts.length).toBeGreaterThan(100);
  await expectRefusals(attempts, { statuses: [400, 404] });
});

test("queries with unknown names, wrong values, or twice the same", async () => {
  const values = ["", "-1", "1.5", "NaN", "1e3", "0x10", "null", LONG, "💥", "[object Object]"];
  const attempts = operations.flatMap((operation) => {
    const [path, headers] = [pathOf(operation), asAdmin()];
    const body = operation.hasBody ? { body: JSON.stringify(bodyOf(operation)) } : {};
    const known = operation.query
      .filter((name) => !WORDS.has(name))
      .flatMap((name) => [
        // An amount may have decimals.
        ...values
          .filter((value) => name !== "min_volume" || value !== "1.5")
          .map((value) => `${name}=${encodeURIComponent(value)}`),
        `${name}=1&${name}=2`,
      ]);
    // Probes of the process take no heed of what they are asked.
    return [...known, "nonsense=1", "__proto__=1", "constructor=1"].map((query) => ({
      what: "query",
      method: operation.method,
      url: `${path}?${query}`,
      headers,
      ...body,
    }));
  });
  await expectRefusals(attempts, { statuses: [400, 404] });
}, 60_000);

test("paths and methods that do not exist, addresses that are none", async () => {
  const paths = [
    "/nothing",
    "/api",
    "/api/v1",
    "/api/v2/orders",
    "/api/v1/orders/x/y/z",
    "/%00",
    "/api/v1/%zz",
    `/${LONG}`,
  ];
  await expectRefusals(
    paths.map((url) => ({ what: "path", method: "GET" as const, url, headers: asAdmin() })),
    { statuses: [400, 404, 414] },
  );
  const put = new Set(operations.filter((one) => one.method === "PUT").map(({ path }) => path));
  const others = operations.filter(({ path }) => !put.has(path));
  const attempts = others.map(({ path }) => ({
    what: "method",
    method: "PUT" as Method,
    url: path.replace(/\{\w+\}/g, "x"),
    body: "{}",
  }));
  await expectRefusals(attempts, { statuses: [404] });
});

test("zero with a sign, which JSON can say and a journal cannot keep", async () => {
  const spoilt = (operation: Operation) =>
    JSON.stringify(bodyOf(operation)).replace(/:(?:1000|5|10|0)(?=[,}])/, ":-0");
  const attempts = operations
    .filter((operation) => operation.hasBody && spoilt(operation).includes(":-0"))
    .map((operation) => ({
      what: "-0",
      method: operation.method,
      url: pathOf(operation),
      headers: asAdmin(),
      body: spoilt(operation),
    }));
  expect(attempts.length).toBeGreaterThan(4);
  await expectRefusals(attempts);
});

test("keys that are none", async () => {
  const keys = ["", " ", "a b", "k".repeat(65), "ü", "\t"];
  const attempts = operations
    .filter((operation) => operation.method === "POST" && KEYED.has(operation.path))
    .flatMap((operation) =>
      keys.map((key) => ({
        what: `key ${JSON.stringify(key)}`,
        method: operation.method,
        url: pathOf(operation),
        headers: { ...asAdmin(), "idempotency-key": key },
        body: JSON.stringify(bodyOf(operation)),
      })),
    );
  expect(attempts.length).toBe(KEYED.size * keys.length);
  await expectRefusals(attempts);
});

const KEYED = new Set(
  ["orders", "deposits", "withdrawals", "transfers", "share-transfers", "sets/split"].map(
    (path) => `/api/v1/${path}`,
  ),
);

describe("each field of each body", () => {
  /** Bad in any field. */
  const NEVER_GOOD: readonly unknown[] = [
    null,
    -1,
    1.5,
    1e308,
    {},
    [null],
    "\0",
    "\ud800",
    "a".repeat(200_000),
  ];
  /** Bad in a name too, such as a slug. */
  const NO_NAME: readonly unknown[] = [...NEVER_GOOD, "", " ", "٣", "💥", LONG];
  /** Bad in numbers, ids and choices. */
  const NO_WORD: readonly unknown[] = [
    ...NO_NAME,
    "-1",
    "NaN",
    "Infinity",
    "1e5",
    "0x1",
    "__proto__",
    "toString",
    "0.123456789",
  ];

  function badFor({ path: route }: Operation, path: FieldPath): readonly unknown[] {
    const field = path.slice(Number.isNaN(Number(path.at(-1))) ? -1 : -2).join(".");
    // Source S3 counts shares by JSON numbers.
    if (route === "/api/v1/orders/{ref}" && field === "quantity") {
      return NO_WORD.filter((value) => value !== 1.5);
    }
    if (FREE_TEXT.has(field)) return NEVER_GOOD;
    const bad = NAMES.has(field) ? NO_NAME : NO_WORD;
    if (NULLABLE.has(field)) return bad.filter((value) => value !== null);
    // An object without fields is good where any object is.
    return field === "preferences" ? bad.filter((value) => JSON.stringify(value) !== "{}") : bad;
  }

  test("takes nothing but what it is for", async () => {
    const attempts = operations
      .filter((operation) => operation.hasBody)
      .flatMap((operation) => {
        const valid = bodyOf(operation);
        return fieldsOf(valid).flatMap((path) =>
          badFor(operation, path).map((bad) => ({
            what: `${path.join(".")} = ${JSON.stringify(bad).slice(0, 40)}`,
            method: operation.method,
            url: pathOf(operation),
            headers: asAdmin(),
            body: JSON.stringify(replaced(valid, path, bad)),
          })),
        );
      });
    expect(attempts.length).toBeGreaterThan(1_000);
    await expectRefusals(attempts);
  }, 60_000);

  test("refuses fields it does not know, at every level", async () => {
    const attempts = operations
      .filter((operation) => operation.hasBody)
      .flatMap((operation) => {
        const valid = bodyOf(operation);
        return fieldsOf(valid)
          .filter((path) => Number.isNaN(Number(path.at(-1))))
          .map((path) => ({
            what: `unknown field beside ${path.join(".")}`,
            method: operation.method,
            url: pathOf(operation),
            headers: asAdmin(),
            body: JSON.stringify(replaced(valid, [...path.slice(0, -1), "nonsense"], 1)),
          }));
      });
    await expectRefusals(attempts);
  });
});

test("well-formed wishes about things that are not there change nothing but the count of commands", async () => {
  const wishes: [Method, string, object?][] = [
    ["POST", "/orders", { ...ORDER, market_id: "mkt_999999-1" }],
    ["POST", "/orders", { ...ORDER, group_id: "grp_999999-0" }],
    ["POST", "/orders", { ...ORDER, price: "0.123" }],
    ["POST", "/orders", { ...ORDER, quantity: "21474836.47" }],
    ["PATCH", "/orders/ord_999999-0", { price: "0.5" }],
    ["DELETE", "/orders/ord_999999-0"],
    ["POST", "/sets/merge", { market_id: ORDER.market_id, quantity: "1" }],
    ["POST", "/withdrawals", { amount: "4000000000" }],
    ["POST", "/claims", { market_id: ORDER.market_id }],
    ["DELETE", "/sessions/ses_999999-0"],
    ["POST", "/deposits", { amount: "1", asset: "XXX" }],
    ["POST", "/deposits", { amount: "1000000.000001" }],
    ["GET", "/orders/ord_999999-0"],
    ["GET", "/accounts/acc_999999-0"],
    ["GET", "/withdrawals/wdr_999999-0"],
    ["GET", "/markets/no-such-market"],
    ["GET", "/markets/mkt_999999-1/book"],
    ["GET", "/events/no-such-event"],
  ];
  const attempts = wishes.map(([method, path, body]) => ({
    what: JSON.stringify(body),
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${user.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }));
  await expectRefusals(attempts, { isSequenced: true, statuses: [400, 404, 409] });
});

/** Fields that take any text, within a length. */
const FREE_TEXT = new Set([
  "title",
  "description",
  "category",
  "tags.0",
  "outcomes.0",
  "outcomes.1",
  "image",
  "external",
  "rules",
  "question",
  "password",
  "label",
  "message",
  "current_password",
  "new_password",
]);
const NAMES = new Set([
  "slug",
  "username",
  "client_order_id",
  "clientOrderId",
  "symbol",
  "asset",
  "collateral",
]);

const NULLABLE = new Set(["close_time", "username", "avatar_url"]);
/** Fields of queries that take any word. */
const WORDS = new Set(["asset", "category", "client_order_id", "q", "tag", "username"]);

function bodyOf({ method, path }: Operation): object {
  return VALID_BODIES[`${method} ${path}`] ?? {};
}

type FieldPath = readonly string[];

/** Every field of a body, with those of objects and lists within it. */
function fieldsOf(value: unknown, path: FieldPath = []): FieldPath[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = [...path, name];
    return [own, ...fieldsOf(inner, own)];
  });
}

/** The body with one field set to another value. */
function replaced(value: unknown, [name, ...rest]: FieldPath, by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((inner, index) =>
      String(index) === name ? replaced(inner, rest, by) : inner,
    );
  }
  return {
    ...(value as object),
    [name]: replaced((value as Record<string, unknown>)[name], rest, by),
  };
}
