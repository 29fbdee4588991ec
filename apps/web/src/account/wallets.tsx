import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Wallet } from "lucide-react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { connectWallet, walletOfBrowser } from "../session/wallet.ts";
import { Button } from "../ui/button.tsx";
import { Notice, Skeleton } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { meQuery } from "./own-account.ts";
import { Section, SectionBody } from "./section.tsx";

/** Wallets one can sign in with; another is added by signing a message with it. */
export function Wallets({ person }: { readonly person: SignedIn }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const provider = walletOfBrowser();
  const { data: me } = useQuery(meQuery(person.owner));
  const fresh = () => queries.invalidateQueries({ queryKey: ["me"] });
  const link = useMutation({
    mutationFn: async () => {
      if (provider === null) throw new Error("no wallet");
      const wallet = await connectWallet(provider);
      const { message } = await venue.walletChallenge({
        address: wallet.address,
        chain_id: wallet.chainId,
      });
      const body = { message, signature: await wallet.sign(message) };
      return venue.call("auth.wallets.add", { path: {}, body });
    },
    onSuccess: () => {
      toast("good", t("account.wallets.linked"));
      return fresh();
    },
  });
  const remove = useMutation({
    mutationFn: (address: string) => venue.call("auth.wallets.remove", { path: { address } }),
    onSuccess: fresh,
    onError: (error) => toast("bad", t("account.wallets.notRemoved"), problemText(error)),
  });
  return (
    <Section
      title={t("account.wallets.title")}
      hint={t("account.wallets.hint")}
      end={
        provider === null ? null : (
          <Button size="sm" isBusy={link.isPending} onClick={() => link.mutate()}>
            <Wallet size={14} aria-hidden /> {t("account.wallets.link")}
          </Button>
        )
      }
    >
      <SectionBody>
        {link.error === null ? null : <Notice tone="no">{problemText(link.error)}</Notice>}
        {me === undefined ? (
          <Skeleton className="h-10" />
        ) : me.wallets.length === 0 ? (
          <p className="text-sm text-ink-3">
            {t(provider === null ? "account.wallets.noneHere" : "account.wallets.none")}
          </p>
        ) : (
          <ul className="divide-y divide-line rounded-md border border-line">
            {me.wallets.map((address) => (
              <li key={address} className="flex items-center justify-between gap-3 px-3 py-2">
                <span className="num truncate text-sm">{address}</span>
                <Button
                  size="sm"
                  look="quiet"
                  isBusy={remove.isPending && remove.variables === address}
                  aria-label={t("account.wallets.removeOf", { address })}
                  onClick={() => remove.mutate(address)}
                >
                  {t("account.remove")}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </SectionBody>
    </Section>
  );
}
