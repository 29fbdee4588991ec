import { createHash } from "node:crypto";
import { streamFolders } from "./journal/segments.ts";
import type { Submission } from "./ports.ts";
import type { Storage } from "./storage/storage.ts";
import { readWhole, writeWhole } from "./storage/storage.ts";

/** A command that broke the machine, as the operator sees it. */
export interface QuarantinedCommand {
  readonly id: string;
  /** The sequence it would have had. */
  readonly sequence: number;
  readonly time: number;
  readonly origin: number;
  readonly counter: number;
  readonly actor: number;
  readonly content: unknown;
  readonly message: string;
  readonly stack: string;
  /** Of actor and content: the same wish is not tried again while it is here. */
  readonly fingerprint: string;
}

/** Commands set aside, one file each, until an operator has looked at them. */
export class Quarantine {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #byFingerprint = new Map<string, string>();

  private constructor(storage: Storage, folder: string) {
    this.#storage = storage;
    this.#folder = folder;
  }

  /** That of a stream; also for a tool that looks at a folder nobody runs on. */
  static async open(storage: Storage, stream: string): Promise<Quarantine> {
    const quarantine = new Quarantine(storage, streamFolders(stream).quarantine);
    for (const command of await quarantine.list()) {
      quarantine.#byFingerprint.set(command.fingerprint, command.id);
    }
    return quarantine;
  }

  get size(): number {
    return this.#byFingerprint.size;
  }

  /** Id of the same wish if it is set aside already. Not free: ask `size` first. */
  idOf(submission: Submission<unknown>): string | null {
    return this.#byFingerprint.get(fingerprintOf(submission)) ?? null;
  }

  /** Writes the command down, durably. @returns its id. */
  async add(
    submission: Submission<unknown>,
    place: { readonly sequence: number; readonly time: number },
    error: unknown,
  ): Promise<string> {
    const id = `${String(place.sequence).padStart(16, "0")}-${submission.origin}-${submission.counter}`;
    const command: QuarantinedCommand = {
      id,
      sequence: place.sequence,
      time: place.time,
      origin: submission.origin,
      counter: submission.counter,
      actor: submission.actor,
      content: submission.content,
      message: error instanceof Error ? error.message : String(error),
      stack: error instanceof Error ? (error.stack ?? "") : "",
      fingerprint: fingerprintOf(submission),
    };
    const bytes = Buffer.from(`${JSON.stringify(command, undefined, 2)}\n`, "utf8");
    await writeWhole(this.#storage, this.#path(id), bytes);
    this.#byFingerprint.set(command.fingerprint, id);
    return id;
  }

  async list(): Promise<QuarantinedCommand[]> {
    const commands: QuarantinedCommand[] = [];
    for (const name of await this.#storage.list(this.#folder)) {
      if (!name.endsWith(".json")) continue;
      const command = await this.show(name.slice(0, -".json".length));
      if (command !== null) commands.push(command);
    }
    return commands;
  }

  async show(id: string): Promise<QuarantinedCommand | null> {
    const path = this.#path(id);
    if (!(await this.#storage.exists(path))) return null;
    return JSON.parse(
      (await readWhole(this.#storage, path)).toString("utf8"),
    ) as QuarantinedCommand;
  }

  /** Forgets the command; the same wish may be tried again. @returns whether it was there. */
  async discard(id: string): Promise<boolean> {
    const command = await this.show(id);
    if (command === null) return false;
    await this.#storage.remove(this.#path(id));
    await this.#storage.syncFolder(this.#folder);
    this.#byFingerprint.delete(command.fingerprint);
    return true;
  }

  #path(id: string): string {
    if (!/^[0-9-]+$/.test(id)) throw new Error(`"${id}" is no id of a quarantined command`);
    return `${this.#folder}/${id}.json`;
  }
}

function fingerprintOf(submission: Submission<unknown>): string {
  return createHash("sha256")
    .update(JSON.stringify([submission.actor, submission.content]))
    .digest("hex");
}
