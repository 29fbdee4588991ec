import { useMutation, useQuery } from "@tanstack/react-query";
import { formatQuantity } from "@probity/protocol";
import type { Position } from "@probity/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "../app/idempotency-key.ts";
import { problemText } from "../app/problem.ts";
import { dollars, shares } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { typedShares } from "../ticket/typed-figures.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { balanceQuery } from "./balance.ts";
import { FromTo } from "./from-to.tsx";
import { showWrite } from "./own-queries.ts";
import { SharesField } from "./shares-field.tsx";
import { dollarsOf, setsFor, setsIn } from "./sets.ts";

/** Makes complete sets of dollars, or dollars of complete sets: one YES and one NO are a dollar. */
export function SetsDialog({
  kind,
  account,
  market,
  positions,
  onClose,
}: {
  readonly kind: "split" | "merge";
  readonly account: string;
  readonly market: { readonly id: string; readonly question: string };
  readonly positions: readonly Position[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [key] = useState(newKey);
  const { data: balance } = useQuery(balanceQuery(account));
  const most = kind === "split" ? setsFor(balance?.available ?? "0") : setsIn(positions, market.id);
  const typed = typedShares(text);
  const lots = typed.kind === "figure" ? typed.figure : null;
  const change = useMutation({
    mutationFn: (quantity: string) => {
      const wish = { account_id: account, market_id: market.id, quantity };
      return kind === "split" ? venue.portfolio.split(wish, key) : venue.portfolio.merge(wish, key);
    },
    onSuccess: (answer, quantity) => {
      toast("good", t(`portfolio.done.${kind}`, { sets: shares(quantity) }), market.question);
      onClose();
      return showWrite(answer);
    },
  });
  const money = lots === null ? "–" : dollars(dollarsOf(lots));
  const both =
    lots === null ? "–" : t("portfolio.yesAndNo", { shares: shares(formatQuantity(lots)) });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={t(`portfolio.${kind}`)}
      description={t(`portfolio.explain.${kind}`)}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          if (lots !== null) change.mutate(formatQuantity(lots));
        }}
      >
        <p className="text-sm font-medium">{market.question}</p>
        {change.error === null ? null : <Notice tone="no">{problemText(change.error)}</Notice>}
        <SharesField label={t("portfolio.sets")} text={text} onText={setText} most={most} />
        <FromTo from={kind === "split" ? money : both} to={kind === "split" ? both : money} />
        <Button
          type="submit"
          look="primary"
          isBusy={change.isPending}
          disabled={lots === null || lots > most}
        >
          {t(`portfolio.${kind}`)}
        </Button>
      </form>
    </Dialog>
  );
}
