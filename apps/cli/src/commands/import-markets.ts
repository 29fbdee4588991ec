import { parseArgs } from "node:util";
import { Progress } from "../demo/progress.ts";
import { carryOut } from "../import/carry-out.ts";
import { planImport } from "../import/plan.ts";
import type { Plan } from "../import/plan.ts";
import { readCatalogue } from "../import/read-catalogue.ts";
import type { BadRecord } from "../import/upstream.ts";
import { VenueNames } from "../import/venue-names.ts";
import { openClient } from "../profile/open-client.ts";
import { harmless } from "../terminal-text.ts";
import { UsageError } from "../usage-error.ts";

/** Problems told one by one; of the rest the number. */
const PROBLEMS_MOST = 20;

interface Wish {
  readonly files: readonly string[];
  readonly limit: number;
  readonly categories: readonly string[];
  readonly isOpened: boolean;
  readonly withClosed: boolean;
  readonly isDryRun: boolean;
  readonly url: string | null;
}

/**
 * Creates Polymarket's events and markets at a venue, with the slugs, condition ids and token ids they
 * have there. Twice does no harm: what is there stays.
 */
export async function importMarkets(args: readonly string[]): Promise<void> {
  const wish = readWish(args);
  const progress = new Progress(process.stderr);
  const { events, bad } = readCatalogue(wish.files);
  const { client, url } = await openClient(wish.url);
  const names = await VenueNames.of(client);
  const plan = planImport(events, names, wish);
  const planned = sum(plan.events.map(({ markets }) => markets.length));
  if (wish.isDryRun) {
    for (const { body, markets } of plan.events) {
      console.log(`${body.slug}  ${harmless(body.title)}  (${counted(markets.length, "market")})`);
    }
    tell(plan, [...bad, ...plan.refused]);
    console.log(
      `${counted(planned, "market")} in ${counted(plan.events.length, "event")} would be created at ${url}.`,
    );
    return;
  }
  progress.begin("import", Math.max(1, plan.events.length));
  const done = await carryOut(client, plan, wish.isOpened, (count, title) =>
    progress.at(count, harmless(title)),
  );
  progress.end();
  const problems = [...bad, ...plan.refused, ...done.refused];
  tell(plan, problems);
  const created = `${counted(done.markets, "market")} in ${counted(done.events, "event")} created`;
  console.log(`${created}${wish.isOpened ? `, ${done.opened} opened` : ""} at ${url}.`);
  if (problems.length > 0) throw new Error(`${counted(problems.length, "market")} not imported`);
}

function tell({ there, closed, leftOut, renamed }: Plan, problems: readonly BadRecord[]): void {
  for (const { place, problem } of problems.slice(0, PROBLEMS_MOST)) {
    console.error(`${harmless(place)}: ${harmless(problem)}`);
  }
  const more = problems.length - PROBLEMS_MOST;
  if (more > 0) console.error(`… and ${more} more`);
  const notes = [
    there > 0 && `${there} there already`,
    closed > 0 && `${closed} closed ones left out (--closed takes them)`,
    renamed > 0 && `${renamed} under other slugs, for theirs are markets' of the venue`,
    leftOut > 0 && `${leftOut} beyond --limit or --category`,
  ].filter((note) => note !== false);
  if (notes.length > 0) console.log(`${notes.join(", ")}.`);
}

function readWish(args: readonly string[]): Wish {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        limit: { type: "string" },
        category: { type: "string", multiple: true, default: [] },
        open: { type: "boolean", default: false },
        closed: { type: "boolean", default: false },
        "dry-run": { type: "boolean", default: false },
        url: { type: "string" },
      },
    });
    if (positionals.length === 0) throw new Error("say which files");
    const { limit } = values;
    if (limit !== undefined && !/^[1-9]\d{0,8}$/.test(limit)) {
      throw new Error(`--limit ${limit} is no number of markets`);
    }
    return {
      files: positionals,
      limit: limit === undefined ? Number.POSITIVE_INFINITY : Number(limit),
      categories: values.category.map((category) => category.toLowerCase()),
      isOpened: values.open,
      withClosed: values.closed,
      isDryRun: values["dry-run"],
      url: values.url ?? null,
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
