import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { openGateway } from "@probity/gateway";
import { openIdentity } from "@probity/identity";
import {
  FileStorage,
  SupervisedSequencer,
  exchangeKind,
  exchangeKindModule,
  openSequencer,
} from "@probity/sequencer";
import pino from "pino";
import type { Config } from "./config.ts";
import { finishFirstStart } from "./first-start.ts";
import { finishWithdrawals } from "./play-money.ts";
import { loadTokenSecret } from "./token-secret.ts";
import { version } from "./version.ts";

/** A venue that serves. */
export interface RunningVenue {
  readonly url: string;
  /** Resolves with the reason when the venue can go on only in a new process. */
  readonly failed: Promise<Error>;
  /** Answers what is under way, then lets go of the data folder. */
  close(): Promise<void>;
}

/** Shows the first superadmin's password, if it was made up. */
export type ShowPassword = (credentials: {
  readonly email: string;
  readonly password: string;
}) => void;

/** Never in the log. */
const SECRETS = [
  "req.headers.authorization",
  "req.headers.cookie",
  "password",
  "*.password",
  "token",
  "*.token",
];

/** Opens everything on one data folder, in the order in which each needs the one before, and listens. */
export async function startVenue(
  config: Config,
  showPassword: ShowPassword,
): Promise<RunningVenue> {
  // Standard output is for people; the log goes beside it.
  const logger = pino({ level: config.LOG_LEVEL, redact: SECRETS }, pino.destination(2));
  const folder = resolve(config.PROBITY_DATA);
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const part of opened.splice(0).reverse()) await part();
  };
  const onProblem = (problem: Error): void => logger.warn({ err: problem }, "storage problem");
  try {
    const identity = await openIdentity({ folder, onProblem });
    opened.push(() => identity.close());

    const storage = new FileStorage(folder);
    const sequencer = await SupervisedSequencer.start(
      () =>
        openSequencer({
          storage,
          kind: exchangeKind,
          kindModule: exchangeKindModule,
          snapshotEvery: config.SNAPSHOT_EVERY,
          segmentBytes: config.SEGMENT_BYTES,
          onProblem,
          // Before the deadlines that passed while nobody ran: it grants them their grace.
          resume: () => ({
            type: "ResumeVenue" as const,
            postOnlyMs: config.POST_ONLY_AFTER_START_MS,
            graceMs: config.GRACE_AFTER_START_MS,
          }),
        }),
      {
        onFailure: (failure) => logger.error({ err: failure }, "the sequencer failed"),
        onRecovered: () => logger.warn("the sequencer was recovered"),
      },
    );
    opened.push(() => sequencer.close());

    const gateway = await openGateway({
      sequencer,
      identity,
      tokenSecrets: {
        access: await loadTokenSecret(folder, "token.secret", config.JWT_SECRET),
        refresh: await loadTokenSecret(folder, "refresh-token.secret", config.JWT_REFRESH_SECRET),
      },
      logger,
      settings: {
        version,
        playMoney: config.PLAY_MONEY,
        corsOrigin: corsOrigin(config.CORS_ORIGIN),
        trustProxy: config.TRUST_PROXY,
        requestsPerMinute: config.RATE_LIMIT_PER_MINUTE,
        signInsPerMinute: config.SIGN_IN_LIMIT_PER_MINUTE,
        liveTickMs: config.LIVE_TICK_MS,
        slowReaderBytes: config.SLOW_READER_BYTES,
      },
    });
    opened.push(() => gateway.close());

    await finishFirstStart({
      sequencer,
      submitter: gateway.submitter,
      identity,
      email: config.PROBITY_ADMIN_EMAIL,
      password: config.PROBITY_ADMIN_PASSWORD ?? null,
      show: showPassword,
    });
    if (config.PLAY_MONEY) await finishWithdrawals(sequencer, gateway.submitter);
    const url = await gateway.listen({ host: config.HOST, port: config.PORT });
    return { url, failed: identity.failed, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function corsOrigin(configured: string | undefined): readonly string[] | boolean {
  if (configured === undefined) return false;
  return configured === "*" ? true : configured.split(",").map((origin) => origin.trim());
}
