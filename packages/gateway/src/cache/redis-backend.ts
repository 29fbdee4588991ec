import type { Redis } from "ioredis";
import type { CacheBackend } from "./backend.ts";

/** Keeps texts in Redis, shared by all processes of a venue, under a prefix of the venue's own. */
export class RedisBackend implements CacheBackend {
  readonly #redis: Redis;
  readonly #namespace: string;

  /** @param redis stays its owner's to close. */
  constructor(redis: Redis, namespace: string) {
    this.#redis = redis;
    this.#namespace = namespace;
  }

  get(key: string): Promise<string | null> {
    return this.#redis.get(this.#namespace + key);
  }

  async getMany(keys: readonly string[]): Promise<(string | null)[]> {
    if (keys.length === 0) return [];
    return this.#redis.mget(keys.map((key) => this.#namespace + key));
  }

  async set(key: string, text: string, ttlMs: number): Promise<void> {
    await this.#redis.set(this.#namespace + key, text, "PX", ttlMs);
  }

  async delete(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#redis.unlink(keys.map((key) => this.#namespace + key));
  }

  increase(key: string, by: number): Promise<number> {
    return this.#redis.incrby(this.#namespace + key, by);
  }

  async close(): Promise<void> {}
}
