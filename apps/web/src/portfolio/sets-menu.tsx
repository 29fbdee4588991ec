import type { Position } from "@probity/protocol";
import { Combine, Ellipsis, Shuffle, Split } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConvertDialog } from "./convert-dialog.tsx";
import { SetsDialog } from "./sets-dialog.tsx";

const ITEM =
  "flex cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-2 text-sm outline-none select-none data-[highlighted]:bg-sunken";

/** What can be done with complete sets of a market one holds. */
export function SetsMenu({
  account,
  position,
  positions,
}: {
  readonly account: string;
  readonly position: Position;
  /** Everything the account holds. */
  readonly positions: readonly Position[];
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"split" | "merge" | "convert" | null>(null);
  const market = { id: position.market_id, question: position.market_question };
  const holdsBoth = positions.filter(({ market_id: id }) => id === position.market_id).length === 2;
  const close = (): void => setOpen(null);
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          aria-label={t("portfolio.moreOf", { what: position.market_question })}
          className="inline-flex size-8 items-center justify-center rounded-sm text-ink-3 hover:bg-sunken hover:text-ink"
        >
          <Ellipsis size={16} aria-hidden />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={4}
            className="z-50 min-w-44 rounded-md border border-line bg-raised p-1.5 shadow-over"
          >
            <DropdownMenu.Item className={ITEM} onSelect={() => setOpen("split")}>
              <Split size={16} aria-hidden /> {t("portfolio.split")}
            </DropdownMenu.Item>
            {holdsBoth ? (
              <DropdownMenu.Item className={ITEM} onSelect={() => setOpen("merge")}>
                <Combine size={16} aria-hidden /> {t("portfolio.merge")}
              </DropdownMenu.Item>
            ) : null}
            {position.outcome === "no" ? (
              <DropdownMenu.Item className={ITEM} onSelect={() => setOpen("convert")}>
                <Shuffle size={16} aria-hidden /> {t("portfolio.convert")}
              </DropdownMenu.Item>
            ) : null}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {open === "split" || open === "merge" ? (
        <SetsDialog
          kind={open}
          account={account}
          market={market}
          positions={positions}
          onClose={close}
        />
      ) : null}
      {open === "convert" ? (
        <ConvertDialog
          account={account}
          position={position}
          positions={positions}
          onClose={close}
        />
      ) : null}
    </>
  );
}
