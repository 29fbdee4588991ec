import { Link, useLocation } from "@tanstack/react-router";
import { LockKeyhole } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { buttonClass } from "../ui/button.tsx";
import { Empty, Skeleton } from "../ui/surface.tsx";
import { useSession } from "./session.ts";
import type { SessionState } from "./session.ts";

export type SignedIn = Extract<SessionState, { readonly status: "signed-in" }>;

/** Pages that are about the reader: who is not signed in is told how to, and comes back. */
export function ForSignedIn({
  title,
  hint,
  children,
}: {
  /** What the page would show. */
  readonly title: string;
  readonly hint: string;
  readonly children: (person: SignedIn) => ReactNode;
}) {
  const { t } = useTranslation();
  const state = useSession();
  const { href } = useLocation();
  if (state.status === "unknown") {
    return (
      <div className="flex flex-col gap-5" aria-busy>
        <Skeleton className="h-8 w-40" />
        <Skeleton className="h-28 rounded-lg" />
        <Skeleton className="h-96 rounded-lg" />
      </div>
    );
  }
  if (state.status === "signed-in") return <>{children(state)}</>;
  return (
    <div className="pt-10">
      <h1 className="sr-only">{title}</h1>
      <Empty title={t("signIn.needed")} icon={<LockKeyhole size={32} aria-hidden />}>
        <p>{hint}</p>
        <div className="mt-5 flex justify-center gap-2">
          <Link to="/sign-in" search={{ back: href }} className={buttonClass("primary")}>
            {t("signIn.go")}
          </Link>
          <Link to="/sign-up" className={buttonClass("secondary")}>
            {t("signIn.register")}
          </Link>
        </div>
      </Empty>
    </div>
  );
}
