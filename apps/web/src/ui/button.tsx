import { clsx } from "clsx";
import type { ButtonHTMLAttributes, ReactNode } from "react";

type Look = "primary" | "secondary" | "quiet" | "yes" | "no" | "danger";
type Size = "sm" | "md" | "lg";

const LOOKS: Readonly<Record<Look, string>> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "bg-surface text-ink border border-line-strong hover:bg-sunken",
  quiet: "text-ink-2 hover:bg-sunken hover:text-ink",
  yes: "bg-yes-strong text-on-side hover:brightness-95",
  no: "bg-no-strong text-on-side hover:brightness-95",
  danger: "bg-no-soft text-no border border-transparent hover:border-no",
};
const SIZES: Readonly<Record<Size, string>> = {
  sm: "h-8 px-3 text-xs gap-1.5 rounded-sm",
  md: "h-10 px-4 text-sm gap-2 rounded-md",
  lg: "h-12 px-5 text-base gap-2 rounded-md",
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  readonly size?: Size;
  readonly isBusy?: boolean;
  readonly children: ReactNode;
}

/** How a button looks, for links that look like one. */
export function buttonClass(look: Look = "secondary", size: Size = "md"): string {
  return clsx(
    "inline-flex items-center justify-center font-medium whitespace-nowrap select-none transition-colors duration-150 disabled:opacity-50 disabled:cursor-not-allowed",
    LOOKS[look],
    SIZES[size],
  );
}

/** While busy it takes no second click, and keeps its width. */
export function Button({
  look,
  size,
  isBusy = false,
  className,
  children,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-busy={isBusy}
      disabled={isBusy || rest.disabled === true}
      className={clsx(buttonClass(look, size), className)}
    >
      {isBusy ? <Spinner /> : null}
      {children}
    </button>
  );
}

export function Spinner() {
  return (
    <span
      aria-hidden
      className="inline-block size-4 animate-spin rounded-full border-2 border-current border-r-transparent"
    />
  );
}
