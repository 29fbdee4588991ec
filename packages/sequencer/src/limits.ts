import type { InboxLimits } from "./inbox.ts";
import { DIGEST_BYTES } from "./journal/digest.ts";

/** How far a sequencer may go; each bound is a promise about memory or latency. */
export interface SequencerLimits extends InboxLimits {
  /** Commands executed and not yet durable. */
  readonly speculativeCommands: number;
  /** Their bytes, events included. */
  readonly speculativeBytes: number;
  /** Bytes of one command. */
  readonly commandBytes: number;
  /** Commands executed before the event loop gets a turn. */
  readonly commandsPerTurn: number;
}

export const DEFAULT_LIMITS: SequencerLimits = {
  total: 65_536,
  reserved: 8_192,
  perActor: 4_096,
  speculativeCommands: 16_384,
  speculativeBytes: 8 << 20,
  commandBytes: 1 << 20,
  commandsPerTurn: 1_024,
};

/** Limits under which every batch fits a segment: it is bounded by the speculation and one more command. */
export function limitsFor(
  segmentBytes: number,
  wanted: Partial<SequencerLimits> = {},
): SequencerLimits {
  const limits = { ...DEFAULT_LIMITS, ...wanted };
  const quarter = Math.floor(segmentBytes / 4) - DIGEST_BYTES;
  return {
    ...limits,
    speculativeBytes: Math.min(limits.speculativeBytes, 2 * quarter),
    commandBytes: Math.min(limits.commandBytes, quarter),
  };
}
