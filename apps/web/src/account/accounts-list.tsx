import { useMutation, useQuery } from "@tanstack/react-query";
import type { Account } from "@probity/protocol";
import { Check, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { dollars } from "../i18n/format.ts";
import { showWrite } from "../portfolio/own-queries.ts";
import { session } from "../session/session.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Badge } from "../ui/surface.tsx";
import { DataTable } from "../ui/table.tsx";
import type { Column } from "../ui/table.tsx";
import { toast } from "../ui/said.ts";
import { ListSkeleton } from "../app/list-states.tsx";
import { accountsQuery } from "./own-account.ts";
import { Section } from "./section.tsx";

/** One's accounts: what is in each, which one the page trades for, and another one. */
export function AccountsList({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const { data: accounts } = useQuery(accountsQuery(person.owner));
  const open = useMutation({
    mutationFn: () => venue.accounts.open(),
    onSuccess: async (answer) => {
      toast("good", t("account.money.opened"));
      await showWrite(answer);
      session.choose(answer.account.account_id);
    },
    onError: (error) => toast("bad", t("account.money.notOpened"), problemText(error)),
  });
  const columns: readonly Column<Account>[] = [
    {
      key: "account",
      head: t("account.account"),
      onPhone: "title",
      cell: (row) => (
        <>
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {t("account.nth", {
              number: (accounts ?? []).findIndex(({ account_id: id }) => id === row.account_id) + 1,
            })}
            {row.account_id === person.account ? (
              <Badge tone="accent">
                <Check size={12} aria-hidden /> {t("account.money.inUse")}
              </Badge>
            ) : null}
            {row.status === "active" ? null : (
              <Badge tone="warn">{t(`account.status.${row.status}`)}</Badge>
            )}
          </p>
          <p className="text-xs text-ink-3">{row.account_id}</p>
        </>
      ),
    },
    {
      key: "available",
      head: t("portfolio.available"),
      isFigure: true,
      cell: (row) => dollars(row.balances[0]?.available ?? "0"),
    },
    {
      key: "held",
      head: t("portfolio.inOrders"),
      isFigure: true,
      cell: (row) => dollars(row.balances[0]?.held ?? "0"),
    },
    {
      key: "total",
      head: t("account.money.total"),
      isFigure: true,
      onPhone: "lead",
      cell: (row) => <span className="font-medium">{dollars(row.balances[0]?.total ?? "0")}</span>,
    },
  ];
  return (
    <Section
      title={t("account.money.accounts")}
      hint={t("account.money.accountsHint")}
      end={
        <Button size="sm" isBusy={open.isPending} onClick={() => open.mutate()}>
          {open.isPending ? null : <Plus size={14} aria-hidden />} {t("account.money.open")}
        </Button>
      }
    >
      {accounts === undefined ? (
        <ListSkeleton />
      ) : (
        <div className="border-t border-line">
          <DataTable
            label={t("account.money.accounts")}
            columns={columns}
            rows={accounts}
            keyOf={(row) => row.account_id}
            actions={(row) =>
              row.account_id === person.account ? null : (
                <Button size="sm" look="quiet" onClick={() => session.choose(row.account_id)}>
                  {t("account.money.use")}
                </Button>
              )
            }
          />
        </div>
      )}
    </Section>
  );
}
