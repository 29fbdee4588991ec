import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";
const KEY = "probity.theme";
const listeners = new Set<() => void>();

function theme(): Theme {
  return document.documentElement.dataset["theme"] === "dark" ? "dark" : "light";
}

export function setTheme(next: Theme): void {
  localStorage.setItem(KEY, next);
  document.documentElement.dataset["theme"] = next;
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, theme);
}
