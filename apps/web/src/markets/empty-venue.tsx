import { Link } from "@tanstack/react-router";
import { Sparkles } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSession } from "../session/session.ts";
import { buttonClass } from "../ui/button.tsx";
import { Empty } from "../ui/surface.tsx";

/** Nothing trades here yet, and what an operator may do about it. */
export function EmptyVenue() {
  const { t } = useTranslation();
  const state = useSession();
  const isOperator = state.status === "signed-in" && state.role !== "user";
  return (
    <Empty title={t("home.empty")} icon={<Sparkles size={32} aria-hidden />}>
      <p>{t("home.emptyHint")}</p>
      {isOperator ? (
        <Link
          to="/admin/$section"
          params={{ section: "new-event" }}
          className={`mt-4 ${buttonClass("primary")}`}
        >
          {t("home.createEvent")}
        </Link>
      ) : null}
    </Empty>
  );
}
