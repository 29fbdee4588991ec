import { randomBytes } from "node:crypto";
import { ApiError } from "@probity/client";
import { isOperation, openClient } from "../profile/open-client.ts";
import { ask, isAttended } from "../profile/ask.ts";
import { didYouMean } from "../suggestion.ts";
import { UsageError } from "../usage-error.ts";
import { readArguments } from "./arguments.ts";
import { Catalogue, isIrreversible, wordsOf } from "./catalogue.ts";
import type { Operation } from "./catalogue.ts";
import { flagsOf } from "./flags.ts";
import { groupHelp, operationHelp, usageOf } from "./help.ts";
import { requestOf } from "./request.ts";
import type { ApiRequest } from "./request.ts";
import { asJson, shown } from "./show.ts";

/**
 * Runs the operation that the words name: checks, asks the venue, and prints its answer.
 *
 * @returns the text for standard output.
 * @throws UsageError before anything is sent, ApiError for what the venue refuses.
 */
export async function runOperation(
  args: readonly string[],
  catalogue = Catalogue.read(),
): Promise<string> {
  const found = catalogue.find(args);
  if (found === null) return groupOf(args, catalogue);
  const { operation, rest } = found;
  const flags = flagsOf(operation, catalogue);
  try {
    const wish = readArguments(rest, flags);
    if (wish.isHelp) return operationHelp(catalogue, operation);
    const request = await requestOf(operation, catalogue, flags, wish);
    if (isIrreversible(operation, request.body) && !wish.isYes) await confirm(operation, rest);
    const answer = await send(operation, request, wish.url);
    return wish.isJson ? asJson(answer) : shown(answer, process.stdout.columns);
  } catch (error) {
    if (!(error instanceof UsageError) || error.usage !== null) throw error;
    throw new UsageError(error.message, usageOf(operation, flags));
  }
}

/** The first words of all operations. */
export function stems(catalogue = Catalogue.read()): readonly string[] {
  return [...new Set(catalogue.operations.map(({ id }) => id.split(".")[0] ?? id))];
}

/** The help of words that several operations begin with. @throws UsageError when none does. */
function groupOf(args: readonly string[], catalogue: Catalogue): string {
  const words = args.filter((arg) => !arg.startsWith("-"));
  const isHelp = words.length < args.length;
  for (let length = words.length; length > 0; length--) {
    const under = catalogue.under(words.slice(0, length));
    if (under.length === 0) continue;
    if (length === words.length && (isHelp || words.length > 0)) return groupHelp(under);
    const word = words[length] ?? "";
    const known = [...new Set(under.flatMap(({ id }) => id.split(".")[length] ?? []))];
    const near = didYouMean(word, known);
    const start = words.slice(0, length).join(" ");
    throw new UsageError(
      `There is no command ${start} ${word}.${near}\n\n${groupHelp(under)}`,
      `probity ${start} ${known.length > 8 ? "<what>" : known.join("|")}`,
    );
  }
  throw new UsageError(`There is no command ${words[0] ?? ""}.`);
}

async function confirm(operation: Operation, rest: readonly string[]): Promise<void> {
  const what = [wordsOf(operation), ...rest.filter((arg) => !arg.startsWith("-"))].join(" ");
  if (!isAttended()) throw new UsageError(`"${what}" cannot be undone. Say --yes to do it.`);
  const answer = await ask(`"${what}" cannot be undone. Do it? Type yes: `);
  if (answer !== "yes") throw new UsageError("Nothing was done.");
}

async function send(
  operation: Operation,
  request: ApiRequest,
  url: string | null,
): Promise<unknown> {
  const { id } = operation;
  if (!isOperation(id)) throw new Error(`the client does not know ${id}`);
  const { client } = await openClient(url);
  const { path, query, body } = request;
  const { [KEY]: given, ...headers } = request.headers;
  const said = given ?? ownKey(body);
  const made = `cli-${randomBytes(10).toString("hex")}`;
  const key = operation.parameters.some(({ name }) => name === KEY) ? (said ?? made) : undefined;
  try {
    return await client.callAny(id, { path, query, headers, key, ...(body !== null && { body }) });
  } catch (error) {
    if (error instanceof ApiError && error.isOutcomeUnknown && key === made) {
      // Whoever just says it again is given another key, and pays twice if this was carried out.
      console.error(`It may have been done. The same with --${KEY} ${key} is done once at most.`);
    }
    throw error;
  }
}

const KEY = "idempotency-key";

/** An order's own key goes before one made up: the venue takes both only if they agree. */
function ownKey(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { client_order_id: own, ...others } = body as Record<string, unknown>;
  if (typeof own === "string") return own;
  return Object.values(others)
    .map((inner) => ownKey(inner))
    .find((inner) => inner !== undefined);
}
