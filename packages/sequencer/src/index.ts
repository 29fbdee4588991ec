/** Public face of the package; see README.md for what it guarantees. */
export type {
  FeedEntry,
  FollowOptions,
  Machine,
  MachineKind,
  ReadOptions,
  Receipt,
  RecoveryReport,
  Sequenced,
  Sequencer,
  SnapshotInfo,
  StateRecord,
  StateValue,
  Submission,
  Waiter,
} from "./ports.ts";
export {
  Busy,
  ClockJump,
  DiskFull,
  FolderLocked,
  HistoryGone,
  NotRunning,
  NotYet,
  OutcomeUnknown,
  Poisoned,
  ReplayHalted,
  SequencerError,
  StorageDamaged,
  Unencodable,
} from "./errors.ts";
export { ArchiveTail } from "./events/archive-tail.ts";
export { openSequencer } from "./recovery.ts";
export type { SequencerOptions } from "./recovery.ts";
export type { LiveSequencer } from "./live-sequencer.ts";
export { DEFAULT_LIMITS } from "./limits.ts";
export type { SequencerLimits } from "./limits.ts";
export { SupervisedSequencer } from "./supervised-sequencer.ts";
export type { SupervisorOptions } from "./supervised-sequencer.ts";
export { verifyStream } from "./verify.ts";
export type { VerifyOptions, VerifySummary } from "./verify.ts";
export { exchangeKind, exchangeKindModule } from "./exchange-kind.ts";
export { exchangeCommands } from "./codec/direct-commands.ts";
export { exchangeEvents } from "./codec/exchange-events.ts";
export { ClockGuard, CLOCK_TOLERANCE_MS, systemClock, VirtualClock } from "./clock.ts";
export type { Clock } from "./clock.ts";
export { DurationBuckets, EXECUTE_BOUNDS } from "./stats.ts";
export type { LatencySummary, SequencerState, SequencerStats } from "./stats.ts";
export { Quarantine } from "./quarantine.ts";
export type { DecidedCommand, Decision, QuarantinedCommand } from "./quarantine.ts";
export type { KindModule } from "./snapshot/snapshotter.ts";
export { hashRecords } from "./snapshot/snapshot-file.ts";
export { FileStorage } from "./storage/file-storage.ts";
export { Crashed, FaultyStorage, mulberry32 } from "./storage/faulty-storage.ts";
export type { FaultPlan } from "./storage/faulty-storage.ts";
export type { DurableFile, FolderLock, Storage, StorageFile } from "./storage/storage.ts";
export { ByteReader, ByteWriter, CodecError } from "./codec/bytes.ts";
export * as codecs from "./codec/codec.ts";
export type { Codec } from "./codec/codec.ts";
