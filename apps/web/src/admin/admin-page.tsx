import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import {
  Activity,
  CalendarPlus,
  Gavel,
  Landmark,
  ScrollText,
  ShieldCheck,
  Users,
} from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { NotFound } from "../app/page-states.tsx";
import { usePageTitle } from "../app/page-title.ts";
import { useSession } from "../session/session.ts";
import { buttonClass } from "../ui/button.tsx";
import { Empty, Skeleton } from "../ui/surface.tsx";
import { endingsQuery } from "./admin-queries.ts";
import { AuditPage } from "./audit-page.tsx";
import { EndingsPage } from "./endings-page.tsx";
import { EventAdminPage } from "./event-admin-page.tsx";
import { EventsPage } from "./events-page.tsx";
import { HealthPage } from "./health-page.tsx";
import { MoneyPage } from "./money-page.tsx";
import { NewEventPage } from "./new-event-page.tsx";
import { PeoplePage } from "./people-page.tsx";
import { PersonPage } from "./person-page.tsx";
import { NEW_EVENT, SECTIONS, sectionOf } from "./sections.ts";
import type { Section } from "./sections.ts";

const ICONS: Readonly<Record<Section, LucideIcon>> = {
  events: CalendarPlus,
  endings: Gavel,
  people: Users,
  money: Landmark,
  audit: ScrollText,
  health: Activity,
};

/** The frame of the operators' pages: what there is at the side, on a phone above. */
export function AdminPage() {
  const { t } = useTranslation();
  const state = useSession();
  const { section: name, ref } = useParams({ strict: false });
  const section = sectionOf(name);
  const title = section === NEW_EVENT ? "admin.newEvent" : `admin.sections.${section ?? "events"}`;
  usePageTitle(`${t(title)} · ${t("shell.admin")}`);
  if (state.status === "unknown") return <Skeleton className="h-96" />;
  if (state.status === "signed-out" || state.role === "user") {
    return (
      <Empty title={t("admin.notForYou")} icon={<ShieldCheck size={32} aria-hidden />}>
        <p>{t("admin.notForYouHint")}</p>
        {state.status === "signed-out" ? (
          <Link
            to="/sign-in"
            search={{ back: location.pathname }}
            className={`mt-4 ${buttonClass("primary")}`}
          >
            {t("shell.signIn")}
          </Link>
        ) : (
          <Link to="/" className={`mt-4 ${buttonClass("secondary")}`}>
            {t("page.home")}
          </Link>
        )}
      </Empty>
    );
  }
  return (
    <div className="grid gap-5 md:grid-cols-[11rem_minmax(0,1fr)]">
      <SideList
        isChosen={(one) => one === section || (one === "events" && section === NEW_EVENT)}
      />
      <div className="min-w-0">
        {section === null ? <NotFound /> : <Content section={section} target={ref} />}
      </div>
    </div>
  );
}

/** On a phone the list is wider than the page. */
function intoView(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function SideList({ isChosen }: { readonly isChosen: (section: Section) => boolean }) {
  const { t } = useTranslation();
  const { data: endings } = useQuery(endingsQuery);
  return (
    <nav
      aria-label={t("shell.admin")}
      className="-mx-4 flex gap-1 overflow-x-auto border-b border-line px-4 pb-2 md:sticky md:top-20 md:mx-0 md:flex-col md:self-start md:border-0 md:p-0"
    >
      {SECTIONS.map((section) => {
        const Icon = ICONS[section];
        const waiting = section === "endings" ? (endings?.length ?? 0) : 0;
        return (
          <Link
            key={section}
            to="/admin/$section"
            params={{ section }}
            aria-current={isChosen(section) ? "page" : undefined}
            ref={isChosen(section) ? intoView : undefined}
            className="flex items-center gap-2.5 rounded-md px-3 py-2 text-sm font-medium whitespace-nowrap text-ink-2 transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
          >
            <Icon size={16} aria-hidden />
            {t(`admin.sections.${section}`)}
            {waiting === 0 ? null : (
              <span className="num ml-auto rounded-full bg-accent px-1.5 text-2xs text-on-accent">
                {waiting}
              </span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

function Content({
  section,
  target,
}: {
  readonly section: Section | typeof NEW_EVENT;
  readonly target: string | undefined;
}) {
  switch (section) {
    case "events":
      return target === undefined ? <EventsPage /> : <EventAdminPage key={target} slug={target} />;
    case "new-event":
      return <NewEventPage />;
    case "endings":
      return <EndingsPage />;
    case "people":
      return target === undefined ? <PeoplePage /> : <PersonPage key={target} owner={target} />;
    case "money":
      return <MoneyPage />;
    case "audit":
      return <AuditPage />;
    case "health":
      return <HealthPage />;
    default:
      return section satisfies never;
  }
}
