import { clsx } from "clsx";
import type { HTMLAttributes, ReactNode } from "react";

/** A piece of the page that stands for itself. */
export function Panel({ className, ...rest }: HTMLAttributes<HTMLElement>) {
  return (
    <section {...rest} className={clsx("rounded-lg border border-line bg-surface", className)} />
  );
}

export function PanelHead({
  title,
  children,
}: {
  readonly title: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="flex min-h-12 items-center justify-between gap-3 border-b border-line px-4 py-2">
      <h2 className="text-sm font-semibold">{title}</h2>
      {children}
    </div>
  );
}

/** Where something will be, of its size: nothing moves when it comes. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={clsx("animate-pulse rounded-sm bg-sunken", className)} />;
}

/** Nothing is here, and what one might do about it. */
export function Empty({
  title,
  isPage = false,
  children,
  icon,
}: {
  readonly title: ReactNode;
  /** Nothing else is on the page: the title is the page's. */
  readonly isPage?: boolean;
  readonly children?: ReactNode;
  readonly icon?: ReactNode;
}) {
  const Title = isPage ? "h1" : "p";
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      {icon === undefined ? null : <div className="text-ink-3">{icon}</div>}
      <Title className="font-medium text-ink">{title}</Title>
      {children === undefined ? null : (
        <div className="max-w-sm text-sm text-ink-3">{children}</div>
      )}
    </div>
  );
}

type Tone = "neutral" | "yes" | "no" | "warn" | "accent";
const TONES: Readonly<Record<Tone, string>> = {
  neutral: "bg-sunken text-ink-2",
  yes: "bg-yes-soft text-yes",
  no: "bg-no-soft text-no",
  warn: "bg-warn-soft text-warn",
  accent: "bg-accent-soft text-accent",
};

export function Badge({
  tone = "neutral",
  className,
  children,
}: {
  readonly tone?: Tone;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1 rounded-sm px-1.5 py-0.5 text-2xs font-medium",
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

/** Something the reader should know, in the flow of the page. */
export function Notice({
  tone = "neutral",
  title,
  children,
}: {
  readonly tone?: Tone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div
      role={tone === "no" ? "alert" : "status"}
      className={clsx("rounded-md px-3.5 py-2.5 text-sm", TONES[tone])}
    >
      {title === undefined ? null : <p className="font-medium">{title}</p>}
      {children}
    </div>
  );
}
