import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Section } from "./sections.ts";

/** What a page of operators is about, the way back, and what can be done at once. */
export function AdminHead({
  title,
  under,
  back,
  children,
}: {
  readonly title: ReactNode;
  readonly under?: ReactNode;
  readonly back?: Section;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <header className="mb-4 flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
      <div className="min-w-0">
        {back === undefined ? null : (
          <Link
            to="/admin/$section"
            params={{ section: back }}
            className="-ml-1 mb-1 inline-flex items-center gap-0.5 text-xs font-medium text-ink-3 hover:text-ink"
          >
            <ChevronLeft size={14} aria-hidden /> {t(`admin.sections.${back}`)}
          </Link>
        )}
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {under === undefined ? null : <div className="mt-1 text-sm text-ink-3">{under}</div>}
      </div>
      {children === undefined ? null : <div className="flex flex-wrap gap-2">{children}</div>}
    </header>
  );
}
