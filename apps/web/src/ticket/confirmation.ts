import { useSyncExternalStore } from "react";

/** When an order is shown once more before it is sent. */
export const CONFIRMATIONS = ["always", "large", "never"] as const;
export type Confirmation = (typeof CONFIRMATIONS)[number];

/** From so many µ$ on a market order is shown once more, unless one has chosen otherwise. */
export const LARGE = 100_000_000;
const KEY = "probity.confirm-orders";
const listeners = new Set<() => void>();

function chosen(): Confirmation {
  const kept = localStorage.getItem(KEY);
  return CONFIRMATIONS.find((one) => one === kept) ?? "large";
}

export function setConfirmation(next: Confirmation): void {
  localStorage.setItem(KEY, next);
  for (const listener of listeners) listener();
}

/** The preference of this browser. */
export function useConfirmation(): Confirmation {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, chosen);
}

/** @param value of the order, in µ$. */
export function isToBeConfirmed(
  preference: Confirmation,
  kind: "limit" | "market",
  value: number,
): boolean {
  if (preference !== "large") return preference === "always";
  return kind === "market" && value >= LARGE;
}
