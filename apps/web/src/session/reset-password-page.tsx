import { useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { NewPassword } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { wordOf } from "../ui/word-of.ts";
import { CredentialsCard } from "./credentials-card.tsx";
import { venue } from "./venue.ts";

/** Where the letter about a new password points. */
export function ResetPasswordPage() {
  const { t } = useTranslation();
  const { token } = useSearch({ from: "/reset-password" });
  const reset = useMutation({
    mutationFn: (password: string) =>
      venue.call("auth.reset-password", { path: {}, body: { token, password } }),
  });
  if (token === undefined) {
    return (
      <CredentialsCard title={t("signIn.newPassword")}>
        <Notice tone="warn">{t("signIn.noToken")}</Notice>
        <Link to="/forgot-password" className={buttonClass("secondary")}>
          {t("signIn.sendLetter")}
        </Link>
      </CredentialsCard>
    );
  }
  return (
    <CredentialsCard title={t("signIn.newPassword")}>
      {reset.isSuccess ? (
        <>
          <Notice tone="yes" title={t("signIn.passwordSet")}>
            {t("signIn.passwordSetHint")}
          </Notice>
          <Link to="/sign-in" className={buttonClass("primary")}>
            {t("signIn.go")}
          </Link>
        </>
      ) : (
        <form
          className="flex flex-col gap-4"
          onSubmit={(submitted) => {
            submitted.preventDefault();
            reset.mutate(wordOf(new FormData(submitted.currentTarget), "password"));
          }}
        >
          {reset.error === null ? null : (
            <Notice tone="no">
              {problemText(reset.error)}{" "}
              <Link to="/forgot-password" className="font-medium underline">
                {t("signIn.sendAnother")}
              </Link>
            </Notice>
          )}
          <NewPassword
            label={t("signIn.newPassword")}
            hint={t("signUp.passwordHint")}
            name="password"
            autoFocus
          />
          <Button type="submit" look="primary" isBusy={reset.isPending}>
            {t("signIn.setPassword")}
          </Button>
        </form>
      )}
    </CredentialsCard>
  );
}
