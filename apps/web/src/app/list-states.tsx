import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "./problem.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Empty, Skeleton } from "../ui/surface.tsx";

/** Rows that are on their way. */
export function ListSkeleton() {
  return (
    <div className="flex flex-col divide-y divide-line" aria-busy>
      {Array.from({ length: 4 }, (_, index) => (
        <div key={index} className="flex items-center justify-between gap-6 px-4 py-3.5">
          <div className="flex flex-1 flex-col gap-1.5">
            <Skeleton className="h-4 w-2/3 max-w-sm" />
            <Skeleton className="h-3 w-24" />
          </div>
          <Skeleton className="h-4 w-20" />
        </div>
      ))}
    </div>
  );
}

export function ListProblem({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Empty title={t("page.problem")}>
      <p role="alert">{problemText(error)}</p>
      <Button size="sm" className="mt-4" onClick={onRetry}>
        {t("common.tryAgain")}
      </Button>
    </Empty>
  );
}

/** Nothing yet, and the way to the markets. */
export function NothingYet({
  title,
  hint,
  icon,
}: {
  readonly title: string;
  readonly hint: string;
  readonly icon: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Empty title={title} icon={icon}>
      <p>{hint}</p>
      <Link to="/" className={`mt-4 ${buttonClass("secondary", "sm")}`}>
        {t("page.home")}
      </Link>
    </Empty>
  );
}

/** The next page of a list. */
export function MoreButton({
  query,
}: {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    fetchNextPage(): unknown;
  };
}) {
  const { t } = useTranslation();
  if (!query.hasNextPage) return null;
  return (
    <div className="flex justify-center border-t border-line p-3">
      <Button
        look="quiet"
        size="sm"
        isBusy={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        {t("home.showMore")}
      </Button>
    </div>
  );
}
