import { useTranslation } from "react-i18next";

/** Whose charts they are: the licence wants it said, and a logo would cover the line. */
export function ChartsBy() {
  const { t } = useTranslation();
  return (
    <a
      href="https://www.tradingview.com/"
      rel="noreferrer"
      className="shrink-0 text-2xs text-ink-3 hover:underline"
    >
      {t("event.chartsBy")}
    </a>
  );
}
