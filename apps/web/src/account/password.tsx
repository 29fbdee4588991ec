import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { session } from "../session/session.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input, NewPassword } from "../ui/field.tsx";
import { Notice, Skeleton } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { wordOf } from "../ui/word-of.ts";
import { meQuery } from "./own-account.ts";
import { Section, SectionBody } from "./section.tsx";

/** A new password; every other sign-in ends with it. */
export function PasswordSection({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const { data: me } = useQuery(meQuery(person.owner));
  const change = useMutation({
    mutationFn: (said: { current: string; next: string }) =>
      venue.changePassword({
        new_password: said.next,
        ...(said.current === "" ? {} : { current_password: said.current }),
      }),
    onSuccess: async (answer) => {
      session.accept(answer);
      form.current?.reset();
      toast("good", t("account.password.changed"));
      await queries.invalidateQueries({ queryKey: ["me"] });
      await queries.invalidateQueries({ queryKey: ["sign-ins"] });
    },
  });
  return (
    <Section title={t("account.password.title")} hint={t("account.password.hint")}>
      <SectionBody>
        {me === undefined ? (
          <Skeleton className="h-40" />
        ) : (
          <form
            ref={form}
            className="flex max-w-lg flex-col gap-4"
            onSubmit={(submitted) => {
              submitted.preventDefault();
              const said = new FormData(submitted.currentTarget);
              change.mutate({ current: wordOf(said, "current"), next: wordOf(said, "next") });
            }}
          >
            {change.error === null ? null : <Notice tone="no">{problemText(change.error)}</Notice>}
            {/* Password managers want to know for whom. */}
            <input
              type="text"
              autoComplete="username"
              value={me.email ?? me.owner_id}
              readOnly
              hidden
            />
            {me.has_password ? (
              <Input
                label={t("account.password.current")}
                name="current"
                type="password"
                autoComplete="current-password"
                required
              />
            ) : null}
            <NewPassword
              label={t("account.password.next")}
              hint={t("signUp.passwordHint")}
              name="next"
            />
            <Button type="submit" className="self-start" isBusy={change.isPending}>
              {t(me.has_password ? "account.password.change" : "account.password.set")}
            </Button>
          </form>
        )}
      </SectionBody>
    </Section>
  );
}
