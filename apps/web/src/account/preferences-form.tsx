import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { setTheme, useTheme } from "../app/theme.ts";
import { speak } from "../i18n/index.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { CONFIRMATIONS, setConfirmation, useConfirmation } from "../ticket/confirmation.ts";
import { Select } from "../ui/field.tsx";
import { Skeleton } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { preferencesQuery } from "./own-account.ts";
import { isConfirmation, isLanguage } from "./preferences.ts";
import type { Preferences } from "./preferences.ts";
import { Section, SectionBody } from "./section.tsx";

const LEADERBOARD = ["account", "username", "anonymous", "hidden"] as const;

/** How one likes it: at once on this page, and kept for the next browser one signs in with. */
export function PreferencesForm({ person }: { readonly person: SignedIn }) {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  const confirmation = useConfirmation();
  const queries = useQueryClient();
  const options = preferencesQuery(person.owner);
  const { data: kept } = useQuery(options);
  const keep = useMutation({
    // What this app does not know stays as it is.
    mutationFn: (change: Preferences) =>
      venue.person.setPreferences({ preferences: { ...kept, ...change } }),
    onSuccess: ({ preferences }) => queries.setQueryData(options.queryKey, preferences),
    onError: (error) => toast("bad", t("account.preferences.notKept"), problemText(error)),
  });
  const leaderboard = LEADERBOARD.find((one) => one === kept?.["leaderboard"]) ?? "account";
  if (kept === undefined) return <Skeleton className="h-80 rounded-lg" />;
  return (
    <>
      <Section title={t("account.preferences.title")} hint={t("account.preferences.hint")}>
        <SectionBody>
          <div className="grid gap-4 sm:grid-cols-2">
            <Select
              label={t("account.preferences.language")}
              value={i18n.language}
              onChange={({ target: { value } }) => {
                if (!isLanguage(value)) return;
                void speak(value);
                keep.mutate({ language: value });
              }}
            >
              <option value="en" lang="en">
                English
              </option>
              <option value="zh" lang="zh">
                中文
              </option>
            </Select>
            <Select
              label={t("account.preferences.theme")}
              value={theme}
              onChange={({ target: { value } }) => {
                const next = value === "dark" ? "dark" : "light";
                setTheme(next);
                keep.mutate({ theme: next });
              }}
            >
              <option value="light">{t("shell.light")}</option>
              <option value="dark">{t("shell.dark")}</option>
            </Select>
            <Select
              label={t("account.preferences.confirm")}
              hint={t("account.preferences.confirmHint")}
              value={confirmation}
              onChange={({ target: { value } }) => {
                if (!isConfirmation(value)) return;
                setConfirmation(value);
                keep.mutate({ confirm_orders: value });
              }}
            >
              {CONFIRMATIONS.map((one) => (
                <option key={one} value={one}>
                  {t(`account.preferences.confirmations.${one}`)}
                </option>
              ))}
            </Select>
          </div>
        </SectionBody>
      </Section>
      <Section title={t("account.preferences.privacy")} hint={t("account.preferences.privacyHint")}>
        <SectionBody>
          <div className="grid gap-4 sm:grid-cols-2">
            <Select
              label={t("account.preferences.leaderboard")}
              hint={t(`account.preferences.leaderboardHints.${leaderboard}`)}
              value={leaderboard}
              onChange={({ target }) => keep.mutate({ leaderboard: target.value })}
            >
              {LEADERBOARD.map((one) => (
                <option key={one} value={one}>
                  {t(`account.preferences.leaderboards.${one}`)}
                </option>
              ))}
            </Select>
          </div>
        </SectionBody>
      </Section>
    </>
  );
}
