/** The reference of the API and of the command line, written from the venue's own document. */
import type { ErrorCode } from "@probity/protocol";
import { EXIT_MEANINGS } from "../src/exit-code.ts";
import { Catalogue, positionalsOf, wordsOf } from "../src/api/catalogue.ts";
import type { Operation, Schema } from "../src/api/catalogue.ts";
import { flagsOf } from "../src/api/flags.ts";
import type { Flag } from "../src/api/flags.ts";
import { usageOf, whoMay } from "../src/api/help.ts";
import { catalogueOf, routesOf } from "./api-files.ts";
import type { ApiDocument, Route } from "./api-files.ts";

/** Beyond so many values (the codes of errors) a field's are not said again wherever it stands. */
const MANY = 30;

const MADE = "_Made from the venue's own document: `npm run generate` writes it anew._";

/** Every operation: who may, what it takes, what it answers, what it refuses for. */
export function restPage(document: ApiDocument): string {
  const catalogue = new Catalogue(catalogueOf(document));
  const routes = routesOf(document);
  const tags = [...new Set(catalogue.operations.map(({ tag }) => tag))].sort();
  const used = new Set<string>();
  const sections = tags.flatMap((tag) => [
    `## ${tag}`,
    "",
    ...routes
      .filter(({ described }) => described.tags?.[0] === tag)
      .flatMap((route) => operationPart(catalogue, route, used)),
  ]);
  return [
    "# The REST API",
    "",
    MADE,
    "",
    "Prices are dollars a share, quantities are shares, amounts are dollars: decimal text, never numbers. Times are ISO 8601 in UTC. Every answer",
    "carries `seq`, the sequence of the machine it saw; `min_seq` reads no older state. `/api/…` means `/api/v1/…`.",
    "",
    "**Who asks** is said by `authorization: Bearer <token>` ([auth.login](#authlogin)), or by a key: `PROBITY-KEY`, `PROBITY-TIMESTAMP` (ms since",
    "1970) and `PROBITY-SIGNATURE`, the HMAC-SHA-256 in base64url over timestamp, method, path with query, and body, one behind the other, under the",
    "bytes that the secret is the base64url of. The [trader's guide](../guides/trader.md) has it in bash and in TypeScript.",
    "",
    "**Repeating** a request under the same `Idempotency-Key`, or an order under the same `client_order_id`, does nothing again and gives the same",
    'answer with `"repeated": true`.',
    "",
    '**A refusal** is `{"error": {"code", "message", "details"}}`; causes and how to mend them are in [errors.md](errors.md). Any operation may answer',
    `${codes(["INVALID_FIELD", "BAD_REQUEST", "RATE_LIMITED", "BUSY", "NOT_RUNNING", "INTERNAL"])}; one with a body`,
    `${codes(["INVALID_JSON", "UNSUPPORTED_MEDIA_TYPE", "BODY_TOO_LARGE"])}; one that reads state \`NOT_YET\`; one that changes it`,
    `${codes(["OUTCOME_UNKNOWN", "DISK_FULL", "CLOCK_JUMP", "QUARANTINED"])}; one that is not for everybody`,
    `${codes(["NOT_SIGNED_IN", "TOKEN_INVALID", "SIGNATURE_INVALID", "SIGNATURE_EXPIRED"])}. What follows from the fields of one stands with it; what the`,
    "machine refuses, and in which order, is in the [rules](../../packages/core/RULES.md). Fields with * are needed, answers with ? may lack the field.",
    "",
    ...sections,
    "## What answers are made of",
    "",
    ...schemaParts(document, used),
  ].join("\n");
}

