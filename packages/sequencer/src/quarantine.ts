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

/** What an operator decided about a command that was set aside. */
export interface Decision {
  readonly action: "discarded" | "resubmitted";
  /** Owner who decided. */
  readonly by: number;
  readonly at: number;
}

export type DecidedCommand = QuarantinedCommand & { readonly decision: Decision };

/** Commands set aside, one file each, until an operator has looked at them. */
export class Quarantine {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #byFingerprint = new Map<string, string>();
  /** Commands somebody is deciding about, so that nobody else does. */
  readonly #deciding = new Set<string>();

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
    for (const id of await this.ids("waiting")) {
      const command = await this.show(id);
      if (command !== null) commands.push(command);
    }
    return commands;
  }

  /** Ids in the order of their sequences; cheaper than `list` when only some are looked at. */
  async ids(which: "waiting" | "decided"): Promise<string[]> {
    const ending = which === "waiting" ? WAITING : DECIDED;
    const names = await this.#storage.list(this.#folder);
    return names
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length));
  }

  show(id: string): Promise<QuarantinedCommand | null> {
    return this.#read<QuarantinedCommand>(id, WAITING);
  }

  /** A command about which it was decided, and by whom. */
  decided(id: string): Promise<DecidedCommand | null> {
    return this.#read<DecidedCommand>(id, DECIDED);
  }

  /**
   * Writes down what was decided, durably, and lets go of the command: the same wish may be tried
   * again. @returns the command; null when it does not wait there, or another decision came first.
   */
  async decide(id: string, decision: Decision): Promise<QuarantinedCommand | null> {
    if (this.#deciding.has(id)) return null;
    this.#deciding.add(id);
    try {
      const command = await this.show(id);
      if (command === null) return null;
      const text = `${JSON.stringify({ ...command, decision }, undefined, 2)}\n`;
      await writeWhole(this.#storage, this.#path(id, DECIDED), Buffer.from(text, "utf8"));
      await this.discard(id);
      return command;
    } finally {
      this.#deciding.delete(id);
    }
  }

  /** Removes everything, also what was decided. */
  async clear(): Promise<void> {
    for (const id of await this.ids("waiting")) await this.discard(id);
    for (const id of await this.ids("decided")) await this.#storage.remove(this.#path(id, DECIDED));
    await this.#storage.syncFolder(this.#folder);
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

  async #read<Command>(id: string, ending: string): Promise<Command | null> {
    const path = this.#path(id, ending);
    if (!(await this.#storage.exists(path))) return null;
    return JSON.parse((await readWhole(this.#storage, path)).toString("utf8")) as Command;
  }

  #path(id: string, ending: string = WAITING): string {
    if (!/^[0-9-]+$/.test(id)) throw new Error(`"${id}" is no id of a quarantined command`);
    return `${this.#folder}/${id}${ending}`;
  }
}

const WAITING = ".json";
const DECIDED = ".decided";

function fingerprintOf(submission: Submission<unknown>): string {
  return createHash("sha256")
    .update(JSON.stringify([submission.actor, submission.content]))
    .digest("hex");
}
