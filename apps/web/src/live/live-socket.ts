import type { LiveConnection } from "@probity/client";
import { session } from "../session/session.ts";
import { venue } from "../session/venue.ts";

/** `idle`: nothing live was asked for yet. */
export type LiveStatus = "idle" | "connecting" | "open" | "lost";

let connection: LiveConnection | null = null;
let status: LiveStatus = "idle";
const statusListeners = new Set<() => void>();
const comeBackListeners = new Set<() => void>();

function become(next: LiveStatus): void {
  if (status === next) return;
  const isBack = status === "lost" && next === "open";
  status = next;
  for (const listener of statusListeners) listener();
  if (isBack) for (const listener of comeBackListeners) listener();
}

/** The one live socket of the page. */
export function live(): LiveConnection {
  if (connection === null) {
    become("connecting");
    connection = venue.live({
      onStatus: (isOpen) => {
        if (isOpen) become("open");
        else if (status === "open") become("lost");
      },
    });
  }
  return connection;
}

export function liveStatus(): LiveStatus {
  return status;
}

export function onLiveStatus(listener: () => void): () => void {
  statusListeners.add(listener);
  return () => statusListeners.delete(listener);
}

/** Told when the socket is back: what is not live may have changed meanwhile. */
export function onComeBack(listener: () => void): () => void {
  comeBackListeners.add(listener);
  return () => comeBackListeners.delete(listener);
}

const ownerListeners = new Set<() => void>();
/** Told when somebody else, or nobody, is signed in: what was somebody's is to be forgotten. */
export function onOwnerChange(listener: () => void): () => void {
  ownerListeners.add(listener);
  return () => ownerListeners.delete(listener);
}

let signedInAs: string | null = null;
session.subscribe(() => {
  const { state } = session;
  if (state.status === "unknown") return;
  const owner = state.status === "signed-in" ? state.owner : null;
  if (owner === signedInAs) {
    // A fresh token, said before the old one runs out: own channels go on without a gap.
    connection?.signIn();
    return;
  }
  const wasSomebody = signedInAs !== null;
  signedInAs = owner;
  if (wasSomebody) {
    for (const listener of ownerListeners) listener();
    // The venue forgets who we were only with the connection.
    connection?.reconnect();
  } else connection?.signIn();
});

/** The machine woke, the network changed or the page is looked at again: does the socket still stand? */
const check = (): void => {
  if (document.visibilityState === "visible") connection?.check();
};
document.addEventListener("visibilitychange", check);
globalThis.addEventListener("online", check);
globalThis.addEventListener("offline", check);
globalThis.addEventListener("pageshow", check);
