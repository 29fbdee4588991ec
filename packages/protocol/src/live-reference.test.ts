import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import {
  ControlMessage,
  OrderMessage,
  ServerMessage,
  formatChannel,
  parseChannel,
} from "./channels.ts";
import { DepthMessage, DepthRequest, UserMessage, UserRequest } from "./depth-and-user.ts";
import { CLOSE_CODES } from "./live-names.ts";
import { SERVER_EVENTS } from "./socket-io.ts";
import type { ServerEvent } from "./socket-io.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../docs/reference/live.md"), "utf8");

/** What names one kind of message. */
interface Named {
  readonly type?: string;
  readonly op?: string;
  readonly event?: string;
}

/** Every example under a kind of fence, one JSON object a line. */
function examples(kind: string): Named[] {
  const fence = new RegExp("```json " + kind.replace(".", "\\.") + "\n([^`]*)```", "g");
  return [...PAGE.matchAll(fence)].flatMap(([, body = ""]) =>
    body
      .trim()
      .split("\n")
      .map((line): Named => JSON.parse(line)),
  );
}

/** The names of a union's members. */
function membersOf(schema: z.ZodDiscriminatedUnion): string[] {
  const { discriminator, options } = schema.def;
  return options.map((option) => {
    const field = (option as z.ZodObject).shape[discriminator] as z.ZodLiteral<string>;
    return field.value;
  });
}

test.each([
  ["client", ControlMessage],
  ["server", ServerMessage],
  ["depth-client", DepthRequest],
  ["depth", DepthMessage],
  ["user-client", UserRequest],
  ["user", UserMessage],
])("every message of %s has an example on the page, and every example is one", (kind, schema) => {
  const shown = examples(kind);
  for (const example of shown) {
    // Nothing on the page that the venue would not say.
    const read = (schema as z.ZodType).parse(example);
    if (!kind.endsWith("client")) expect(read).toEqual(example);
  }
  const names = new Set(shown.map(({ type, op }) => type ?? op));
  expect([...names].sort()).toEqual([...membersOf(schema as z.ZodDiscriminatedUnion)].sort());
});

test("orders on the page are orders", () => {
  const shown = examples("order");
  expect(shown.length).toBeGreaterThan(1);
  for (const example of shown) OrderMessage.parse(example);
});

test("every event of Socket.IO has an example, and every example is one", () => {
  const shown = examples("socket.io");
  for (const example of shown) {
    const { event, payload } = example as { event: ServerEvent; payload: unknown };
    expect(SERVER_EVENTS[event].parse(payload)).toEqual(payload);
  }
  expect(shown.map(({ event }) => event).sort()).toEqual(Object.keys(SERVER_EVENTS).sort());
});

test("every close code is on the page", () => {
  for (const [name, code] of Object.entries(CLOSE_CODES)) {
    expect(PAGE).toContain(`| ${code} | \`${name}\` |`);
  }
});

test("every channel of the table is one, and has one text", () => {
  const [, table = ""] = /\| Channel \|[^\n]*\n[^\n]*\n([^#]*?)\n\n/.exec(PAGE) ?? [];
  const named = table.split("\n").flatMap((row) => {
    const [, cell = ""] = row.split("|");
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  });
  const real = named
    .filter((name) => !name.startsWith(":"))
    .map((name) =>
      name
        .replace("<market>", "mkt_12-1")
        .replace("<event>", "evt_12-0")
        .replace("<account>", "acc_9-0"),
    );
  expect(real.length).toBeGreaterThan(14);
  for (const name of real) {
    const channel = parseChannel(name);
    expect(channel, name).not.toBeNull();
    if (channel !== null) expect(formatChannel(channel)).toBe(name);
  }
});

test.each([
  "",
  "book",
  "book:mkt_12-1",
  "book:mkt_12-1:maybe",
  "book:mkt_12-1:yes:no",
  "book:evt_12-0:yes",
  "trades",
  "trades:mkt_12-1:yes",
  "trades:evt_012-0",
  "trades:**",
  "orderbook",
  "orderbook:mkt_12-1",
  "orderbook:*:mkt_12-1:yes",
  "orderbook:evt_12-0:mkt_12-1",
  "market:*",
  "market",
  "orders:own_1",
  "balances:acc_9-0:x",
  "shares:*",
  "__proto__",
  "constructor:evt_12-0",
])("there is no channel %j", (name) => {
  expect(parseChannel(name)).toBeNull();
});
