import { Share2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { copyText } from "../ui/copy.ts";
import { toast } from "../ui/said.ts";

/** Hands on the page's address: by what the device shares with, else into the clipboard. */
export function ShareButton({ title }: { readonly title: string }) {
  const { t } = useTranslation();
  const share = async (): Promise<void> => {
    const url = location.href;
    const isPhone = matchMedia("(pointer: coarse)").matches;
    if (isPhone && "share" in navigator) {
      // Whoever changed their mind is told nothing.
      await navigator.share({ title, url }).catch(() => {});
    } else if (await copyText(url)) toast("good", t("event.linkCopied"));
    else toast("bad", t("event.linkNotCopied"), url);
  };
  return (
    <button
      type="button"
      onClick={() => void share()}
      aria-label={t("event.share")}
      title={t("event.share")}
      className="rounded-md p-2 text-ink-3 transition-colors hover:bg-sunken hover:text-ink"
    >
      <Share2 size={18} aria-hidden />
    </button>
  );
}
