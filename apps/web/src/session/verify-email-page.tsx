import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { buttonClass } from "../ui/button.tsx";
import { Notice, Skeleton } from "../ui/surface.tsx";
import { CredentialsCard } from "./credentials-card.tsx";
import { useSession } from "./session.ts";
import { venue } from "./venue.ts";

/** Where the letter points by which somebody proves an address; opening it is the proof. */
export function VerifyEmailPage() {
  const { t } = useTranslation();
  const { token } = useSearch({ from: "/verify-email" });
  const state = useSession();
  const queries = useQueryClient();
  const verify = useMutation({
    mutationFn: (proof: string) =>
      venue.call("auth.verify-email", { path: {}, body: { token: proof } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }),
  });
  const { mutate } = verify;
  // A token is good once, and React may run an effect twice.
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (token === undefined || shown.current === token) return;
    shown.current = token;
    mutate(token);
  }, [token, mutate]);
  return (
    <CredentialsCard title={t("signIn.verifyTitle")}>
      {token === undefined ? (
        <Notice tone="warn">{t("signIn.noToken")}</Notice>
      ) : verify.isSuccess ? (
        <Notice tone="yes" title={t("signIn.verified")}>
          {t("signIn.verifiedHint")}
        </Notice>
      ) : verify.error === null ? (
        <Skeleton className="h-16 rounded-md" />
      ) : (
        <Notice tone="no">{problemText(verify.error)}</Notice>
      )}
      {state.status === "signed-in" ? (
        <Link to="/account" search={{ tab: "profile" }} className={buttonClass("secondary")}>
          {t("signIn.toAccount")}
        </Link>
      ) : (
        <Link to="/sign-in" className={buttonClass("secondary")}>
          {t("signIn.go")}
        </Link>
      )}
    </CredentialsCard>
  );
}
