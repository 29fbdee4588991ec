import type { SignInAnswer } from "@probity/protocol";
import { useMutation } from "@tanstack/react-query";
import { Wallet } from "lucide-react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/surface.tsx";
import { venue } from "./venue.ts";
import { connectWallet, walletOfBrowser } from "./wallet.ts";

/** Signs in with the browser's wallet; whoever has none is not bothered. */
export function WalletSignIn({
  onAnswer,
}: {
  readonly onAnswer: (answer: SignInAnswer) => Promise<void>;
}) {
  const { t } = useTranslation();
  const provider = walletOfBrowser();
  const signIn = useMutation({
    mutationFn: async () => {
      if (provider === null) throw new Error("no wallet");
      const wallet = await connectWallet(provider);
      const challenge = { address: wallet.address, chain_id: wallet.chainId };
      const { message } = await venue.walletChallenge(challenge);
      const proof = { message, signature: await wallet.sign(message) };
      return venue.signInWithWallet(proof);
    },
    onSuccess: onAnswer,
  });
  if (provider === null) return null;
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-5">
      {signIn.error === null ? null : <Notice tone="no">{problemText(signIn.error)}</Notice>}
      <Button isBusy={signIn.isPending} onClick={() => signIn.mutate()}>
        <Wallet size={16} aria-hidden /> {t("signIn.wallet")}
      </Button>
    </div>
  );
}
