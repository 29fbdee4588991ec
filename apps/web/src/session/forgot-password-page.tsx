import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { wordOf } from "../ui/word-of.ts";
import { CredentialsCard } from "./credentials-card.tsx";
import { venue } from "./venue.ts";

/** Has a letter sent by which a new password can be chosen; it does not tell whether anybody has the address. */
export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const ask = useMutation({
    mutationFn: (email: string) =>
      venue.call("auth.request-password-reset", { path: {}, body: { email } }),
  });
  return (
    <CredentialsCard title={t("signIn.forgotTitle")}>
      {ask.isSuccess ? (
        <Notice tone="accent" title={t("signIn.letterSent")}>
          {t("signIn.letterSentHint", { email: ask.variables })}
        </Notice>
      ) : (
        <form
          className="flex flex-col gap-4"
          onSubmit={(submitted) => {
            submitted.preventDefault();
            ask.mutate(wordOf(new FormData(submitted.currentTarget), "email"));
          }}
        >
          <p className="text-sm text-ink-3">{t("signIn.forgotHint")}</p>
          {ask.error === null ? null : <Notice tone="no">{problemText(ask.error)}</Notice>}
          <Input
            label={t("signIn.email")}
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus
          />
          <Button type="submit" look="primary" isBusy={ask.isPending}>
            {t("signIn.sendLetter")}
          </Button>
        </form>
      )}
      <Link to="/sign-in" className="text-sm font-medium text-accent hover:underline">
        {t("signIn.backToSignIn")}
      </Link>
    </CredentialsCard>
  );
}