/** How each operation is said on the command line. */
export function cliPage(document: ApiDocument): string {
  const catalogue = new Catalogue(catalogueOf(document));
  const tags = [...new Set(catalogue.operations.map(({ tag }) => tag))].sort();
  const sections = tags.flatMap((tag) => [
    `## ${tag}`,
    "",
    "| Command | What it does |",
    "| --- | --- |",
    ...catalogue.operations
      .filter((operation) => operation.tag === tag)
      .map((operation) => {
        const usage = usageOf(operation, flagsOf(operation, catalogue));
        return `| \`${cell(usage)}\` | ${cell(operation.summary)} |`;
      }),
    "",
  ]);
  return [
    "# The command line",
    "",
    MADE,
    "",
    "Every operation of the [REST API](rest.md) is a command. What stands in `<…>` is given in this order; fields of the query and the body are flags,",
    "nested ones with points (`--fees.taker-bps 20`), lists by saying the flag again, `--no-…` or `=false` for no, `--body <file|-|json>` for the whole.",
    "`--help` after any command has all its flags with their meaning. The commands of a venue's own host are in",
    "[apps/cli](../../apps/cli/README.md).",
    "",
    "`--json` prints the answer as one line of JSON. `--url`, then `PROBITY_URL`, then `probity use <url>` say which venue; `PROBITY_TOKEN`, then",
    "`PROBITY_KEY` with `PROBITY_SECRET`, then `probity login` say who asks. What cannot be undone wants a typed yes, or `--yes`.",
    "",
    "| Exit code | Meaning |",
    "| --- | --- |",
    ...EXIT_MEANINGS.map(([code, meaning]) => `| ${code} | ${meaning} |`),
    "",
    ...sections,
  ].join("\n");
}

function operationPart(
  catalogue: Catalogue,
  { path, described }: Route,
  used: Set<string>,
): string[] {
  const operation = catalogue.operations.find(({ id }) => id === described.operationId);
  if (operation === undefined) throw new Error(`no operation for ${path}`);
  const flags = flagsOf(operation, catalogue);
  const inPath = positionalsOf(operation).map((name) => {
    const schema = operation.parameters.find((one) => one.name === name)?.schema ?? {};
    return `| \`${name}\` | path | ${cell(meaning(schema))} |`;
  });
  const others = flags.map((flag) => {
    const name = flag.place === "body" ? flag.path.join(".") : (flag.path[0] ?? "");
    return `| \`${name}\`${flag.isRequired ? " *" : ""} | ${flag.place} | ${cell(flagMeaning(flag))} |`;
  });
  const fields = [...inPath, ...others];
  const about = aboutCodes(operation, flags);
  return [
    `### ${operation.id}`,
    "",
    `\`${operation.method} ${path}\`, for ${whoMay(operation.need)}. ${cell(operation.summary)}.`,
    "",
    ...(fields.length === 0
      ? []
      : ["| Field | In | Meaning |", "| --- | --- | --- |", ...fields, ""]),
    `Answers ${answerText(described, used)}.${about.length === 0 ? "" : ` May refuse with ${codes(about)}.`}`,
    `\`probity ${wordsOf(operation)}\``,
    "",
  ];
}

/** What a granted request answers, field by field. */
function answerText({ responses }: Route["described"], used: Set<string>): string {
  const [, granted] = Object.entries(responses).find(([status]) => status.startsWith("2")) ?? [];
  const content = Object.entries(granted?.content ?? {});
  const [type, described] = content[0] ?? [];
  if (described === undefined) return "nothing";
  if (type !== "application/json") return `\`${type}\``;
  const { schema } = described;
  if (schema.properties === undefined) return typeText(schema, used);
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties).map(
    ([name, inner]) => `\`${name}\`${required.has(name) ? "" : "?"} ${typeText(inner, used)}`,
  );
  return fields.join(", ");
}

/** The schemas that answers refer to, and those these refer to. */
function schemaParts({ components }: ApiDocument, used: Set<string>): string[] {
  const parts = new Map<string, string[]>();
  for (const name of used) {
    const schema = components.schemas[name];
    if (schema === undefined) continue;
    const variants = (schema.oneOf ?? schema.anyOf ?? [schema]).filter((one) => one.properties);
    const rows = variants.flatMap((variant) =>
      Object.entries(variant.properties ?? {}).map(([field, inner]) => {
        const mark = variant.required?.includes(field) === true ? "" : "?";
        const said = cell(
          [typeText(inner, used), meaning({ ...inner, examples: [] })].filter(Boolean).join(". "),
        );
        return `| \`${field}\`${mark} | ${said} |`;
      }),
    );
    parts.set(name, [`### ${name}`, "", "| Field | |", "| --- | --- |", ...new Set(rows), ""]);
  }
  return [...parts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, lines]) => lines);
}

