import { resolve } from "node:path";
import { FolderLocked, ReplayHalted, StorageDamaged } from "@probity/sequencer";
import type { Config } from "./config.ts";
import { ConfigError, readConfig } from "./read-config.ts";
import { polymarketAddresses } from "./polymarket.ts";
import { startVenue } from "./venue.ts";
import type { RunningVenue } from "./venue.ts";

/** How long a stop may take before the process ends anyway; what was acknowledged is safe by then. */
const STOP_MS = 9_000;

/**
 * Runs a venue until a signal ends the process: 0 after a clean stop, 1 when it
 * could not start or go on. Says on standard output where it is and what to do
 * next; the log goes to standard error.
 */
export async function runVenue(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  try {
    const config = readConfig(environment);
    // Heard from the beginning: a stop during a long recovery is a stop, too.
    const stopped = stopSignal();
    const venue = await startVenue(config, ({ email, password }) => {
      console.log(`\nThe first superadmin is ${email}, password ${password}`);
      console.log("It is shown only now: write it down.");
    });
    console.log(welcome(venue.url, config));
    for (const line of polymarketAddresses(venue.url, config)) console.log(line);
    await runUntil(stopped, venue);
  } catch (error) {
    console.error(`Probity cannot run: ${explain(error)}`);
    process.exit(1);
  }
}

async function runUntil(stopped: Promise<string>, venue: RunningVenue): Promise<void> {
  const reason = await Promise.race([stopped, venue.failed]);
  console.log(typeof reason === "string" ? `\n${reason}: stopping` : `Stopping: ${reason.message}`);
  await venue.close();
  process.exit(typeof reason === "string" ? 0 : 1);
}

/**
 * Resolves with the first signal to stop. Later ones are taken for the same wish:
 * Ctrl-C reaches us from the terminal and once more from npm.
 */
function stopSignal(): Promise<string> {
  return new Promise((resolveSignal) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        resolveSignal(signal);
        setTimeout(() => process.exit(1), STOP_MS).unref();
      });
    }
  });
}

function welcome(url: string, config: Config): string {
  return `
Probity is at ${url}
Its data is in ${resolve(config.PROBITY_DATA)}; a copy of that folder is a backup.

Next, in another terminal: register, and see what there is
  curl -s ${url}/api/v1/auth/register -H 'content-type: application/json' \\
    -d '{"email":"you@example.org","password":"at least eight"}'
  curl -s ${url}/api/v1/markets
The whole API is described at ${url}/api/docs. To see a venue that lives: npm run demo:live
Ctrl-C stops it; nothing that was acknowledged is lost, however it ends.
`;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError) return error.message;
  if (error instanceof FolderLocked) {
    return `${error.message}. Stop that process, or choose another folder with PROBITY_DATA.`;
  }
  if (error instanceof StorageDamaged || error instanceof ReplayHalted) {
    return `${error.message}\nNothing was changed. Look closer with: npx probity verify <data folder>`;
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return `${error.message}. Choose another port with PORT=8081.`;
  if (code === "EACCES") return `${error.message}. Choose a folder or port that you may use.`;
  return error.stack ?? error.message;
}
