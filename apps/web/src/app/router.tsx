import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { NotFound, PageProblem } from "./page-states.tsx";
import { Shell } from "./shell.tsx";

/** Every page of the app; each is loaded when somebody goes there. */
const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: PageProblem,
});

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: (
    search: Record<string, unknown>,
  ): { q?: string; category?: string; sort?: string } => ({
    ...(text(search["q"]) === undefined ? {} : { q: text(search["q"])! }),
    ...(text(search["category"]) === undefined ? {} : { category: text(search["category"])! }),
    ...(text(search["sort"]) === undefined ? {} : { sort: text(search["sort"])! }),
  }),
  component: lazyRouteComponent(() => import("../markets/home-page.tsx"), "HomePage"),
});

const event = createRoute({
  getParentRoute: () => root,
  path: "/event/$ref",
  validateSearch: (
    search: Record<string, unknown>,
  ): { market?: string; outcome?: "yes" | "no"; side?: "sell" } => ({
    ...(text(search["market"]) === undefined ? {} : { market: text(search["market"])! }),
    ...(search["side"] === "sell" ? { side: "sell" } : {}),
    ...(search["outcome"] === "yes" || search["outcome"] === "no"
      ? { outcome: search["outcome"] }
      : {}),
  }),
  component: lazyRouteComponent(() => import("../markets/event-page.tsx"), "EventPage"),
});

const ladder = createRoute({
  getParentRoute: () => root,
  path: "/ladder/$ref",
  component: lazyRouteComponent(() => import("../book/ladder-page.tsx"), "LadderPage"),
});

const portfolio = createRoute({
  getParentRoute: () => root,
  path: "/portfolio",
  validateSearch: tabSearch,
  component: lazyRouteComponent(() => import("../portfolio/portfolio-page.tsx"), "PortfolioPage"),
});

const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  validateSearch: tabSearch,
  component: lazyRouteComponent(() => import("../account/account-page.tsx"), "AccountPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { back?: string } =>
    text(search["back"])?.startsWith("/") === true ? { back: text(search["back"])! } : {},
  component: lazyRouteComponent(() => import("../session/sign-in-page.tsx"), "SignInPage"),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("../session/sign-up-page.tsx"), "SignUpPage"),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(
    () => import("../session/forgot-password-page.tsx"),
    "ForgotPasswordPage",
  ),
});

// Letters point to these two.
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  validateSearch: tokenSearch,
  component: lazyRouteComponent(
    () => import("../session/reset-password-page.tsx"),
    "ResetPasswordPage",
  ),
});

const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: "/verify-email",
  validateSearch: tokenSearch,
  component: lazyRouteComponent(
    () => import("../session/verify-email-page.tsx"),
    "VerifyEmailPage",
  ),
});

const leaderboard = createRoute({
  getParentRoute: () => root,
  path: "/leaderboard",
  component: lazyRouteComponent(() => import("../markets/leaderboard-page.tsx"), "LeaderboardPage"),
});

const admin = createRoute({
  getParentRoute: () => root,
  path: "/admin",
  component: lazyRouteComponent(() => import("../admin/admin-page.tsx"), "AdminPage"),
});

const adminSection = createRoute({
  getParentRoute: () => root,
  path: "/admin/$section",
  component: lazyRouteComponent(() => import("../admin/admin-page.tsx"), "AdminPage"),
});

const adminItem = createRoute({
  getParentRoute: () => root,
  path: "/admin/$section/$ref",
  component: lazyRouteComponent(() => import("../admin/admin-page.tsx"), "AdminPage"),
});

function tabSearch(search: Record<string, unknown>): { tab?: string } {
  return text(search["tab"]) === undefined ? {} : { tab: text(search["tab"])! };
}

function tokenSearch(search: Record<string, unknown>): { token?: string } {
  // A token of digits alone is read as a number.
  const said = search["token"];
  const token = text(typeof said === "number" ? String(said) : said);
  return token === undefined ? {} : { token };
}

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    event,
    ladder,
    portfolio,
    account,
    signIn,
    signUp,
    forgotPassword,
    resetPassword,
    verifyEmail,
    leaderboard,
    admin,
    adminSection,
    adminItem,
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
