import type { CacheBackend } from "./backend.ts";

interface Entry {
  readonly text: string;
  readonly expiresAt: number;
}

/** Bytes an entry costs beyond its letters, roughly. */
const ENTRY_BYTES = 128;

/** Keeps texts in this process, at most so many bytes; what was used longest ago goes first. */
export class MemoryBackend implements CacheBackend {
  /** In the order of last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #bytesMax: number;
  readonly #now: () => number;
  #bytes = 0;

  constructor(bytesMax = 64 << 20, now: () => number = Date.now) {
    this.#bytesMax = bytesMax;
    this.#now = now;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async get(key: string): Promise<string | null> {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    this.#remove(key, entry);
    if (entry.expiresAt <= this.#now()) return null;
    this.#put(key, entry);
    return entry.text;
  }

  getMany(keys: readonly string[]): Promise<(string | null)[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  async set(key: string, text: string, ttlMs: number): Promise<void> {
    const old = this.#entries.get(key);
    if (old !== undefined) this.#remove(key, old);
    const entry = { text, expiresAt: this.#now() + ttlMs };
    if (bytesOf(key, entry) > this.#bytesMax) return;
    this.#put(key, entry);
    for (const [oldest, dropped] of this.#entries) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#remove(oldest, dropped);
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry !== undefined) this.#remove(key, entry);
    }
  }

  async increase(key: string, by: number): Promise<number> {
    const sum = Number((await this.get(key)) ?? 0) + by;
    await this.set(key, String(sum), Number.MAX_SAFE_INTEGER);
    return sum;
  }

  async close(): Promise<void> {
    this.#entries.clear();
    this.#bytes = 0;
  }

  #put(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#bytes += bytesOf(key, entry);
  }

  #remove(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#bytes -= bytesOf(key, entry);
  }
}

function bytesOf(key: string, { text }: Entry): number {
  return 2 * (key.length + text.length) + ENTRY_BYTES;
}
