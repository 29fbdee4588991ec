import { WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { liveStatus, onLiveStatus } from "./live.ts";

/** Says so while nothing live comes in; a blink of a second is nobody's business. */
export function ConnectionBar() {
  const { t } = useTranslation();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      if (liveStatus() !== "lost") setLost(false);
      else timer = setTimeout(() => setLost(true), 1_000);
    };
    look();
    const stop = onLiveStatus(look);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
  if (!isLost) return null;
  return (
    <div
      role="status"
      className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1.5 text-xs font-medium text-warn"
    >
      <WifiOff size={14} aria-hidden /> {t("live.lost")}
    </div>
  );
}
