/** Where cached texts are kept. Any operation may fail; who calls goes on without. */
export interface CacheBackend {
  /** Null when there is nothing, or no longer. */
  get(key: string): Promise<string | null>;
  /** Of several at once, in their order. */
  getMany(keys: readonly string[]): Promise<(string | null)[]>;
  set(key: string, text: string, ttlMs: number): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** Adds to a whole number that begins at 0. @returns the sum. */
  increase(key: string, by: number): Promise<number>;
  close(): Promise<void>;
}
