import { readFileSync } from "node:fs";
import { TomlError, parse } from "smol-toml";
import { VARIABLES } from "./config.ts";
import type { Config, Variable } from "./config.ts";
import type { VariableRow } from "./config-rows.ts";

/** Names the configuration file; it stands in the environment alone. */
const FILE_VARIABLE = "PROBITY_CONFIG";
const ROWS: readonly (readonly [Variable, VariableRow])[] = Object.entries(VARIABLES) as never;
/** What people type for the time being, and what everybody tries first. */
const PLACEHOLDERS = /^(?:change-?me|secret|password|admin|default|example|test)[-!.0-9]*$/i;

type Environment = Readonly<Record<string, string | undefined>>;

/** A setting is not usable; the message says which, and what to type. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Where a value comes from. */
export type Origin = "environment" | "file" | "usual";

/** A setting as it is in force. */
export interface Setting {
  readonly name: Variable;
  readonly origin: Origin;
  /** As one would type it; secrets are not shown, "" is nothing. */
  readonly shown: string;
}

/**
 * Reads the configuration: the environment first, then the file that `PROBITY_CONFIG` names, then
 * what is usual. Empty variables count as left out.
 *
 * @throws ConfigError naming the first setting that is not usable.
 */
export function readConfig(environment: Environment): Config {
  return readAll(environment).config;
}

/** The same with where each value comes from, secrets hidden: what `config show` prints. */
export function readSettings(environment: Environment): readonly Setting[] {
  return readAll(environment).settings;
}

/** The values nobody may see, in a log say. */
export function secretsOf(config: Config): readonly string[] {
  return ROWS.flatMap(([name, { isSecret }]) => {
    const value = config[name];
    return isSecret === true && typeof value === "string" && value.length >= 8 ? [value] : [];
  });
}

function readAll(environment: Environment): { config: Config; settings: readonly Setting[] } {
  const inFile = readFile(environment[FILE_VARIABLE]?.trim());
  const config: Partial<Record<Variable, unknown>> = {};
  const settings: Setting[] = [];
  for (const [name, row] of ROWS) {
    const given = environment[name]?.trim();
    const fromEnvironment = given === "" ? undefined : given;
    const text = fromEnvironment ?? inFile.get(name);
    const parsed = row.schema.safeParse(text);
    if (!parsed.success) throw unusable(name, parsed.error.issues[0]?.message);
    config[name] = parsed.data;
    const origin =
      text === undefined ? "usual" : fromEnvironment === undefined ? "file" : "environment";
    settings.push({ name, origin, shown: shown(row, parsed.data) });
  }
  if (config["NODE_ENV"] === "production") refuseInProduction(config);
  return { config: config as Config, settings };
}

/** What everybody can read is no secret, and what helps at home does not belong on the street. */
function refuseInProduction(config: Readonly<Partial<Record<Variable, unknown>>>): void {
  for (const [name, { example, isSecret, inProduction }] of ROWS) {
    const value = config[name];
    if (isSecret === true && value === example) {
      throw unusable(name, "it is the example of the documentation");
    }
    if (isSecret === true && typeof value === "string" && PLACEHOLDERS.test(value)) {
      throw unusable(name, "it is what everybody tries first");
    }
    const problem = inProduction?.(value) ?? null;
    if (problem !== null) throw unusable(name, problem);
  }
}

function unusable(name: Variable, problem = "it is not usable"): ConfigError {
  const { example } = VARIABLES[name];
  return new ConfigError(`${name} is not usable: ${problem}. Type for example ${name}=${example}`);
}

function shown({ isSecret }: VariableRow, value: unknown): string {
  if (value === undefined) return "";
  return isSecret === true ? "(set, not shown)" : typed(value);
}

/** A value as one types it. */
function typed(value: unknown): string {
  return value === undefined || typeof value === "string" ? (value ?? "") : JSON.stringify(value);
}

// ---- the file ----

/** The settings of a TOML file: a table for each section, and in it names in small letters. */
function readFile(path: string | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (path === undefined || path === "") return found;
  for (const [section, table] of Object.entries(parseFile(path))) {
    if (typeof table !== "object" || table === null || Array.isArray(table)) {
      throw new ConfigError(`${path}: ${section} stands in no table. Put it below [server], say`);
    }
    for (const [key, value] of Object.entries(table)) {
      const name = variableOf(path, section, key);
      found.set(name, textOf(path, `${section}.${key}`, value));
    }
  }
  return found;
}

function parseFile(path: string): Record<string, unknown> {
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason =
      error instanceof TomlError
        ? `line ${error.line}: ${error.message}`
        : (error as Error).message;
    throw new ConfigError(`${FILE_VARIABLE} is not usable: ${path}: ${reason}`);
  }
}

function variableOf(path: string, section: string, key: string): Variable {
  const named = ROWS.find(([name]) => name.toLowerCase() === key);
  if (named === undefined) throw new ConfigError(`${path}: there is no setting ${section}.${key}`);
  const [name, row] = named;
  if (sectionOf(row) === section) return name;
  throw new ConfigError(`${path}: ${key} belongs below [${sectionOf(row)}], not [${section}]`);
}

function textOf(path: string, name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => textOf(path, name, one)).join(",");
  if (["string", "number", "boolean"].includes(typeof value)) return String(value);
  throw new ConfigError(`${path}: ${name} is a text, a number, true, false or a list of these`);
}

function sectionOf({ section = "venue" }: VariableRow): string {
  return section;
}

// ---- pages made of the table ----

/** One line of Markdown for each variable: name, section, what is usual, meaning. */
export function configReference(): string {
  const lines = ROWS.map(([name, row]) => {
    const usual = row.schema.safeParse(undefined);
    const text = usual.success && usual.data !== undefined ? `\`${typed(usual.data)}\`` : "";
    return `| \`${name}\` | \`${sectionOf(row)}\` | ${text} | ${row.meaning} |`;
  });
  return ["| Variable | Section | Usual | Meaning |", "| --- | --- | --- | --- |", ...lines].join(
    "\n",
  );
}

/** A file for the environment in which every setting stands, all left out. */
export function environmentExample(): string {
  const sections = Map.groupBy(ROWS, ([, row]) => sectionOf(row));
  const blocks = [...sections].map(([section, rows]) => {
    const lines = rows.map(([name, { schema, meaning, isSecret }]) => {
      const usual = schema.safeParse(undefined);
      const value = isSecret !== true && usual.success ? typed(usual.data) : "";
      return `# ${meaning}\n# ${name}=${value}`;
    });
    return `# ---- ${section} ----\n\n${lines.join("\n\n")}`;
  });
  return `# Settings of Probity: copy to .env, take away the # of a line to change it.\n# Each is explained in docs/reference/configuration.md.\n\n${blocks.join("\n\n")}\n`;
}
