import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { queries } from "../app/queries.ts";
import { session } from "../session/session.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Input } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { Section, SectionBody } from "./section.tsx";

/** Being forgotten, after writing down that one means it. */
export function Erase() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const word = t("account.erase.word");
  const erase = useMutation({
    mutationFn: () => venue.call("auth.erase", { path: {} }),
    onSuccess: async () => {
      await session.signOut();
      queries.clear();
      toast("good", t("account.erase.done"));
      await navigate({ to: "/" });
    },
  });
  return (
    <Section title={t("account.erase.title")} hint={t("account.erase.hint")}>
      <SectionBody>
        <Dialog
          title={t("account.erase.sure")}
          description={t("account.erase.consequences")}
          onOpenChange={() => setTyped("")}
          trigger={
            <Button look="danger" className="self-start">
              {t("account.erase.go")}
            </Button>
          }
        >
          <form
            className="flex flex-col gap-4"
            onSubmit={(submitted) => {
              submitted.preventDefault();
              if (typed === word) erase.mutate();
            }}
          >
            {erase.error === null ? null : <Notice tone="no">{problemText(erase.error)}</Notice>}
            <Notice tone="warn">{t("account.erase.withdrawFirst")}</Notice>
            <Input
              label={t("account.erase.type", { word })}
              value={typed}
              autoComplete="off"
              onChange={({ target }) => setTyped(target.value)}
            />
            <Button type="submit" look="danger" isBusy={erase.isPending} disabled={typed !== word}>
              {t("account.erase.go")}
            </Button>
          </form>
        </Dialog>
      </SectionBody>
    </Section>
  );
}
