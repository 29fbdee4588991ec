import { clsx } from "clsx";
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

export interface Tab {
  readonly value: string;
  readonly label: ReactNode;
  readonly content: ReactNode;
}

/** Pages of one panel. @param onChange given, the owner keeps which is open (in the address, say). */
export function Tabs({
  label,
  tabs,
  value,
  onChange,
  className,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly className?: string;
}) {
  const [first] = tabs;
  const held = value === undefined ? { defaultValue: first?.value ?? "" } : { value };
  return (
    <Radix.Root
      {...held}
      {...(onChange === undefined ? {} : { onValueChange: onChange })}
      className={className}
    >
      <Radix.List
        aria-label={label}
        className="flex gap-1 overflow-x-auto border-b border-line px-2"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className={clsx(
              "-mb-px border-b-2 border-transparent px-3 py-2.5 text-sm font-medium whitespace-nowrap text-ink-3 transition-colors hover:text-ink",
              "data-[state=active]:border-accent data-[state=active]:text-ink",
              // Within the strip, which cuts off what stands out of it.
              "focus-visible:-outline-offset-4",
            )}
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="outline-none">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