function typeText(schema: Schema, used: Set<string>): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
    used.add(name);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined && schema.enum.length > MANY) return "text";
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${String(one)}\``).join(", ");
  const some = schema.oneOf ?? schema.anyOf;
  if (some !== undefined) return some.map((one) => typeText(one, used)).join(" or ");
  if (schema.type === "array") return `list of ${typeText(schema.items ?? {}, used)}`;
  if (schema.properties !== undefined) {
    const inner = Object.entries(schema.properties).map(
      ([name, one]) => `\`${name}\` ${typeText(one, used)}`,
    );
    return `{${inner.join(", ")}}`;
  }
  return (
    { string: "text", integer: "whole number", boolean: "yes or no" }[schema.type ?? ""] ??
    schema.type ??
    "anything"
  );
}

function flagMeaning(flag: Flag): string {
  const { schema, choices, isList, isNullable } = flag;
  const usual =
    schema.default === undefined ? "" : `Usually \`${JSON.stringify(schema.default)}\`.`;
  const kind = {
    text: "",
    whole: "Whole number.",
    number: "Number.",
    "yes-no": "Yes or no.",
    json: "JSON.",
  };
  return [
    isList ? "A list." : "",
    choices === null ? kind[flag.kind] : `${choices.map((one) => `\`${one}\``).join(", ")}.`,
    meaning(schema),
    isNullable ? "May be null." : "",
    usual,
  ]
    .filter(Boolean)
    .join(" ");
}

function meaning({ description, examples, minimum, maximum, enum: choices }: Schema): string {
  const bounded =
    minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  return [
    description === undefined ? "" : description.replace(/[^.!?]$/, "$&."),
    bounded ? `${minimum} to ${maximum}.` : "",
    examples?.[0] === undefined || choices !== undefined ? "" : `Like \`${plain(examples[0])}\`.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Refusals that follow from what an operation is about. */
function aboutCodes(operation: Operation, flags: readonly Flag[]): ErrorCode[] {
  const { path, need } = operation;
  const names = new Set([
    ...positionalsOf(operation),
    ...flags.map((flag) => flag.path.at(-1) ?? ""),
  ]);
  const about: Record<string, ErrorCode> = {
    "idempotency-key": "IDEMPOTENCY_KEY_REUSED",
    client_order_id: "IDEMPOTENCY_KEY_REUSED",
    account_id: "ACCOUNT_NOT_FOUND",
    asset: "ASSET_NOT_FOUND",
    event_id: "EVENT_NOT_FOUND",
    market_id: "MARKET_NOT_FOUND",
    order_id: "ORDER_NOT_FOUND",
    group_id: "GROUP_NOT_FOUND",
    session_id: "SESSION_NOT_FOUND",
    withdrawal_id: "WITHDRAWAL_NOT_FOUND",
    quarantine_id: "QUARANTINED_NOT_FOUND",
    key_id: "KEY_NOT_FOUND",
    slug: "SLUG_TAKEN",
  };
  const found = Object.entries(about).flatMap(([name, code]) => (names.has(name) ? [code] : []));
  if (need === "admin" || need === "superadmin") found.unshift("NOT_AUTHORISED");
  else if (need === "person") found.unshift("KEY_NOT_ENOUGH");
  else if (need !== "nothing") found.unshift("SCOPE_MISSING");
  if (path.includes("/events/{ref}")) found.push("EVENT_NOT_FOUND");
  if (path.includes("/markets/{ref}")) found.push("MARKET_NOT_FOUND");
  return [...new Set(found)];
}

function codes(list: readonly ErrorCode[]): string {
  return list.map((code) => `\`${code}\``).join(", ");
}

function cell(text: string): string {
  return text
    .replaceAll("\n", " ")
    .replaceAll("|", "\\|")
    .replace(/\.$/, (end) => end);
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
