import { formatChannel } from "@probity/protocol";
import type { OpenChannel } from "./messages.ts";

/** Who follows which channel. */
export class Subscriptions<Follower> {
  readonly #followers = new Map<string, Set<Follower>>();

  of(channel: OpenChannel): ReadonlySet<Follower> | undefined {
    return this.#followers.get(formatChannel(channel));
  }

  add(name: string, follower: Follower): void {
    const followers = this.#followers.get(name);
    if (followers === undefined) this.#followers.set(name, new Set([follower]));
    else followers.add(follower);
  }

  remove(name: string, follower: Follower): void {
    const followers = this.#followers.get(name);
    followers?.delete(follower);
    if (followers?.size === 0) this.#followers.delete(name);
  }
}
