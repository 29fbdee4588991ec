import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { showWrite } from "./own-queries.ts";

/** Cancels every order of the account, after asking once. */
export function CancelAll({
  account,
  count,
}: {
  readonly account: string;
  readonly count: number;
}) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => venue.orders.cancelAll({ account_id: account }),
    onSuccess: (answer) => {
      setAsking(false);
      toast("good", t("portfolio.cancelledCount", { count: answer.cancelled.length }));
      return showWrite(answer);
    },
  });
  return (
    <Dialog
      isOpen={isAsking}
      onOpenChange={setAsking}
      title={t("portfolio.cancelAllTitle", { count })}
      description={t("portfolio.cancelAllHint")}
      trigger={
        <Button size="sm" look="danger">
          {t("portfolio.cancelAll")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {cancel.error === null ? null : <Notice tone="no">{problemText(cancel.error)}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsking(false)}>{t("portfolio.keepThem")}</Button>
          <Button look="danger" isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
            {t("portfolio.cancelAll")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
