import { useTranslation } from "react-i18next";
import { session } from "../session/session.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { Select } from "../ui/field.tsx";

/** Which account the page is about and trades for; who has one account need not choose. */
export function AccountChoice({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  if (person.accounts.length < 2) return null;
  return (
    <Select
      label={t("portfolio.account")}
      isLabelHidden
      className="h-8! w-auto! text-xs!"
      value={person.account}
      onChange={({ target }) => session.choose(target.value)}
    >
      {person.accounts.map((account, index) => (
        <option key={account} value={account}>
          {t("account.nth", { number: index + 1 })}
        </option>
      ))}
    </Select>
  );
}
