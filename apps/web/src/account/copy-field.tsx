import { Check, Copy } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { copyText } from "../ui/copy.ts";

/** A text that is to be taken elsewhere. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          value={value}
          onFocus={({ target }) => target.select()}
          className="num h-10 min-w-0 flex-1 truncate rounded-md border border-line-strong bg-sunken px-3 text-sm"
        />
        <Button
          aria-label={t("account.copyOf", { what: label })}
          onClick={() => {
            void copyText(value).then(setCopied);
          }}
        >
          {isCopied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
          <span aria-live="polite">{isCopied ? t("account.copied") : t("account.copy")}</span>
        </Button>
      </div>
    </div>
  );
}
