import { UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";

/** Somebody as they let themselves be known: by name, by account, or not at all. */
export function PersonName({
  account,
  username,
}: {
  readonly account: string | null;
  readonly username: string | null;
}) {
  const { t } = useTranslation();
  if (username !== null) return <span className="font-medium">{username}</span>;
  if (account !== null) return <span className="font-mono text-xs text-ink-2">{account}</span>;
  return (
    <span className="inline-flex items-center gap-1.5 text-ink-3">
      <UserRound size={14} aria-hidden /> {t("leaderboard.anonymous")}
    </span>
  );
}
