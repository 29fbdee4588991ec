/** Whether the venue lives, and what it is. */
import { z } from "zod";
import { answerOf } from "./envelope.ts";
import { sequenceNumber, timeText } from "./fields.ts";

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
