import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { KeysAnswer } from "@probity/protocol";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { day, fromNow } from "../i18n/format.ts";
import { ListSkeleton } from "../app/list-states.tsx";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Badge, Empty } from "../ui/surface.tsx";
import { DataTable } from "../ui/table.tsx";
import type { Column } from "../ui/table.tsx";
import { toast } from "../ui/said.ts";
import { NewKey } from "./new-key.tsx";
import { Section } from "./section.tsx";

type Key = KeysAnswer["keys"][number];

/** Keys for programs: made, looked at and taken back. */
export function ApiKeys({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const { data: keys } = useQuery({
    queryKey: ["keys", person.owner],
    queryFn: async () => (await venue.keys.list()).keys,
  });
  const nth = (account: string): string =>
    t("account.nth", { number: person.accounts.indexOf(account) + 1 });
  const columns: readonly Column<Key>[] = [
    {
      key: "label",
      head: t("account.keys.label"),
      onPhone: "title",
      cell: (row) => (
        <>
          <p className="font-medium break-words">{row.label}</p>
          <p className="num text-xs break-all text-ink-3">{row.key_id}</p>
        </>
      ),
    },
    {
      key: "scopes",
      head: t("account.keys.may"),
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          {row.scopes.map((scope) => (
            <Badge key={scope} tone={scope === "read" ? "neutral" : "warn"}>
              {t(`account.keys.scopes.${scope}`)}
            </Badge>
          ))}
        </span>
      ),
    },
    {
      key: "accounts",
      head: t("account.keys.accounts"),
      cell: (row) =>
        row.account_ids === null
          ? t("account.keys.allAccounts")
          : row.account_ids.map(nth).join(", "),
    },
    {
      key: "used",
      head: t("account.keys.used"),
      cell: (row) =>
        row.last_used_at === null ? t("account.keys.never") : fromNow(row.last_used_at),
      className: "whitespace-nowrap text-ink-2",
    },
    {
      key: "expires",
      head: t("account.keys.expires"),
      cell: (row) =>
        row.expires_at === null ? (
          t("account.keys.doesNot")
        ) : Date.parse(row.expires_at) < Date.now() ? (
          <Badge tone="warn">{t("account.keys.expired")}</Badge>
        ) : (
          day(row.expires_at)
        ),
      className: "whitespace-nowrap text-ink-2",
    },
  ];
  return (
    <Section
      title={t("account.keys.title")}
      hint={t("account.keys.hint")}
      end={<NewKey person={person} />}
    >
      <div className="border-t border-line">
        {keys === undefined ? (
          <ListSkeleton />
        ) : keys.length === 0 ? (
          <Empty title={t("account.keys.none")} icon={<KeyRound size={28} aria-hidden />}>
            {t("account.keys.noneHint")}
          </Empty>
        ) : (
          <DataTable
            label={t("account.keys.title")}
            columns={columns}
            rows={keys}
            keyOf={(row) => row.key_id}
            actions={(row) => <Revoke apiKey={row} />}
          />
        )}
      </div>
    </Section>
  );
}

function Revoke({ apiKey }: { readonly apiKey: Key }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => venue.keys.revoke(apiKey.key_id),
    onSuccess: () => {
      setAsking(false);
      toast("good", t("account.keys.revoked"), apiKey.label);
      return queries.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: (error) => toast("bad", t("account.keys.notRevoked"), problemText(error)),
  });
  return (
    <Dialog
      isOpen={isAsking}
      onOpenChange={setAsking}
      title={t("account.keys.revokeTitle", { label: apiKey.label })}
      description={t("account.keys.revokeHint")}
      trigger={
        <Button
          size="sm"
          look="quiet"
          aria-label={t("account.keys.revokeOf", { label: apiKey.label })}
        >
          {t("account.keys.revoke")}
        </Button>
      }
    >
      <div className="flex justify-end gap-2">
        <Button onClick={() => setAsking(false)}>{t("common.cancel")}</Button>
        <Button look="danger" isBusy={revoke.isPending} onClick={() => revoke.mutate()}>
          {t("account.keys.revoke")}
        </Button>
      </div>
    </Dialog>
  );
}
