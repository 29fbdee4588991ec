import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Sparkles } from "lucide-react";
import type { SignedIn } from "../session/signed-in.tsx";
import { Notice, Skeleton } from "../ui/surface.tsx";
import { AccountsList } from "./accounts-list.tsx";
import { DepositForm } from "./deposit-form.tsx";
import { accountsQuery, venueStatusQuery } from "./own-account.ts";
import { Section, SectionBody } from "./section.tsx";
import { TransferForm } from "./transfer-form.tsx";
import { WithdrawForm } from "./withdraw-form.tsx";

/** What one has in which account, and money in, out and between them. */
export function Money({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const { data: accounts } = useQuery(accountsQuery(person.owner));
  const { data: status } = useQuery(venueStatusQuery);
  const chosen = accounts?.find(({ account_id: id }) => id === person.account);
  const available = chosen?.balances[0]?.available ?? "0";
  const isNew =
    accounts !== undefined &&
    accounts.every(({ balances }) => balances.every(({ total }) => Number(total) === 0)) &&
    accounts.every(({ exposure }) => Number(exposure) === 0);
  return (
    <>
      {isNew && status?.play_money === true ? (
        <Notice tone="accent">
          <span className="flex items-center gap-2.5">
            <Sparkles size={16} aria-hidden className="shrink-0" /> {t("account.money.welcome")}
          </span>
        </Notice>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Section
          title={t("account.money.deposit")}
          hint={t(
            status?.play_money === false
              ? "account.money.depositReal"
              : "account.money.depositHint",
          )}
        >
          <SectionBody>
            {status === undefined || chosen === undefined ? (
              <Skeleton className="h-32" />
            ) : status.play_money ? (
              <DepositForm account={chosen} />
            ) : (
              <Notice>{t("account.money.noPlayMoney")}</Notice>
            )}
          </SectionBody>
        </Section>
        <Section
          id="withdraw"
          title={t("account.money.withdraw")}
          hint={t(
            status?.play_money === false
              ? "account.money.withdrawReal"
              : "account.money.withdrawHint",
          )}
        >
          <SectionBody>
            {chosen === undefined ? (
              <Skeleton className="h-32" />
            ) : (
              <WithdrawForm account={chosen.account_id} available={available} />
            )}
          </SectionBody>
        </Section>
      </div>
      <AccountsList person={person} />
      {accounts !== undefined && accounts.length > 1 ? (
        <Section title={t("account.money.transfer")} hint={t("account.money.transferHint")}>
          <SectionBody>
            <TransferForm key={person.account} person={person} accounts={accounts} />
          </SectionBody>
        </Section>
      ) : null}
    </>
  );
}
