import { clsx } from "clsx";
import { useId } from "react";
import type {
  InputHTMLAttributes,
  ReactNode,
  SelectHTMLAttributes,
  TextareaHTMLAttributes,
} from "react";

const BOX =
  "w-full rounded-md border bg-surface px-3 text-sm text-ink placeholder:text-ink-3 transition-colors focus:border-accent focus:outline-2 focus:-outline-offset-1 focus:outline-accent disabled:opacity-60";

interface Around {
  readonly label: ReactNode;
  /** Below it, while nothing is wrong. */
  readonly hint?: ReactNode;
  /** What is wrong, and how to mend it. */
  readonly problem?: ReactNode;
  /** Seen by screen readers alone. */
  readonly isLabelHidden?: boolean;
}

function Labelled({
  id,
  label,
  hint,
  problem,
  isLabelHidden,
  children,
}: Around & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <label
        htmlFor={id}
        className={clsx("text-xs font-medium text-ink-2", isLabelHidden === true && "sr-only")}
      >
        {label}
      </label>
      {children}
      {problem ? (
        <p id={`${id}-note`} role="alert" className="text-xs text-no">
          {problem}
        </p>
      ) : hint ? (
        <p id={`${id}-note`} className="text-xs text-ink-3">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

function told(id: string, { hint, problem }: Pick<Around, "hint" | "problem">) {
  return {
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": problem || hint ? `${id}-note` : undefined,
  };
}

type InputProps = Around & { readonly end?: ReactNode } & InputHTMLAttributes<HTMLInputElement>;

export function Input({
  label,
  hint,
  problem,
  isLabelHidden,
  end,
  className,
  ...rest
}: InputProps) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Labelled
      id={id}
      label={label}
      hint={hint}
      problem={problem}
      {...(isLabelHidden === undefined ? {} : { isLabelHidden })}
    >
      <div className="relative">
        <input
          {...rest}
          {...told(id, { hint, problem })}
          id={id}
          className={clsx(
            BOX,
            "h-10",
            end !== undefined && "pr-12",
            problem ? "border-no" : "border-line-strong",
            className,
          )}
        />
        {end === undefined ? null : (
          <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-sm text-ink-3">
            {end}
          </span>
        )}
      </div>
    </Labelled>
  );
}

export function TextArea({
  label,
  hint,
  problem,
  className,
  ...rest
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem}>
      <textarea
        {...rest}
        {...told(id, { hint, problem })}
        id={id}
        className={clsx(
          BOX,
          "min-h-24 py-2",
          problem ? "border-no" : "border-line-strong",
          className,
        )}
      />
    </Labelled>
  );
}

export function Select({
  label,
  hint,
  problem,
  isLabelHidden,
  className,
  children,
  ...rest
}: Around & SelectHTMLAttributes<HTMLSelectElement>) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Labelled
      id={id}
      label={label}
      hint={hint}
      problem={problem}
      {...(isLabelHidden === undefined ? {} : { isLabelHidden })}
    >
      <select
        {...rest}
        {...told(id, { hint, problem })}
        id={id}
        className={clsx(BOX, "h-10", problem ? "border-no" : "border-line-strong", className)}
      >
        {children}
      </select>
    </Labelled>
  );
}
