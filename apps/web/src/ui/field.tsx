import { clsx } from "clsx";
import type { ClassValue } from "clsx";
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
  readonly isLabelHidden?: boolean | undefined;
}

/** What a field is told by what stands around it. */
interface Framed {
  readonly id: string;
  readonly className: string;
  readonly "aria-invalid": true | undefined;
  readonly "aria-describedby": string | undefined;
}

/** A label above, and below what is wrong or a hint; the field itself is drawn with what it is given. */
function Frame({
  id: named,
  label,
  hint,
  problem,
  isLabelHidden = false,
  className,
  children,
}: Around & {
  readonly id: string | undefined;
  readonly className: ClassValue;
  readonly children: (framed: Framed) => ReactNode;
}) {
  const own = useId();
  const id = named ?? own;
  const isNoted = Boolean(problem) || Boolean(hint);
  return (
    <div className="flex flex-col gap-1.5">
      <label
        htmlFor={id}
        className={clsx("text-xs font-medium text-ink-2", isLabelHidden && "sr-only")}
      >
        {label}
      </label>
      {children({
        id,
        className: clsx(BOX, problem ? "border-no" : "border-line-strong", className),
        "aria-invalid": problem ? true : undefined,
        "aria-describedby": isNoted ? `${id}-note` : undefined,
      })}
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
  const around = { id: rest.id, label, hint, problem, isLabelHidden };
  return (
    <Frame {...around} className={["h-10", end !== undefined && "pr-12", className]}>
      {(framed) => (
        <div className="relative">
          <input {...rest} {...framed} />
          {end === undefined ? null : (
            <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-sm text-ink-3">
              {end}
            </span>
          )}
        </div>
      )}
    </Frame>
  );
}

/** A password that is being chosen, as the venue takes one. */
export function NewPassword(props: InputProps) {
  return (
    <Input
      {...props}
      type="password"
      autoComplete="new-password"
      minLength={8}
      maxLength={200}
      required
    />
  );
}

export function TextArea({
  label,
  hint,
  problem,
  isLabelHidden,
  className,
  ...rest
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const around = { id: rest.id, label, hint, problem, isLabelHidden };
  return (
    <Frame {...around} className={["min-h-24 py-2", className]}>
      {(framed) => <textarea {...rest} {...framed} />}
    </Frame>
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
  const around = { id: rest.id, label, hint, problem, isLabelHidden };
  return (
    <Frame {...around} className={["h-10", className]}>
      {(framed) => (
        <select {...rest} {...framed}>
          {children}
        </select>
      )}
    </Frame>
  );
}
