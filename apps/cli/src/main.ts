/** `probity`: one command line for operators and traders. */
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
};

await main(process.argv.slice(2));

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    console.log(help());
    return;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    console.error(`There is no command ${name}.\n\n${help()}`);
    process.exitCode = 2;
    return;
  }
  if (args.includes("--help") || args.includes("-h")) {
    console.log(`probity ${name} ${command.usage}\n\n${command.meaning}.`);
    return;
  }
  try {
    await command.run(args);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    console.error(isUsage ? `${message}\nUsage: probity ${name} ${command.usage}` : message);
    process.exitCode = isUsage ? 2 : 1;
  }
}

function help(): string {
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
  ].join("\n");
}
