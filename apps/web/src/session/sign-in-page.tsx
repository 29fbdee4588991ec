import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "../app/page-title.ts";
import { CredentialsCard } from "./credentials-card.tsx";
import { CredentialsForm } from "./credentials-form.tsx";
import { venue } from "./venue.ts";

/** Signing in with e-mail and password, or with a wallet. */
export function SignInPage() {
  const { t } = useTranslation();
  const { back } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  usePageTitle(t("signIn.title"));
  return (
    <CredentialsCard title={t("signIn.title")}>
      <CredentialsForm
        isNew={false}
        send={(credentials) => venue.signIn(credentials)}
        go={t("signIn.go")}
        onSignedIn={() => void navigate({ to: back ?? "/" })}
      >
        <Link to="/forgot-password" className="-mt-1 text-xs text-accent hover:underline">
          {t("signIn.forgot")}
        </Link>
      </CredentialsForm>
      <p className="text-sm text-ink-3">
        {t("signIn.new")}{" "}
        <Link to="/sign-up" className="font-medium text-accent hover:underline">
          {t("signIn.register")}
        </Link>
      </p>
    </CredentialsCard>
  );
}
