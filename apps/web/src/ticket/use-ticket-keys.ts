import { useEffect } from "react";
import { pick } from "./draft.ts";
import type { Draft } from "./draft.ts";

const PICKS: Readonly<Record<string, Partial<Pick<Draft, "side" | "outcome">> | undefined>> = {
  b: { side: "buy" },
  s: { side: "sell" },
  y: { outcome: "yes" },
  n: { outcome: "no" },
};

/** Letters choose side and outcome from anywhere on the page, unless one writes or a menu is open. */
export function useTicketKeys(onEscape: () => void): void {
  useEffect(() => {
    const press = (pressed: KeyboardEvent): void => {
      if (pressed.defaultPrevented || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
      if (pressed.key === "Escape") return onEscape();
      const { target } = pressed;
      if (target instanceof Element && target.closest(WRITTEN) !== null) return;
      const wish = PICKS[pressed.key.toLowerCase()];
      if (wish !== undefined) pick(wish);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [onEscape]);
}

/** Where letters are written, or mean something else. */
const WRITTEN = "input:not([type=checkbox]), textarea, select, [role=menu], [contenteditable]";
