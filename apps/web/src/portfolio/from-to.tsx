import { useTranslation } from "react-i18next";

/** What is given, and what one gets for it. */
export function FromTo({ from, to }: { readonly from: string; readonly to: string }) {
  const { t } = useTranslation();
  return (
    <dl className="num flex flex-col gap-1.5 rounded-md bg-sunken px-3.5 py-3 text-sm">
      <div className="flex justify-between gap-4">
        <dt className="text-ink-3">{t("portfolio.youGive")}</dt>
        <dd className="text-right font-medium">{from}</dd>
      </div>
      <div className="flex justify-between gap-4">
        <dt className="text-ink-3">{t("portfolio.youGet")}</dt>
        <dd className="text-right font-medium">{to}</dd>
      </div>
    </dl>
  );
}
