import { Suspense, lazy } from "react";
import { hasSpoken, useSaid } from "./said.ts";

const Toaster = lazy(() => import("./toaster.tsx"));

/** Where words appear; what shows them is loaded with the first. */
export function Toasts() {
  if (useSaid().length === 0 && !hasSpoken()) return null;
  return (
    <Suspense>
      <Toaster />
    </Suspense>
  );
}
