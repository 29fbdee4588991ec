import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** What a row is about, and the way there. */
export function MarketCell({
  market,
  question,
  children,
}: {
  /** `mkt_…` */
  readonly market: string;
  /** Undefined: not known yet. */
  readonly question: string | undefined;
  readonly children?: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <Link
        to="/event/$ref"
        params={{ ref: market }}
        className="line-clamp-2 font-medium break-words hover:text-accent hover:underline"
      >
        {question ?? market}
      </Link>
      {children === undefined ? null : (
        <p className="num mt-0.5 flex flex-wrap items-center gap-x-2 text-xs text-ink-3">
          {children}
        </p>
      )}
    </div>
  );
}
