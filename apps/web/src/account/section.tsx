import type { ReactNode } from "react";
import { Panel } from "../ui/surface.tsx";

/** One matter of the account, with a sentence on what it is about. */
export function Section({
  id,
  title,
  hint,
  end,
  children,
}: {
  readonly id?: string;
  readonly title: string;
  readonly hint?: string;
  /** Across from the title. */
  readonly end?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Panel {...(id === undefined ? {} : { id })} aria-label={title} className="scroll-mt-20">
      <div className="flex flex-wrap items-start justify-between gap-3 px-4 pt-4 pb-3">
        <div className="min-w-0">
          <h2 className="text-base font-semibold">{title}</h2>
          {hint === undefined ? null : (
            <p className="mt-0.5 max-w-prose text-sm text-ink-3">{hint}</p>
          )}
        </div>
        {end}
      </div>
      {children}
    </Panel>
  );
}

/** The part of a section that is not a table. */
export function SectionBody({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-col gap-4 px-4 pb-4">{children}</div>;
}
