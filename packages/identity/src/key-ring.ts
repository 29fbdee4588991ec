import { randomBytes } from "node:crypto";
import type { Storage, StorageFile } from "@probity/sequencer";
import { KEY_BYTES, SEAL_BYTES, seal, unseal } from "./seal.ts";

const FOLDER = "keys";
const FILE = `${FOLDER}/people.keys`;
/** A wrapped key, padded so that a slot never crosses a disk page. */
const SLOT_BYTES = 64;
const WRAPPED_BYTES = KEY_BYTES + SEAL_BYTES;

/** The master key does not open the key ring, or the ring is older than the journal. Start is refused. */
export class KeyRingUnusable extends Error {
  override readonly name = "KeyRingUnusable";
  readonly code = "KeyRingUnusable";
}

/**
 * The keys of people, one each, wrapped under the master key, in a file of slots. Outside the
 * journal, because a journal forgets nothing: destroying a key here makes everything the journal
 * holds about that person unreadable for good.
 */
export class KeyRing {
  private readonly file: StorageFile;
  private readonly wrappingKey: Buffer;
  /** Slots ever used; a slot is never used again. */
  private used: number;

  private constructor(file: StorageFile, wrappingKey: Buffer, used: number) {
    this.file = file;
    this.wrappingKey = wrappingKey;
    this.used = used;
  }

  static async open(storage: Storage, wrappingKey: Buffer): Promise<KeyRing> {
    await storage.makeFolder(FOLDER);
    const file = await storage.open(FILE, "create");
    await storage.syncFolder(FOLDER);
    return new KeyRing(file, wrappingKey, Math.ceil((await file.size()) / SLOT_BYTES));
  }

  /** Makes a key. It is durable when this resolves. */
  async create(): Promise<{ readonly slot: number; readonly key: Buffer }> {
    const slot = this.used++;
    const key = randomBytes(KEY_BYTES);
    const content = Buffer.alloc(SLOT_BYTES);
    seal(this.wrappingKey, purposeOf(slot), key).copy(content);
    await this.file.write(content, slot * SLOT_BYTES);
    await this.file.sync();
    return { slot, key };
  }

  /** @returns the key, or null when it was destroyed or never written whole. */
  async key(slot: number): Promise<Buffer | null> {
    const content = Buffer.alloc(SLOT_BYTES);
    const length = await this.file.read(content, slot * SLOT_BYTES);
    if (length < SLOT_BYTES) return null;
    return unseal(this.wrappingKey, purposeOf(slot), content.subarray(0, WRAPPED_BYTES));
  }

  /** Overwrites the key; when this resolves it is gone from the disk as far as a file can tell. */
  async destroy(slot: number): Promise<void> {
    await this.file.write(Buffer.alloc(SLOT_BYTES), slot * SLOT_BYTES);
    await this.file.sync();
  }

  /**
   * Destroys every key that belongs to nobody: of a registration that never came to be, or of an
   * erasure that was interrupted.
   *
   * @throws KeyRingUnusable if a person in `living` has no readable key.
   */
  async keepOnly(living: ReadonlySet<number>): Promise<void> {
    for (const slot of living) {
      if ((await this.key(slot)) === null) {
        throw new KeyRingUnusable(
          `${FILE} has no readable key for a registered person (slot ${slot}): ` +
            "restore the key files that belong to this data folder",
        );
      }
    }
    for (let slot = 0; slot < this.used; slot++) {
      if (!living.has(slot) && (await this.isWritten(slot))) await this.destroy(slot);
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async isWritten(slot: number): Promise<boolean> {
    const content = Buffer.alloc(SLOT_BYTES);
    await this.file.read(content, slot * SLOT_BYTES);
    return content.some((byte) => byte !== 0);
  }
}

function purposeOf(slot: number): string {
  return `person ${slot}`;
}
