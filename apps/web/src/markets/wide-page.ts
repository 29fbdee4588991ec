import { useMedia } from "../ui/media.ts";

/** Whether two tables have room side by side. */
export function useIsWide(): boolean {
  return useMedia("(min-width: 48rem)");
}
