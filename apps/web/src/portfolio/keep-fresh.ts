import { useEffect, useRef } from "react";
import { useLiveOrders } from "../live/live.ts";
import { refreshOwn } from "./own-queries.ts";

/** Soon after something happened, and no oftener than this while things keep happening. */
const SOON_MS = 250;
const PAUSE_MS = 4_000;

/** Orders and fills of the account come in by themselves; what follows from them is asked for anew. */
export function useFreshPortfolio(account: string): void {
  const { version, isCurrent } = useLiveOrders(account);
  // The first list says nothing new: the page has just asked.
  const told = useRef<number | null>(null);
  const asked = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (!isCurrent || version === told.current) return;
    const isFirst = told.current === null;
    told.current = version;
    if (isFirst) return;
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        asked.current = Date.now();
        void refreshOwn();
      },
      Math.max(SOON_MS, asked.current + PAUSE_MS - Date.now()),
    );
  }, [version, isCurrent]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
