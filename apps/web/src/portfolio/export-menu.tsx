import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useTranslation } from "react-i18next";
import { lastWrite } from "../app/own-writes.ts";
import { problemText } from "../app/problem.ts";
import { venue } from "../session/venue.ts";
import { Spinner, buttonClass } from "../ui/button.tsx";
import { toast } from "../ui/said.ts";

const TABLES = ["positions", "orders", "fills", "statement", "equity"] as const;
type Table = (typeof TABLES)[number];

/** Everything as tables for a spreadsheet. */
export function ExportMenu({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const download = useMutation({
    mutationFn: (table: Table) =>
      venue.portfolio.export(table, { account_id: account, min_seq: lastWrite() }),
    onSuccess: (csv, table) => {
      const today = new Date().toISOString().slice(0, 10);
      save(`probity-${table}-${today}.csv`, csv);
    },
    onError: (error) => toast("bad", t("portfolio.notExported"), problemText(error)),
  });
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className={buttonClass("secondary", "sm")}
        disabled={download.isPending}
      >
        {download.isPending ? <Spinner /> : <Download size={14} aria-hidden />}{" "}
        {t("portfolio.export")}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-50 min-w-48 rounded-md border border-line bg-raised p-1.5 shadow-over"
        >
          <DropdownMenu.Label className="px-2.5 py-1.5 text-2xs text-ink-3">
            {t("portfolio.exportHint")}
          </DropdownMenu.Label>
          {TABLES.map((table) => (
            <DropdownMenu.Item
              key={table}
              className="flex cursor-pointer items-center justify-between gap-4 rounded-sm px-2.5 py-2 text-sm outline-none select-none data-[highlighted]:bg-sunken"
              onSelect={() => download.mutate(table)}
            >
              {t(`portfolio.tables.${table}`)} <span className="text-2xs text-ink-3">CSV</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/**
 * The answer to a signed request cannot be a link: it is put into a file here, with the mark by which
 * spreadsheets know the encoding.
 */
function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun with the click; the browser reads the blob a moment longer.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
