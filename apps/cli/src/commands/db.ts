import { databaseOf, readConfig } from "@probity/exchange";
import { FileStorage, FolderLocked } from "@probity/sequencer";
import { openStoreTools } from "@probity/store";
import type { DeadLetter, DeadLetterId, RebuildReport, StoreTools } from "@probity/store";
import { dataFolder } from "../data-folder.ts";
import { UsageError } from "../usage-error.ts";

/** Looks after the database behind history. One within the process is opened only while no venue has the folder. */
export async function db([action, ...args]: readonly string[]): Promise<void> {
  switch (action) {
    case "migrate":
      return withTools(args, 0, migrate);
    case "status":
      return withTools(args, 0, status);
    case "rebuild":
      return rebuild(args);
    case "dead-letters":
      return deadLetters(args);
    default:
      throw new UsageError("db takes migrate, status, rebuild or dead-letters");
  }
}

async function withTools(
  args: readonly string[],
  taken: number,
  work: (tools: StoreTools, folder: string) => Promise<void>,
): Promise<void> {
  if (args.length > taken + 1) throw new UsageError("db takes one folder");
  const folder = dataFolder(args[taken]);
  const database = databaseOf(readConfig(process.env), folder);
  // A server lets several in; a database within the process has nothing that keeps a second one out.
  const lock = database.kind === "pglite" ? await lockOf(folder) : null;
  try {
    const tools = await openStoreTools({ database, dataFolder: folder });
    try {
      await work(tools, folder);
    } finally {
      await tools.close();
    }
  } finally {
    await lock?.release();
  }
}

async function lockOf(folder: string): ReturnType<FileStorage["lock"]> {
  try {
    return await new FileStorage(folder).lock();
  } catch (error) {
    if (!(error instanceof FolderLocked)) throw error;
    throw new Error(
      `${error.message}. Stop it first; how far a running venue's history is, "probity metrics get" says.`,
      { cause: error },
    );
  }
}

async function migrate(tools: StoreTools): Promise<void> {
  const applied = await tools.migrate();
  console.log(applied.length === 0 ? "Nothing to do." : `Applied ${applied.join(", ")}.`);
}

async function status(tools: StoreTools): Promise<void> {
  const { location, migrations, sequence, time, deadLetters: letters } = await tools.status();
  const at =
    sequence === null || sequence === 0
      ? "nothing yet"
      : `sequence ${sequence}, ${new Date(time).toISOString()}`;
  console.log(`database      ${location}
migrations    ${migrations.applied.length} applied${missing(migrations.missing)}
tells up to   ${at}
dead letters  ${letters}`);
}

function missing(names: readonly string[]): string {
  return names.length === 0 ? "" : `, missing ${names.join(", ")}: type npx probity db migrate`;
}

async function rebuild(args: readonly string[]): Promise<void> {
  const replace = args.includes("--replace");
  const rest = args.filter((argument) => argument !== "--replace");
  await withTools(rest, 0, async (tools) => {
    const isTerminal = process.stderr.isTTY;
    const report = await tools.rebuild({
      replace,
      onProgress: (sequence) => {
        if (isTerminal) process.stderr.write(`\rsequence ${sequence} `);
      },
    });
    if (isTerminal) process.stderr.write("\r\x1b[K");
    console.log(told(report));
    if (!report.isEqual && !replace) process.exitCode = 1;
  });
}

function told({
  comparedAt,
  tables,
  isEqual,
  deadLetters: letters,
  replacedAt,
}: RebuildReport): string {
  const lines = tables.map(({ name, standing, rebuilt, isEqual: same }) => {
    const rows = same
      ? `${standing?.rows ?? 0} rows`
      : `${standing?.rows ?? "no table"} rows stand, ${rebuilt?.rows ?? "no table"} follow from the journal`;
    return `  ${same ? "same   " : "DIFFERS"}  ${name.padEnd(18)} ${rows}`;
  });
  const verdict =
    comparedAt === 0
      ? "Nothing stood to compare with."
      : `At sequence ${comparedAt} ${isEqual ? "everything is as the journal says." : "the tables are not what the journal says."}`;
  const replaced =
    replacedAt === null ? [] : [`The new tables are in place, up to sequence ${replacedAt}.`];
  const dead =
    letters === 0 ? [] : [`${letters} events could not be folded; see db dead-letters list.`];
  return [...lines, verdict, ...replaced, ...dead].join("\n");
}

async function deadLetters([action, ...args]: readonly string[]): Promise<void> {
  if (action === "list") {
    return withTools(args, 0, async (tools) => {
      const letters = await tools.deadLetters();
      console.log(letters.length === 0 ? "None." : letters.map(lineOf).join("\n"));
    });
  }
  if (action !== "show" && action !== "retry") {
    throw new UsageError("db dead-letters takes list, show or retry");
  }
  const id = letterId(args[0]);
  return withTools(args, 1, async (tools) => {
    const letter = action === "show" ? await tools.deadLetter(id) : await tools.retry(id);
    if (letter === null) throw new Error(`There is no dead letter ${args[0]}`);
    console.log(action === "show" ? JSON.stringify(letter, null, 2) : lineOf(letter));
    if (action === "retry" && letter.status !== "mended") process.exitCode = 1;
  });
}

function letterId(text: string | undefined): DeadLetterId {
  const [, sequence, place, projection] =
    /^(\d{1,15})\/(\d{1,9})\/([a-z-]+)$/.exec(text ?? "") ?? [];
  if (projection === undefined) throw new UsageError("a dead letter is named as the list names it");
  return { sequence: Number(sequence), place: Number(place), projection };
}

function lineOf(letter: DeadLetter): string {
  const { sequence, place, projection, event, error, status: state, attempts } = letter;
  return `${sequence}/${place}/${projection}  ${event.type}  ${state} after ${attempts}: ${error}`;
}
