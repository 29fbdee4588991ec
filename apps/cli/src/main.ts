/** `probity`: one command line for operators and traders. */
import { EXIT, EXIT_MEANINGS, exitCodeOf } from "./exit-code.ts";
import { didYouMean } from "./suggestion.ts";
import { harmless } from "./terminal-text.ts";
import { UsageError } from "./usage-error.ts";

interface Command {
  /** Arguments, as the help shows them. */
  readonly usage: string;
  readonly meaning: string;
  run(args: readonly string[]): Promise<void>;
}

/** A command is loaded when it is asked for, so that a broken one does not keep the others from running. */
const COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    usage: "",
    meaning: "Start the venue; settings come from the environment (see config)",
    run: async (args) => (await import("./commands/start.ts")).start(args),
  },
  demo: {
    usage: "",
    meaning: "Start a venue with markets and trades in it, to look around",
    run: async (args) => (await import("./commands/demo.ts")).demo(args),
  },
  "demo-live": {
    usage: "[--fresh] [--seed n]",
    meaning:
      "Start a venue of play money that lives: real questions, quotes and trades, until Ctrl-C",
    run: async (args) => (await import("./commands/demo-live.ts")).demoLive(args),
  },
  seed: {
    usage: "[url]",
    meaning: "Fill a running venue of play money with markets, people, quotes and trades",
    run: async (args) => (await import("./commands/seed.ts")).seed(args),
  },
  verify: {
    usage: "[folder]",
    meaning: "Replay a data folder that no venue has open, and check everything in it",
    run: async (args) => (await import("./commands/verify.ts")).verify(args),
  },
  db: {
    usage:
      "migrate | status | rebuild [--replace] | dead-letters list | dead-letters show|retry <seq>/<place>/<projection>",
    meaning: "Look after the database behind history, which the journal can always make anew",
    run: async (args) => (await import("./commands/db.ts")).db(args),
  },
  quarantine: {
    usage: "list | show <id> | discard <id> [folder]",
    meaning: "Look at commands that broke the machine and were set aside",
    run: async (args) => (await import("./commands/quarantine.ts")).quarantine(args),
  },
  "reset-password": {
    usage: "<owner> [folder]",
    meaning: "Give somebody (own_1 is the first superadmin) a new password, shown once",
    run: async (args) => (await import("./commands/reset-password.ts")).resetPassword(args),
  },
  config: {
    usage: "[list | show | check]",
    meaning: "List the settings there are, show those in force, or check them",
    run: async (args) => (await import("./commands/config.ts")).config(args),
  },
  use: {
    usage: "[url]",
    meaning: "Choose the venue that the commands below speak to",
    run: async (args) => (await import("./commands/use.ts")).use(args),
  },
  login: {
    usage: "[--email <address> | --key <id>] [--url <url>]",
    meaning:
      "Sign in at a venue; password or secret are asked for, piped in, or PROBITY_PASSWORD, _SECRET",
    run: async (args) => (await import("./commands/login.ts")).login(args),
  },
  logout: {
    usage: "[--url <url>]",
    meaning: "Sign out, and forget what was kept of it",
    run: async (args) => (await import("./commands/login.ts")).logout(args),
  },
  "import-markets": {
    usage: "<file>… [--category name] [--limit n] [--open] [--closed] [--dry-run] [--url <url>]",
    meaning:
      "Create Polymarket's markets, with the ids they have there, from Gamma's or the CLOB's JSON or CSV",
    run: async (args) => (await import("./commands/import-markets.ts")).importMarkets(args),
  },
  watch: {
    usage:
      "book|trades|orders [market] [--outcome yes|no] [--depth n] [--count n] [--json] [--cancel-on-disconnect]",
    meaning:
      "Follow a book, trades or your orders live, until Ctrl-C; orders may be made to go when that ends",
    run: async (args) => (await import("./commands/watch.ts")).watch(args),
  },
  completion: {
    usage: "bash|zsh|fish",
    meaning: "Print what makes your shell complete these commands",
    run: async (args) =>
      (await import("./commands/completion.ts")).completion(args, Object.keys(COMMANDS)),
  },
};

await main(process.argv.slice(2));

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    console.log(await help());
    return;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    if (command === undefined) await operation([name, ...args]);
    else if (args.includes("--help") || args.includes("-h")) {
      console.log(`probity ${name} ${command.usage}\n\n${command.meaning}.`);
    } else await command.run(args);
  } catch (error) {
    const exitCode = await exitCodeOf(error);
    const usage = command && `probity ${name} ${command.usage}`.trimEnd();
    console.error(whatWentWrong(error, exitCode, usage));
    process.exitCode = exitCode;
  }
}

/** A command that stands for an operation of the API. */
async function operation(args: readonly string[]): Promise<void> {
  const { runOperation, stems } = await import("./api/run.ts");
  const [name = ""] = args;
  if (!stems().includes(name)) {
    const near = didYouMean(name, [...Object.keys(COMMANDS), ...stems()]);
    throw new UsageError(`There is no command ${harmless(name)}.${near}`, "probity --help");
  }
  console.log(await runOperation(args));
}

function whatWentWrong(error: unknown, exitCode: number, usage: string | undefined): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UsageError) {
    const said = error.usage ?? usage;
    return said === undefined ? error.message : `${error.message}\nUsage: ${said}`;
  }
  const { code, details } = error as { readonly code?: unknown; readonly details?: object };
  const facts = Object.entries(details ?? {}).map(([fact, value]) => `${fact} ${String(value)}`);
  if (code === "NO_ANSWER") {
    const hint = "Is a venue there? `probity use <url>` chooses another.";
    return `${harmless(error.message)}\n${hint}`;
  }
  const isOfVenue = exitCode >= EXIT.refused;
  const lines = [error.message, ...(isOfVenue ? [[String(code), ...facts].join(", ")] : [])];
  return lines.map((line) => harmless(line, { keepLines: true })).join("\n");
}

async function help(): Promise<string> {
  const { stems } = await import("./api/run.ts");
  const rows = Object.entries(COMMANDS).map(([name, { usage, meaning }]) => {
    const left = `  ${name} ${usage}`.trimEnd();
    return left.length < 30
      ? `${left.padEnd(30)}${meaning}`
      : `${left}\n${" ".repeat(30)}${meaning}`;
  });
  return [
    "probity, an open, self-hostable prediction-market exchange",
    "",
    ...rows,
    "  --version                   Version of Probity and of Node.js",
    "",
    "A folder left out is PROBITY_DATA, or ./.probity.",
    "",
    "Everything a venue's API does is a command, too; --help after any of these words says which:",
    ...inLines(stems()),
    "",
    'They speak to the venue of "probity use", PROBITY_URL or --url, as who is signed in there or',
    "PROBITY_TOKEN says; --json answers for machines.",
    "",
    "It exits with",
    ...EXIT_MEANINGS.map(([code, meaning]) => `  ${code}  ${meaning}`),
  ].join("\n");
}

/** The words in lines of at most 100 characters. */
function inLines(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 97) lines.push(`  ${word}`);
    else lines[lines.length - 1] = `${last}, ${word}`;
  }
  return lines.map((line, place) => (place < lines.length - 1 ? `${line},` : line));
}
