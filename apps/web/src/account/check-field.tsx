import type { ReactNode } from "react";

/** Yes or no, with a sentence on what yes means. */
export function CheckField({
  label,
  hint,
  isChecked,
  onChange,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}) {
  return (
    <label className="flex cursor-pointer items-start gap-3 rounded-sm px-2 py-1.5 hover:bg-sunken">
      <input
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-accent"
        checked={isChecked}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span className="min-w-0 text-sm">
        <span className="block font-medium">{label}</span>
        {hint === undefined ? null : <span className="block text-xs text-ink-3">{hint}</span>}
      </span>
    </label>
  );
}
