import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Input } from "../ui/field.tsx";

/** Asks whether that is really wanted; what cannot be undone asks for a word to be typed. */
export function ConfirmDialog({
  isOpen,
  onClose,
  title,
  children,
  word,
  go,
  isBusy,
  onConfirm,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children?: ReactNode;
  /** What must be typed first; undefined: nothing. */
  readonly word?: string;
  readonly go: string;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const close = () => {
    setTyped("");
    onClose();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(isNowOpen) => {
        if (!isNowOpen) close();
      }}
      title={title}
    >
      <form
        className="flex flex-col gap-4 text-sm"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          if (word === undefined || typed === word) onConfirm();
        }}
      >
        {children}
        {word === undefined ? null : (
          <Input
            label={t("admin.typeToConfirm", { word })}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            autoComplete="off"
            spellCheck={false}
            autoFocus
          />
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={close}>{t("common.cancel")}</Button>
          <Button
            type="submit"
            look={word === undefined ? "primary" : "danger"}
            isBusy={isBusy}
            disabled={word !== undefined && typed !== word}
          >
            {go}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
