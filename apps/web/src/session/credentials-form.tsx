import type { SignInAnswer } from "@probity/protocol";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { adoptPreferences } from "../account/preferences.ts";
import { problemText } from "../app/problem.ts";
import { Button } from "../ui/button.tsx";
import { Input, NewPassword } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { wordOf } from "../ui/word-of.ts";
import { session } from "./session.ts";
import { WalletSignIn } from "./wallet-sign-in.tsx";

interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Comes in with an address and a password, or with a wallet: for the first time, or again. */
export function CredentialsForm({
  isNew,
  send,
  go,
  onSignedIn,
  children,
}: {
  /** Whether the password is being chosen. */
  readonly isNew: boolean;
  readonly send: (credentials: Credentials) => Promise<SignInAnswer>;
  /** What the button says. */
  readonly go: string;
  readonly onSignedIn: () => void;
  /** Below the password. */
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const accept = async (answer: SignInAnswer): Promise<void> => {
    session.accept(answer);
    await adoptPreferences();
    onSignedIn();
  };
  const come = useMutation({ mutationFn: send, onSuccess: accept });
  return (
    <>
      <form
        className="flex flex-col gap-4"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          const said = new FormData(submitted.currentTarget);
          come.mutate({ email: wordOf(said, "email"), password: wordOf(said, "password") });
        }}
      >
        {come.error === null ? null : <Notice tone="no">{problemText(come.error)}</Notice>}
        <Input
          label={t("signIn.email")}
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
        />
        {isNew ? (
          <NewPassword
            label={t("signIn.password")}
            hint={t("signUp.passwordHint")}
            name="password"
          />
        ) : (
          <Input
            label={t("signIn.password")}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
        {children}
        <Button type="submit" look="primary" isBusy={come.isPending}>
          {go}
        </Button>
      </form>
      <WalletSignIn onAnswer={accept} />
    </>
  );
}
