import { ApiError } from "@probity/client";
import i18next from "i18next";

/** What went wrong, in words for people, and what to do. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError)) return i18next.t("problem.unknown");
  if (error.status === 0) return i18next.t("problem.offline");
  return error.message;
}
