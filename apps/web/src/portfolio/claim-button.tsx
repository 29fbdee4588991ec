import { useMutation } from "@tanstack/react-query";
import type { Position } from "@probity/protocol";
import { HandCoins } from "lucide-react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { dollars } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { toast } from "../ui/said.ts";
import { showWrite } from "./own-queries.ts";

/** Takes the payout of a market that is paying out; it comes by itself as well. */
export function ClaimButton({
  account,
  position,
}: {
  readonly account: string;
  readonly position: Position;
}) {
  const { t } = useTranslation();
  const claim = useMutation({
    mutationFn: () => venue.portfolio.claim({ account_id: account, market_id: position.market_id }),
    onSuccess: (answer) => {
      toast("good", t("portfolio.claimed", { amount: dollars(answer.paid) }));
      return showWrite(answer);
    },
    onError: (error) => toast("bad", t("portfolio.notClaimed"), problemText(error)),
  });
  return (
    <Button look="yes" size="sm" isBusy={claim.isPending} onClick={() => claim.mutate()}>
      <HandCoins size={14} aria-hidden /> {t("portfolio.claim")}
    </Button>
  );
}
