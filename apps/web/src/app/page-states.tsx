import { Link } from "@tanstack/react-router";
import { Compass, WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, buttonClass } from "../ui/button.tsx";
import { Empty } from "../ui/surface.tsx";
import { problemText } from "./problem.ts";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty isPage title={t("page.notFound")} icon={<Compass size={32} aria-hidden />}>
      <p>{t("page.notFoundHint")}</p>
      <Link to="/" className={`mt-4 ${buttonClass("secondary")}`}>
        {t("page.home")}
      </Link>
    </Empty>
  );
}

/** A page that could not be shown, with a way to try again. */
export function PageProblem({
  error,
  reset,
}: {
  readonly error: unknown;
  readonly reset?: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Empty isPage title={t("page.problem")} icon={<WifiOff size={32} aria-hidden />}>
      <p role="alert">{problemText(error)}</p>
      <Button className="mt-4" onClick={() => (reset === undefined ? location.reload() : reset())}>
        {t("common.tryAgain")}
      </Button>
    </Empty>
  );
}
