import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { dollars, moment, shares } from "../i18n/format.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { Skeleton } from "../ui/surface.tsx";
import { KeepingAway } from "./keeping-away.tsx";
import { accountsQuery } from "./own-account.ts";
import { Section, SectionBody } from "./section.tsx";

/** What the account may do at most, what protects it, and keeping away for a while. */
export function Limits({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const { data: accounts } = useQuery(accountsQuery(person.owner));
  const { data: safety } = useQuery({
    queryKey: ["accounts", "safety", person.account],
    queryFn: () => venue.safety.state({ account_id: person.account }),
    refetchInterval: 10_000,
  });
  const account = accounts?.find(({ account_id: id }) => id === person.account);
  const limit = (value: string): string =>
    Number(value) === 0 ? t("account.limits.none") : dollars(value);
  return (
    <>
      <Section title={t("account.limits.title")} hint={t("account.limits.hint")}>
        <SectionBody>
          {account === undefined ? (
            <Skeleton className="h-40" />
          ) : (
            <dl className="num divide-y divide-line text-sm">
              <Fact label={t("account.limits.status")}>
                {t(`account.status.${account.status}`)}
              </Fact>
              <Fact label={t("account.limits.order")}>
                {limit(account.limits.max_order_notional)}
              </Fact>
              <Fact label={t("account.limits.exposure")}>
                {Number(account.limits.max_exposure) === 0
                  ? dollars(account.exposure)
                  : t("account.limits.of", {
                      now: dollars(account.exposure),
                      most: dollars(account.limits.max_exposure),
                    })}
              </Fact>
              <Fact label={t("account.limits.deposit")}>
                {limit(account.limits.max_daily_deposit)}
              </Fact>
              <Fact label={t("account.limits.openOrders")}>
                {t("account.limits.of", {
                  now: shares(account.open_orders),
                  most: shares(account.max_open_orders),
                })}
              </Fact>
            </dl>
          )}
        </SectionBody>
      </Section>
      <Section title={t("account.safety.title")} hint={t("account.safety.hint")}>
        <SectionBody>
          {safety === undefined ? (
            <Skeleton className="h-16" />
          ) : (
            <dl className="num divide-y divide-line text-sm">
              <Fact label={t("account.safety.deadMan")}>
                {safety.deadline === null
                  ? t("account.safety.off")
                  : t("account.safety.until", { when: moment(safety.deadline) })}
              </Fact>
              <Fact label={t("account.safety.sessions")}>{safety.session_ids.length}</Fact>
            </dl>
          )}
        </SectionBody>
      </Section>
      <KeepingAway person={person} />
    </>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-4 py-2.5">
      <dt className="text-ink-3">{label}</dt>
      <dd className="text-right font-medium">{children}</dd>
    </div>
  );
}
