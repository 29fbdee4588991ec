import { parseArgs } from "node:util";
import { ProbityClient } from "@probity/client";
import { readConfig, startVenue } from "@probity/exchange";
import type { RunningVenue } from "@probity/exchange";
import { CatchUpClock } from "../demo-live/catch-up-clock.ts";
import { Chance } from "../demo-live/chance.ts";
import { DemoFolder } from "../demo-live/demo-folder.ts";
import { createEvents, openMarkets } from "../demo-live/demo-markets.ts";
import {
  DEMO_PASSWORD,
  emailOf,
  MAKERS,
  Participant,
  TAKERS,
  VISITOR,
} from "../demo-live/participants.ts";
import { liveThroughThePast, PAST_MS, PAST_STEPS } from "../demo-live/past.ts";
import { Present } from "../demo-live/present.ts";
import { shownEvents } from "../demo-live/shown-events.ts";
import { Progress } from "../demo/progress.ts";
import { UsageError } from "../usage-error.ts";

const MAKER_DOLLARS = 1_000_000;
const TAKER_DOLLARS = 50_000;
const VISITOR_DOLLARS = 10_000;
const OPERATOR = { email: emailOf("operator"), password: DEMO_PASSWORD };

/**
 * A venue that lives: real questions, a week of trades behind it, and accounts that quote and trade
 * until Ctrl-C. It is kept between runs; `--fresh` begins anew.
 */
export async function demoLive(args: readonly string[]): Promise<void> {
  const { isFresh, seed } = readArguments(args);
  const progress = new Progress();
  const folder = new DemoFolder();
  const isThere = folder.prepare(isFresh);
  const clock = new CatchUpClock(isThere ? 0 : PAST_MS);
  const stopped = stopSignal();
  const venue = await startVenue(configOf(folder.path), () => {}, { clock });
  const everybody: Participant[] = [];
  const chance = new Chance(seed);
  try {
    const cast = await enterAll(venue.url, everybody);
    if (!isThere) {
      await makePast(venue.url, cast, clock, chance, progress);
      folder.filled();
    }
    const markets = await openMarkets(cast.visitor.client);
    const present = new Present(markets, cast.makers, cast.takers, chance);
    await present.quoteAll();
    progress.say(welcome(venue, folder.path));
    const going = present.goOn();
    await Promise.race([stopped, venue.failed, going]);
    present.end();
    await going;
  } finally {
    for (const one of everybody) one.leave();
    await venue.close();
  }
}

/** The makers, the takers, and who looks around. */
async function enterAll(url: string, everybody: Participant[]) {
  const enter = async (name: string, dollars: number): Promise<Participant> => {
    const one = await Participant.enter(url, name, dollars);
    everybody.push(one);
    return one;
  };
  const makers: Participant[] = [];
  const takers: Participant[] = [];
  for (const name of MAKERS) makers.push(await enter(name, MAKER_DOLLARS));
  for (const name of TAKERS) takers.push(await enter(name, TAKER_DOLLARS));
  return { makers, takers, visitor: await enter(VISITOR, VISITOR_DOLLARS) };
}

async function makePast(
  url: string,
  cast: Awaited<ReturnType<typeof enterAll>>,
  clock: CatchUpClock,
  chance: Chance,
  progress: Progress,
): Promise<void> {
  const operator = new ProbityClient({ url });
  await operator.signIn(OPERATOR);
  await createEvents(operator, shownEvents(Date.now()));
  const markets = await openMarkets(operator);
  progress.begin("trading through a week", PAST_STEPS);
  await liveThroughThePast(markets, cast, clock, chance, (step) => progress.at(step, ""));
  clock.pass(clock.behindMs);
  progress.end();
}

function configOf(folder: string) {
  return readConfig({
    ...process.env,
    HOST: process.env["HOST"] ?? "localhost",
    PROBITY_DATA: folder,
    PROBITY_ADMIN_EMAIL: OPERATOR.email,
    PROBITY_ADMIN_PASSWORD: OPERATOR.password,
    PLAY_MONEY: "true",
    RATE_LIMIT_PER_MINUTE: "0",
    SIGN_IN_LIMIT_PER_MINUTE: "0",
    LIVE_CONNECTIONS_PER_MINUTE: "0",
    // Nobody trades but the demo, and it knows what it does.
    POST_ONLY_AFTER_START_MS: "0",
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "warn",
  });
}

function welcome({ url }: RunningVenue, folder: string): string {
  return `
Probity is at ${url}: open it in a browser. Its accounts quote and trade until Ctrl-C.

  trade as     ${emailOf(VISITOR)}
  operate as   ${OPERATOR.email}
  password     ${DEMO_PASSWORD}

All of it is play money. The venue is kept in ${folder}; with --fresh it begins anew.
`;
}

/** The first signal to stop; Ctrl-C may come from the terminal and once more from npm. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
  });
}

function readArguments(args: readonly string[]): {
  readonly isFresh: boolean;
  readonly seed: number;
} {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        fresh: { type: "boolean", default: false },
        seed: { type: "string", default: "1" },
      },
    });
    if (!/^\d{1,9}$/.test(values.seed)) throw new Error(`--seed ${values.seed} is no number`);
    return { isFresh: values.fresh, seed: Number(values.seed) };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
