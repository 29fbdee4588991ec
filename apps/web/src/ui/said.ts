import { useSyncExternalStore } from "react";

export interface Said {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly title: string;
  readonly text: string | undefined;
}

let said: readonly Said[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Said[]): void {
  said = next;
  for (const listener of listeners) listener();
}

/** Says something for a moment, at the edge of the page. */
export function toast(tone: Said["tone"], title: string, text?: string): void {
  last += 1;
  change([...said.slice(-3), { id: last, tone, title, text }]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes a word away. */
export function unsay(id: number): void {
  change(said.filter((one) => one.id !== id));
}

export function useSaid(): readonly Said[] {
  return useSyncExternalStore(subscribe, () => said);
}

/** Whether anything was ever said. */
export function hasSpoken(): boolean {
  return last > 0;
}
