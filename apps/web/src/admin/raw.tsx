/** Something as the machine has it. */
export function Raw({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div>
      <p className="mb-1 text-xs font-medium text-ink-2">{title}</p>
      <pre
        tabIndex={0}
        aria-label={title}
        className="max-h-52 overflow-auto rounded-md bg-sunken p-3 text-2xs leading-4"
      >
        {text}
      </pre>
    </div>
  );
}
