import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { connectRedis, openGateway, storeCheck } from "@probity/gateway";
import { openIdentity } from "@probity/identity";
import {
  FileStorage,
  SupervisedSequencer,
  exchangeKind,
  exchangeKindModule,
  openSequencer,
} from "@probity/sequencer";
import type { Clock } from "@probity/sequencer";
import type { Store } from "@probity/store";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { finishFirstStart } from "./first-start.ts";
import { externalTokens } from "./external-tokens.ts";
import { openHistory } from "./history.ts";
import { openMailer } from "./mailer.ts";
import { dialectsOf } from "./polymarket.ts";
import { openLog } from "./observability/log.ts";
import { openTelemetry } from "./observability/telemetry.ts";
import { finishWithdrawals, guardMoney } from "./play-money.ts";
import { loadTokenSecret } from "./token-secret.ts";
import { version } from "./version.ts";
import { WEB_APP, openWebApp } from "./web-app.ts";

/** A venue that serves. */
export interface RunningVenue {
  readonly url: string;
  /** The database behind history; it may be some commands behind. */
  readonly history: Pick<Store, "state" | "lag">;
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

/**
 * Opens everything on one data folder, in the order in which each needs the one before, and listens.
 *
 * @param clock of the exchange; a demo that makes itself a past brings its own.
 */
export async function startVenue(
  config: Config,
  showPassword: ShowPassword,
  { clock }: { readonly clock?: Clock } = {},
): Promise<RunningVenue> {
  const logger = openLog(config);
  const folder = resolve(config.PROBITY_DATA);
  await mkdir(folder, { recursive: true, mode: 0o750 });
  await guardMoney(folder, config.PLAY_MONEY);
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const part of opened.splice(0).reverse()) await part();
  };
  const onProblem = (problem: Error): void => logger.warn({ err: problem }, "storage problem");
  try {
    // Opened first, so that they close last and hear of everything.
    const telemetry = openTelemetry(config, logger);
    opened.push(() => telemetry.close());
    const redis = openRedis(config, logger);
    if (redis !== undefined) opened.push(async () => redis.disconnect());

    const identity = await openIdentity({ folder, onProblem });
    opened.push(() => identity.close());

    const storage = new FileStorage(folder);
    const sequencer = await SupervisedSequencer.start(
      () =>
        openSequencer({
          storage,
          kind: exchangeKind,
          kindModule: exchangeKindModule,
          ...(clock === undefined ? {} : { clock }),
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
        onFailure: (failure) => {
          logger.error({ err: failure }, "the sequencer failed");
          telemetry.reportError(failure, { part: "sequencer" });
        },
        onRecovered: () => logger.warn("the sequencer was recovered"),
      },
    );
    opened.push(() => sequencer.close());

    const store = openHistory(
      config,
      folder,
      () => sequencer.durableSequence,
      (problem) => logger.warn({ err: problem }, "history waits for its database"),
    );
    opened.push(() => store.close());

    const gateway = await openGateway({
      sequencer,
      identity,
      store,
      mailer: openMailer(config, logger),
      external: externalTokens(config),
      tokenSecrets: {
        access: await loadTokenSecret(folder, "token.secret", config.JWT_SECRET),
        refresh: await loadTokenSecret(folder, "refresh-token.secret", config.JWT_REFRESH_SECRET),
      },
      logger,
      checkpoints: {
        dataFolder: folder,
        folder: join(folder, "checkpoints"),
        everyCommands: config.SNAPSHOT_EVERY,
        onProblem,
      },
      reportError: telemetry.reportError,
      ...(telemetry.spans === undefined ? {} : { spans: telemetry.spans }),
      ...(redis === undefined ? {} : { redis }),
      checks: [storeCheck(store)],
      dialects: [...dialectsOf(config), openWebApp(WEB_APP)],
      settings: {
        version,
        playMoney: config.PLAY_MONEY,
        corsOrigin: corsOrigin(config.CORS_ORIGIN),
        trustProxy: config.TRUST_PROXY,
        requestsPerMinute: config.RATE_LIMIT_PER_MINUTE,
        signInsPerMinute: config.SIGN_IN_LIMIT_PER_MINUTE,
        keyRequestsPerSecond: config.KEY_REQUESTS_PER_SECOND,
        keyBurst: config.KEY_BURST,
        liveTickMs: config.LIVE_TICK_MS,
        slowReaderBytes: config.SLOW_READER_BYTES,
        publicUrl: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
        secureCookies: config.NODE_ENV === "production",
        keyClockSkewMs: config.KEY_CLOCK_SKEW_MS,
        developmentHeaders: config.DEVELOPMENT_HEADERS,
        redisNamespace: config.REDIS_NAMESPACE,
        metrics: {
          token: config.METRICS_TOKEN ?? null,
          aliases: config.METRICS_ALIASES,
          marketsMax: config.METRICS_MARKETS,
          ofProcess: true,
        },
        liveConnections: config.LIVE_CONNECTIONS,
        liveConnectionsPerAddress: config.LIVE_CONNECTIONS_PER_ADDRESS,
        liveConnectionsPerMinute: config.LIVE_CONNECTIONS_PER_MINUTE,
        liveChannels: config.LIVE_CHANNELS,
        liveHeartbeatMs: config.LIVE_HEARTBEAT_MS,
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
    return { url, history: store, failed: identity.failed, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Undefined without an address; a Redis that is gone is a line in the log and nothing more. */
function openRedis({ REDIS_URL: url }: Config, logger: Logger) {
  if (url === undefined) return undefined;
  return connectRedis(url, (problem) => logger.warn({ err: problem }, "no Redis: going on alone"));
}

function corsOrigin(configured: string | undefined): readonly string[] | boolean {
  if (configured === undefined) return false;
  return configured === "*" ? true : configured.split(",").map((origin) => origin.trim());
}
