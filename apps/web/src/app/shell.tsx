import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { ChartNoAxesColumn, Store, Trophy, Wallet } from "lucide-react";
import { useTranslation } from "react-i18next";
import { dollars } from "../i18n/format.ts";
import { ConnectionBar } from "../live/connection-bar.tsx";
import { useOwnNews } from "../live/own-news.ts";
import { SearchBox } from "../markets/search-box.tsx";
import { balanceQuery } from "../portfolio/balance.ts";
import { useSession } from "../session/session.ts";
import { buttonClass } from "../ui/button.tsx";
import { Logo } from "../ui/logo.tsx";
import { Skeleton } from "../ui/surface.tsx";
import { MenuButton } from "./menu-button.tsx";

/** What stands around every page: a bar above, and on a phone the ways to go below. */
export function Shell() {
  const { t } = useTranslation();
  useOwnNews();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
      >
        {t("shell.skip")}
      </a>
      <header className="sticky top-0 z-30 border-b border-line bg-surface/95 backdrop-blur">
        <div className="mx-auto flex h-14 max-w-[90rem] items-center gap-3 px-4">
          <Link
            to="/"
            className="flex items-center gap-2 font-semibold tracking-tight"
            aria-label={t("shell.homeLabel")}
          >
            <Logo />
            <span className="hidden sm:inline">Probity</span>
          </Link>
          <nav
            aria-label={t("shell.navigation")}
            className="ml-2 hidden items-center gap-1 md:flex"
          >
            <TopLink to="/">{t("shell.markets")}</TopLink>
            <TopLink to="/portfolio">{t("shell.portfolio")}</TopLink>
            <TopLink to="/leaderboard">{t("shell.leaderboard")}</TopLink>
          </nav>
          <div className="min-w-0 flex-1 md:mx-4">
            <SearchBox />
          </div>
          <Person />
        </div>
      </header>
      <ConnectionBar />
      <main id="main" className="mx-auto w-full max-w-[90rem] flex-1 px-4 py-5 pb-24 md:pb-10">
        <Outlet />
      </main>
      <BottomBar />
    </div>
  );
}

function TopLink({
  to,
  children,
}: {
  readonly to: "/" | "/portfolio" | "/leaderboard";
  readonly children: string;
}) {
  return (
    <Link
      to={to}
      activeOptions={{ exact: true, includeSearch: false }}
      className="rounded-sm px-2.5 py-1.5 text-sm font-medium text-ink-2 hover:bg-sunken hover:text-ink data-[status=active]:text-ink"
    >
      {children}
    </Link>
  );
}

function Person() {
  const { t } = useTranslation();
  const state = useSession();
  if (state.status === "unknown") return <Skeleton className="h-9 w-28" />;
  if (state.status === "signed-out") {
    return (
      <div className="flex items-center gap-2">
        <MenuButton isSignedIn={false} />
        <Link to="/sign-in" className={buttonClass("secondary", "sm")}>
          {t("shell.signIn")}
        </Link>
        <Link to="/sign-up" className={`hidden sm:inline-flex ${buttonClass("primary", "sm")}`}>
          {t("shell.signUp")}
        </Link>
      </div>
    );
  }
  return (
    <div className="flex items-center gap-2">
      <BalanceChip account={state.account} />
      <MenuButton isSignedIn />
    </div>
  );
}

function BalanceChip({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(balanceQuery(account));
  return (
    <Link
      to="/account"
      search={{ tab: "money" }}
      className="num rounded-md px-2 py-1 text-right hover:bg-sunken"
    >
      <span className="block text-2xs text-ink-3">{t("shell.available")}</span>
      <span data-testid="available" className="block text-sm font-semibold">
        {data === undefined ? "–" : dollars(data.available)}
      </span>
    </Link>
  );
}

function BottomBar() {
  const { t } = useTranslation();
  const className =
    "flex flex-1 flex-col items-center gap-0.5 py-2 text-2xs font-medium text-ink-3 data-[status=active]:text-accent";
  return (
    <nav
      aria-label={t("shell.navigation")}
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <Link to="/" activeOptions={{ exact: true, includeSearch: false }} className={className}>
        <Store size={20} aria-hidden /> {t("shell.markets")}
      </Link>
      <Link to="/portfolio" className={className}>
        <ChartNoAxesColumn size={20} aria-hidden /> {t("shell.portfolio")}
      </Link>
      <Link to="/leaderboard" className={className}>
        <Trophy size={20} aria-hidden /> {t("shell.leaderboard")}
      </Link>
      <Link to="/account" className={className}>
        <Wallet size={20} aria-hidden /> {t("shell.account")}
      </Link>
    </nav>
  );
}
