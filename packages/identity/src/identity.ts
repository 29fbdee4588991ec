import { FileStorage, openSequencer, systemClock } from "@probity/sequencer";
import type { Clock, Storage } from "@probity/sequencer";
import { ApiKeyService } from "./api-keys.ts";
import type { ApiKeys } from "./api-keys.ts";
import { KeyRing } from "./key-ring.ts";
import { identityKind } from "./machine-kind.ts";
import { loadMasterKey } from "./master-key.ts";
import { Passwords } from "./passwords.ts";
import type { HashingCost } from "./passwords.ts";
import { PeopleService } from "./people.ts";
import type { People } from "./people.ts";
import { deriveKey } from "./seal.ts";
import { SessionService } from "./sessions.ts";
import type { Sessions } from "./sessions.ts";
import { Standing } from "./standing.ts";
import { ORIGIN, Vault } from "./vault.ts";

/**
 * Who people are and how they prove it. Answers leave only when what they say is durable; when the
 * stream fails, calls reject with a `SequencerError` and `failed` says why.
 */
export interface Identity {
  readonly people: People;
  readonly sessions: Sessions;
  readonly keys: ApiKeys;
  /** Resolves when the stream has failed; the process must be started again. */
  readonly failed: Promise<Error>;
  close(): Promise<void>;
}

export interface IdentityOptions {
  /** The data folder. */
  readonly folder: string;
  readonly clock?: Clock;
  readonly onProblem?: (problem: Error) => void;
}

/** What tests put in the place of the disk, the master key file and the usual cost of a hash. */
export interface IdentityParts {
  readonly storage: Storage;
  readonly masterKey: Buffer;
  readonly cost?: HashingCost;
  readonly clock?: Clock;
  readonly onProblem?: (problem: Error) => void;
  readonly segmentBytes?: number;
}

/** People come slowly; there is no need to reserve much at a time. */
const SEGMENT_BYTES = 1 << 20;

/** Opens the identities of a data folder, new or old, after a clean stop as after a crash. */
export async function openIdentity(options: IdentityOptions): Promise<Identity> {
  const { folder, ...others } = options;
  const masterKey = await loadMasterKey(folder);
  return startIdentity({ storage: new FileStorage(folder), masterKey, ...others });
}

/** The same over given parts. */
export async function startIdentity(parts: IdentityParts): Promise<Identity> {
  const { storage, masterKey, cost, clock = systemClock, onProblem } = parts;
  const sequencer = await openSequencer({
    storage,
    kind: identityKind,
    segmentBytes: parts.segmentBytes ?? SEGMENT_BYTES,
    clock,
    ...(onProblem === undefined ? {} : { onProblem }),
  });
  let ring: KeyRing | null = null;
  try {
    ring = await KeyRing.open(storage, deriveKey(masterKey, "key ring"));
    const { value } = await sequencer.read((machine) => ({
      standing: Standing.of(machine),
      living: new Set(Array.from(machine.everyone(), ({ keySlot }) => keySlot)),
      counter: machine.counterOf(ORIGIN),
    }));
    await ring.keepOnly(value.living);
    const { standing, counter } = value;
    const opened = ring;
    const vault = new Vault({ sequencer, ring: opened, masterKey, standing, clock, counter });
    return {
      people: new PeopleService(vault, new Passwords(cost)),
      sessions: new SessionService(vault),
      keys: new ApiKeyService(vault),
      failed: sequencer.failed,
      close: async () => {
        await sequencer.close();
        await opened.close();
      },
    };
  } catch (error) {
    await ring?.close();
    await sequencer.close();
    throw error;
  }
}
