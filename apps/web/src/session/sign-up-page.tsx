import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "../app/page-title.ts";
import { CredentialsCard } from "./credentials-card.tsx";
import { CredentialsForm } from "./credentials-form.tsx";
import { venue } from "./venue.ts";

/** Registering; the account is there at once. */
export function SignUpPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  usePageTitle(t("signUp.title"));
  return (
    <CredentialsCard title={t("signUp.title")}>
      <CredentialsForm
        isNew
        send={(credentials) => venue.register(credentials)}
        go={t("signUp.go")}
        onSignedIn={() => void navigate({ to: "/account", search: { tab: "money" } })}
      />
      <p className="text-sm text-ink-3">
        {t("signUp.known")}{" "}
        <Link to="/sign-in" className="font-medium text-accent hover:underline">
          {t("signIn.go")}
        </Link>
      </p>
    </CredentialsCard>
  );
}
