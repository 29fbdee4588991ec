import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CreateKeyJson, CreatedKeyAnswer } from "@probity/protocol";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Input, Select } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { wordOf } from "../ui/word-of.ts";
import { CheckField } from "./check-field.tsx";
import { CopyField } from "./copy-field.tsx";
import { LASTS, wishOf } from "./key-wish.ts";

type Scope = CreateKeyJson["scopes"][number];

/** Makes a key; what it is used with is shown once, and is gone with the dialog. */
export function NewKey({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<CreatedKeyAnswer | null>(null);
  const open = (next: boolean): void => {
    setOpen(next);
    if (!next) setMade(null);
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={open}
      title={made === null ? t("account.keys.new") : t("account.keys.made")}
      description={made === null ? t("account.keys.newHint") : t("account.keys.madeHint")}
      trigger={
        <Button size="sm" look="primary">
          <Plus size={14} aria-hidden /> {t("account.keys.new")}
        </Button>
      }
    >
      {made === null ? (
        <KeyForm person={person} onMade={setMade} />
      ) : (
        <div className="flex flex-col gap-4">
          <Notice tone="warn">{t("account.keys.once")}</Notice>
          <CopyField label={t("account.keys.id")} value={made.key.key_id} />
          <CopyField label={t("account.keys.secret")} value={made.secret} />
          <CopyField label={t("account.keys.passphrase")} value={made.passphrase} />
          <Button look="primary" onClick={() => open(false)}>
            {t("account.keys.kept")}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function KeyForm({
  person,
  onMade,
}: {
  readonly person: SignedIn;
  readonly onMade: (made: CreatedKeyAnswer) => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"]);
  const [accounts, setAccounts] = useState<readonly string[]>([]);
  const offered: readonly Scope[] =
    person.role === "user" ? ["read", "trade", "transfer"] : ["read", "trade", "transfer", "admin"];
  const create = useMutation({
    mutationFn: (wish: CreateKeyJson) => venue.keys.create(wish),
    onSuccess: (answer) => {
      onMade(answer);
      return queries.invalidateQueries({ queryKey: ["keys"] });
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        const said = new FormData(submitted.currentTarget);
        create.mutate(
          wishOf({
            label: wordOf(said, "label").trim(),
            scopes,
            accounts,
            lasts: wordOf(said, "lasts"),
            now: Date.now(),
          }),
        );
      }}
    >
      {create.error === null ? null : <Notice tone="no">{problemText(create.error)}</Notice>}
      <Input
        label={t("account.keys.label")}
        hint={t("account.keys.labelHint")}
        name="label"
        maxLength={64}
        autoComplete="off"
        required
        autoFocus
      />
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1.5 text-xs font-medium text-ink-2">{t("account.keys.may")}</legend>
        {offered.map((scope) => (
          <CheckField
            key={scope}
            label={t(`account.keys.scopes.${scope}`)}
            hint={t(`account.keys.scopeHints.${scope}`)}
            isChecked={scopes.includes(scope)}
            onChange={(isWanted) =>
              setScopes(isWanted ? [...scopes, scope] : scopes.filter((one) => one !== scope))
            }
          />
        ))}
      </fieldset>
      {person.accounts.length > 1 && !scopes.includes("admin") ? (
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1.5 text-xs font-medium text-ink-2">
            {t("account.keys.onlyAccounts")}
          </legend>
          {person.accounts.map((account, index) => (
            <CheckField
              key={account}
              label={t("account.nth", { number: index + 1 })}
              hint={account}
              isChecked={accounts.includes(account)}
              onChange={(isWanted) =>
                setAccounts(
                  isWanted ? [...accounts, account] : accounts.filter((one) => one !== account),
                )
              }
            />
          ))}
        </fieldset>
      ) : null}
      <Select label={t("account.keys.lasts")} name="lasts" defaultValue="90">
        {LASTS.map((days) => (
          <option key={days} value={days}>
            {days === "forever"
              ? t("account.keys.forever")
              : t("account.days", { count: Number(days) })}
          </option>
        ))}
      </Select>
      <Button type="submit" look="primary" isBusy={create.isPending} disabled={scopes.length === 0}>
        {t("account.keys.make")}
      </Button>
    </form>
  );
}
