import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { CredentialsCard } from "./credentials-card.tsx";
import { session } from "./session.ts";
import { wordOf } from "./sign-in-page.tsx";
import { venue } from "./venue.ts";
import { WalletSignIn } from "./wallet-sign-in.tsx";

/** Registering; the account is there at once. */
export function SignUpPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const goOn = () => void navigate({ to: "/account", search: { tab: "money" } });
  const register = useMutation({
    mutationFn: (credentials: { email: string; password: string }) => venue.register(credentials),
    onSuccess: (answer) => {
      session.accept(answer);
      goOn();
    },
  });
  return (
    <CredentialsCard title={t("signUp.title")}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          const said = new FormData(submitted.currentTarget);
          register.mutate({ email: wordOf(said, "email"), password: wordOf(said, "password") });
        }}
      >
        {register.error === null ? null : <Notice tone="no">{problemText(register.error)}</Notice>}
        <Input
          label={t("signIn.email")}
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
        />
        <Input
          label={t("signIn.password")}
          hint={t("signUp.passwordHint")}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          maxLength={200}
          required
        />
        <Button type="submit" look="primary" isBusy={register.isPending}>
          {t("signUp.go")}
        </Button>
      </form>
      <WalletSignIn onSignedIn={goOn} />
      <p className="text-sm text-ink-3">
        {t("signUp.known")}{" "}
        <Link to="/sign-in" className="font-medium text-accent hover:underline">
          {t("signIn.go")}
        </Link>
      </p>
    </CredentialsCard>
  );
}
