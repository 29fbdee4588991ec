import type { CacheMetrics } from "../metrics/cache-metrics.ts";
import type { CacheBackend } from "./backend.ts";
import { CACHE_KINDS, cacheKey } from "./kinds.ts";
import type { CacheKind } from "./kinds.ts";

/** Deletions that may wait; what is beyond them ends with its time to live. */
const DIRTY_MAX = 10_000;
/** Keys remembered as kept; when there are more, all are forgotten and every key may be kept. */
const KEPT_MAX = 50_000;
const LONGEST_TTL_MS = Math.max(...Object.values(CACHE_KINDS).map(({ ttlMs }) => ttlMs));

/** An answer that can be cached: JSON, and of which sequence it is. */
export interface Cacheable {
  readonly seq: number;
}

interface Loading {
  readonly promise: Promise<unknown>;
  /** Set when what is being loaded changed meanwhile: it is handed out and not kept. */
  isStale: boolean;
}

/**
 * Answers of the database kept for a short while: asked first, else loaded once for everybody who
 * asks at the same time, and kept. Whatever the cache fails at, the answer is loaded.
 */
export class Cache {
  readonly #backend: CacheBackend;
  readonly #metrics: CacheMetrics;
  readonly #loading = new Map<string, Loading>();
  /** Invalid here already, and to be deleted; then what is being deleted. */
  #dirty = new Set<string>();
  #deleting = new Set<string>();
  /** What this process put there. */
  readonly #kept = new Set<string>();
  /** Until then something may be there that an earlier run put there. */
  #knowsAllFrom = Date.now() + LONGEST_TTL_MS;
  #sweep: Promise<void> = Promise.resolve();

  constructor(backend: CacheBackend, metrics: CacheMetrics) {
    this.#backend = backend;
    this.#metrics = metrics;
  }

  /**
   * The answer to a question about `parts`: from the cache if it is there and not older than
   * `minSequence`, else from `load`. What `load` throws is thrown; nothing else is.
   */
  async through<T extends Cacheable>(
    kind: CacheKind,
    parts: readonly string[],
    load: () => Promise<T>,
    minSequence = 0,
  ): Promise<T> {
    const cached = await this.get<T>(kind, parts);
    if (cached !== null && cached.seq >= minSequence) {
      this.#metrics.hit(kind);
      return cached;
    }
    this.#metrics.miss(kind);
    const key = cacheKey(kind, parts);
    const underWay = this.#loading.get(key);
    if (underWay !== undefined && !underWay.isStale) {
      const answer = (await underWay.promise) as T;
      if (answer.seq >= minSequence) return answer;
    }
    const loading: Loading = { promise: load(), isStale: false };
    this.#loading.set(key, loading);
    try {
      const answer = (await loading.promise) as T;
      if (!loading.isStale) await this.set(kind, parts, answer);
      return answer;
    } finally {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    }
  }

  /** What is cached, null when there is nothing or the cache fails. */
  async get<T>(kind: CacheKind, parts: readonly string[]): Promise<T | null> {
    const key = cacheKey(kind, parts);
    if (this.#isDirty(key)) return null;
    return this.#attempt("get", null, async () => parsed<T>(await this.#backend.get(key)));
  }

  /** Of several at once, in their order. */
  async getMany<T>(kind: CacheKind, all: readonly (readonly string[])[]): Promise<(T | null)[]> {
    const keys = all.map((parts) => cacheKey(kind, parts));
    const none = keys.map(() => null);
    return this.#attempt("get", none, async () =>
      (await this.#backend.getMany(keys)).map((text, at) =>
        this.#isDirty(keys[at]!) ? null : parsed<T>(text),
      ),
    );
  }

  async set(kind: CacheKind, parts: readonly string[], answer: unknown): Promise<void> {
    const key = cacheKey(kind, parts);
    if (this.#kept.size >= KEPT_MAX) {
      this.#kept.clear();
      this.#knowsAllFrom = Date.now() + LONGEST_TTL_MS;
    }
    this.#kept.add(key);
    await this.#attempt("set", undefined, () =>
      this.#backend.set(key, JSON.stringify(answer), CACHE_KINDS[kind].ttlMs),
    );
  }

  /**
   * Forgets it, here at once and elsewhere in a moment: deletions are gathered and sent together.
   * Each process sees every event and so deletes what it put there itself.
   */
  invalidate(kind: CacheKind, parts: readonly string[]): void {
    const key = cacheKey(kind, parts);
    const loading = this.#loading.get(key);
    if (loading !== undefined) loading.isStale = true;
    if (!this.#kept.delete(key) && Date.now() >= this.#knowsAllFrom) return;
    if (this.#dirty.size >= DIRTY_MAX) return;
    this.#dirty.add(key);
    if (this.#dirty.size === 1) this.#sweep = this.#sweep.then(() => this.#sweepDirty());
  }

  /** Resolves when everything invalidated by now is deleted, or has failed to be. */
  settled(): Promise<void> {
    return this.#sweep;
  }

  /** Adds to a whole number; null when the cache fails. */
  increase(key: string, by: number): Promise<number | null> {
    return this.#attempt("increase", null, () => this.#backend.increase(key, by));
  }

  /** The number that `increase` keeps. */
  count(key: string): Promise<number | null> {
    return this.#attempt("get", null, async () => {
      const text = await this.#backend.get(key);
      return text === null ? null : Number(text);
    });
  }

  async close(): Promise<void> {
    await this.#sweep;
    await this.#backend.close();
  }

  #isDirty(key: string): boolean {
    return this.#dirty.has(key) || this.#deleting.has(key);
  }

  async #sweepDirty(): Promise<void> {
    const keys = this.#dirty;
    this.#deleting = keys;
    this.#dirty = new Set();
    await this.#attempt("delete", undefined, () => this.#backend.delete([...keys]));
    // What could not be deleted ends by itself with its time to live.
    this.#deleting = new Set();
  }

  async #attempt<T>(operation: string, otherwise: T, act: () => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await act();
    } catch {
      this.#metrics.failed(operation);
      return otherwise;
    } finally {
      this.#metrics.took(operation, performance.now() - began);
    }
  }
}

/** What is not JSON any more, or never was, counts as nothing. */
function parsed<T>(text: string | null): T | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
