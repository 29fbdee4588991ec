/** The texts by which an event is judged, version by version. */
import { z } from "zod";
import { answerOf, pageOf, pageQuery, minSequence } from "./envelope.ts";
import { formatTime, idText, sequenceNumber, timeText } from "./fields.ts";

export const RulesQuery = z.strictObject({ ...pageQuery, min_seq: minSequence });
export const ruleVersion = z
  .string()
  .regex(/^[1-9][0-9]{0,9}$/, "a version is a number from 1 on")
  .transform(Number)
  .meta({ examples: ["2"] });

const RulesVersion = z
  .object({
    version: z.int(),
    hash: z.string().meta({ description: "SHA-256 of the text in UTF-8, in hexadecimal." }),
    seq: sequenceNumber,
    time: timeText,
  })
  .meta({ id: "RulesVersion" });

/** Newest first. */
export const RulesPage = pageOf({ event_id: idText, versions: z.array(RulesVersion) });
export const RulesAnswer = answerOf({ event_id: idText, rules: RulesVersion, text: z.string() });

export function rulesVersionJson(row: {
  readonly version: number;
  readonly hash: string;
  readonly sequence: number;
  readonly time: number;
}): z.output<typeof RulesVersion> {
  const { version, hash, sequence, time } = row;
  return { version, hash, seq: sequence, time: formatTime(time) };
}
