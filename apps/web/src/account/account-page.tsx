import { Link, useSearch } from "@tanstack/react-router";
import { Banknote, Gauge, KeyRound, ShieldCheck, SlidersHorizontal, UserRound } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { clsx } from "clsx";
import { useEffect, useRef } from "react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "../app/page-title.ts";
import { ForSignedIn } from "../session/signed-in.tsx";
import type { SignedIn } from "../session/signed-in.tsx";
import { ApiKeys } from "./api-keys.tsx";
import { Limits } from "./limits.tsx";
import { Money } from "./money.tsx";
import { PreferencesForm } from "./preferences-form.tsx";
import { Profile } from "./profile.tsx";
import { Security } from "./security.tsx";

interface Section {
  readonly tab: string;
  readonly icon: LucideIcon;
  readonly Content: ComponentType<{ readonly person: SignedIn }>;
}

const MONEY: Section = { tab: "money", icon: Banknote, Content: Money };
const SECTIONS: readonly Section[] = [
  MONEY,
  { tab: "profile", icon: UserRound, Content: Profile },
  { tab: "security", icon: ShieldCheck, Content: Security },
  { tab: "keys", icon: KeyRound, Content: ApiKeys },
  { tab: "limits", icon: Gauge, Content: Limits },
  { tab: "preferences", icon: SlidersHorizontal, Content: PreferencesForm },
];

/** Everything about the reader: money, who they are, how they come in, and how they like it. */
export function AccountPage() {
  const { t } = useTranslation();
  usePageTitle(t("account.title"));
  return (
    <ForSignedIn title={t("account.title")} hint={t("account.signedOut")}>
      {(person) => <Account person={person} />}
    </ForSignedIn>
  );
}

function Account({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: "/account" });
  const current = useRef<HTMLAnchorElement>(null);
  // On a phone they do not all fit.
  useEffect(() => {
    current.current?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [tab]);
  const shown = SECTIONS.find((section) => section.tab === tab) ?? MONEY;
  return (
    <div className="grid items-start gap-x-8 gap-y-4 md:grid-cols-[12rem_minmax(0,1fr)]">
      <h1 className="text-xl font-semibold tracking-tight md:col-span-2">{t("account.title")}</h1>
      <nav
        aria-label={t("account.title")}
        className="-mx-4 flex gap-1 overflow-x-auto px-4 md:sticky md:top-20 md:mx-0 md:flex-col md:px-0"
      >
        {SECTIONS.map(({ tab: name, icon: Icon }) => (
          <Link
            key={name}
            ref={name === shown.tab ? current : null}
            to="/account"
            search={{ tab: name }}
            replace
            resetScroll={false}
            aria-current={name === shown.tab ? "page" : undefined}
            className={clsx(
              "flex items-center gap-2.5 rounded-md px-3 py-2 text-sm font-medium whitespace-nowrap transition-colors",
              name === shown.tab
                ? "bg-accent-soft text-accent"
                : "text-ink-2 hover:bg-sunken hover:text-ink",
            )}
          >
            <Icon size={16} aria-hidden /> {t(`account.tabs.${name}`)}
          </Link>
        ))}
      </nav>
      <div className="flex min-w-0 flex-col gap-5">
        <shown.Content person={person} />
      </div>
    </div>
  );
}
