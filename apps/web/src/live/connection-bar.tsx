import { useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { LoaderCircle, Wifi, WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { liveStatus, onComeBack, onLiveStatus } from "./live-socket.ts";

/** A blink is nobody's business; a first connection may take longer. */
const PATIENCE_MS = { lost: 1_000, connecting: 4_000 } as const;
/** How long it says that it is back. */
const BACK_MS = 2_500;

type Said = "nothing" | "connecting" | "lost" | "back";

/** Says so while nothing live comes in, and when it does again. It floats: nothing below it moves. */
export function ConnectionBar() {
  const { t } = useTranslation();
  const said = useSaid();
  const queries = useQueryClient();
  // What is not live may have changed while nothing was heard.
  useEffect(() => onComeBack(() => void queries.invalidateQueries()), [queries]);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 top-16 z-40 flex justify-center px-4"
    >
      {said === "nothing" ? null : (
        <p
          data-testid={`live-${said}`}
          className={clsx(
            "flex items-center gap-2 rounded-full border bg-raised px-3.5 py-1.5 text-xs font-medium shadow-over",
            said === "back" ? "border-yes-strong text-yes" : "border-warn text-warn",
          )}
        >
          <Sign said={said} /> {t(`live.${said}`)}
        </p>
      )}
    </div>
  );
}

function Sign({ said }: { readonly said: Exclude<Said, "nothing"> }) {
  switch (said) {
    case "connecting":
      return <LoaderCircle size={14} aria-hidden className="animate-spin" />;
    case "lost":
      return <WifiOff size={14} aria-hidden />;
    case "back":
      return <Wifi size={14} aria-hidden />;
    default:
      return said satisfies never;
  }
}

function useSaid(): Said {
  const [said, say] = useState<Said>("nothing");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      const status = liveStatus();
      if (status === "lost" || status === "connecting") {
        timer = setTimeout(() => say(status), PATIENCE_MS[status]);
        return;
      }
      // Whoever was not told that it was lost need not hear that it is back.
      say((before) => (before === "lost" && status === "open" ? "back" : "nothing"));
      timer = setTimeout(() => say("nothing"), BACK_MS);
    };
    look();
    const stop = onLiveStatus(look);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
  return said;
}
