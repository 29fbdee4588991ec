import { Writable } from "node:stream";
import pino from "pino";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { secretsOf } from "../read-config.ts";

/** Fields that never reach the log, at the top and one step down. */
const FIELDS = [
  "authorization",
  "cookie",
  "password",
  "token",
  "access_token",
  "refresh_token",
  "secret",
  "passphrase",
  "signature",
  "email",
];
const REDACTED = [
  ...FIELDS,
  ...FIELDS.map((field) => `*.${field}`),
  "req.headers.authorization",
  "req.headers.cookie",
];
/** Credentials inside other text: of addresses, and of an Authorization header. */
const IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [/(\/\/[^/\s:@"]*):[^/\s@"]+@/g, "$1:[hidden]@"],
  [/\b(Bearer) [A-Za-z0-9._~+/-]{8,}=*/gi, "$1 [hidden]"],
];

/** Where lines go; standard error, as a rule, because standard output is for people. */
interface Lines {
  write(line: string): void;
}

/**
 * The log of a venue: a line of JSON each, or text in a terminal. Whatever is written, no setting
 * that is a secret and no field of `FIELDS` is in it.
 */
export function openLog(config: Config, lines: Lines = standardError()): Logger {
  const isPretty = config.LOG_FORMAT === "pretty" || (config.LOG_FORMAT === "auto" && isTerminal());
  const hide = hiderOf(config);
  const destination = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      const line = hide(String(chunk));
      lines.write(isPretty ? prettyLine(line) : line);
      done();
    },
  });
  return pino(
    { level: config.LOG_LEVEL, redact: { paths: REDACTED, censor: "[hidden]" } },
    destination,
  );
}

/** What takes the secrets of a configuration, and credentials of any kind, out of text. */
export function hiderOf(config: Config): (text: string) => string {
  const secrets = secretsOf(config);
  return (line) => {
    let text = line;
    for (const secret of secrets) text = text.replaceAll(secret, "[hidden]");
    for (const [pattern, replacement] of IN_TEXT) text = text.replace(pattern, replacement);
    return text;
  };
}

/** `12:00:00.000 WARN  message  key=value …`, and below it the stack of an error. */
function prettyLine(line: string): string {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line);
  } catch {
    return line;
  }
  const { level, time, pid: _pid, hostname: _hostname, msg = "", err, ...rest } = fields;
  const at = new Date(Number(time)).toISOString().slice(11, 23);
  const name = (pino.levels.labels[Number(level)] ?? "").toUpperCase().padEnd(5);
  const facts = Object.entries(rest).map(([key, value]) => {
    return `  ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`;
  });
  const stack = (err as { readonly stack?: string } | undefined)?.stack;
  const below = stack === undefined ? "" : `\n${stack.replace(/^/gm, "    ")}`;
  return `${at} ${name} ${String(msg)}${facts.join("")}${below}\n`;
}

function isTerminal(): boolean {
  return process.stderr.isTTY;
}

function standardError(): Lines {
  return pino.destination(2);
}
