import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { adoptPreferences } from "../account/preferences.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { CredentialsCard } from "./credentials-card.tsx";
import { session } from "./session.ts";
import { venue } from "./venue.ts";
import { WalletSignIn } from "./wallet-sign-in.tsx";

/** Signing in with e-mail and password, or with a wallet. */
export function SignInPage() {
  const { t } = useTranslation();
  const { back } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const goOn = () => void navigate({ to: back ?? "/" });
  const signIn = useMutation({
    mutationFn: (credentials: { email: string; password: string }) => venue.signIn(credentials),
    onSuccess: async (answer) => {
      session.accept(answer);
      await adoptPreferences();
      goOn();
    },
  });
  return (
    <CredentialsCard title={t("signIn.title")}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          const said = new FormData(submitted.currentTarget);
          signIn.mutate({ email: wordOf(said, "email"), password: wordOf(said, "password") });
        }}
      >
        {signIn.error === null ? null : <Notice tone="no">{problemText(signIn.error)}</Notice>}
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
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Link to="/forgot-password" className="-mt-1 text-xs text-accent hover:underline">
          {t("signIn.forgot")}
        </Link>
        <Button type="submit" look="primary" isBusy={signIn.isPending}>
          {t("signIn.go")}
        </Button>
      </form>
      <WalletSignIn onSignedIn={goOn} />
      <p className="text-sm text-ink-3">
        {t("signIn.new")}{" "}
        <Link to="/sign-up" className="font-medium text-accent hover:underline">
          {t("signIn.register")}
        </Link>
      </p>
    </CredentialsCard>
  );
}

/** What was typed into a field; "" when there is none. */
export function wordOf(said: FormData, name: string): string {
  const word = said.get(name);
  return typeof word === "string" ? word : "";
}
