/** Whether the venue lives, and what it is. */
import { z } from "zod";
import { answerOf, countInQuery, minSequence, pageOf } from "./envelope.ts";
import { idText, sequenceNumber, timeText } from "./fields.ts";

export const HealthAnswer = z.object({ status: z.literal("ok") });
/** `recovering`: the read side has not caught up with the journal yet. */
export const ReadyAnswer = z.object({
  status: z.enum(["ready", "recovering", "stopping", "failed"]),
  durable_seq: sequenceNumber,
  folded_seq: sequenceNumber,
  /** Each part by itself; `degraded` parts do not keep the venue from serving. `lag` is in commands. */
  checks: z.array(
    z.object({
      name: z.string(),
      status: z.enum(["ok", "degraded", "failed"]),
      lag: z.number().int().nonnegative(),
    }),
  ),
});
export type ReadyAnswer = z.output<typeof ReadyAnswer>;

export const StatusAnswer = answerOf({
  version: z.string(),
  time: timeText,
  play_money: z.boolean(),
  assets: z.array(z.object({ symbol: z.string() })),
});
export type StatusAnswer = z.output<typeof StatusAnswer>;

/** How the quarantine names a command. */
export const quarantineId = z
  .string()
  .regex(/^\d{16}-\d{1,16}-\d{1,16}$/, "an id here is written like 0000000000001042-1-7")
  .meta({ examples: ["0000000000001042-1-7"] });

export const QuarantineQuery = z.strictObject({
  state: z.enum(["waiting", "decided"]).default("waiting"),
  limit: countInQuery(1, 200, 50),
  cursor: quarantineId.optional().meta({ description: "`next_cursor` of the page before." }),
});

/** A command that broke the machine and was not carried out. */
export const QuarantinedCommand = z
  .object({
    quarantine_id: z.string(),
    /** The sequence it would have had. */
    would_be_seq: sequenceNumber,
    time: timeText,
    /** Whose wish it was; null: the venue's own. */
    owner_id: idText.nullable(),
    command: z.string().meta({ examples: ["PlaceOrder"] }),
    message: z.string(),
    decision: z.enum(["discarded", "resubmitted"]).nullable(),
    decided_by: idText.nullable(),
    decided_at: timeText.nullable(),
  })
  .meta({ id: "QuarantinedCommand" });
export type QuarantinedCommandJson = z.output<typeof QuarantinedCommand>;

export const QuarantinePage = pageOf({ commands: z.array(QuarantinedCommand) });
export const QuarantinedAnswer = answerOf({
  command: QuarantinedCommand,
  content: z.record(z.string(), z.unknown()),
  stack: z.string(),
});
export const QuarantineDecisionAnswer = answerOf({ command: QuarantinedCommand });

/** How an event in the dead letters is named: its command, its place there, and who could not take it in. */
export const deadLetterId = z
  .string()
  .regex(/^\d{1,15}-\d{1,9}-[a-z]{1,40}$/, "an id here is written like 1042-0-trades")
  .meta({ examples: ["1042-0-trades"] })
  .transform((text) => {
    const [sequence, place, projection = ""] = text.split("-");
    return { sequence: Number(sequence), place: Number(place), projection };
  });

export const DeadLettersQuery = z.strictObject({
  limit: countInQuery(1, 200, 50),
  cursor: deadLetterId.optional().meta({ description: "`next_cursor` of the page before." }),
  min_seq: minSequence,
});

const DeadLetter = z
  .object({
    dead_letter_id: z.string(),
    /** The sequence of its command. */
    event_seq: sequenceNumber,
    time: timeText,
    /** Whose command it was; null: the venue's own. */
    owner_id: idText.nullable(),
    event: z.string().meta({ examples: ["OrderRested"] }),
    projection: z.string(),
    message: z.string(),
    status: z.enum(["open", "mended"]),
    attempts: z.int(),
  })
  .meta({ id: "DeadLetter" });
export type DeadLetterJson = z.output<typeof DeadLetter>;

export const DeadLettersPage = pageOf({ dead_letters: z.array(DeadLetter) });
export const DeadLetterAnswer = answerOf({
  dead_letter: DeadLetter,
  content: z.record(z.string(), z.unknown()),
});
