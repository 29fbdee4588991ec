import { CircleAlert, CircleCheck } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";

interface Said {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly title: string;
  readonly text: string | undefined;
}

let said: readonly Said[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Said[]): void {
  said = next;
  for (const listener of listeners) listener();
}

/** Says something for a moment, at the edge of the page. */
export function toast(tone: Said["tone"], title: string, text?: string): void {
  last += 1;
  change([...said.slice(-3), { id: last, tone, title, text }]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toaster() {
  const shown = useSyncExternalStore(subscribe, () => said);
  return (
    <Radix.Provider duration={5_000} swipeDirection="right">
      {shown.map(({ id, tone, title, text }) => (
        <Radix.Root
          key={id}
          onOpenChange={(isOpen) => {
            if (!isOpen) change(said.filter((one) => one.id !== id));
          }}
          className="flex items-start gap-3 rounded-md border border-line bg-raised p-3.5 shadow-over"
        >
          {tone === "good" ? (
            <CircleCheck size={18} aria-hidden className="mt-0.5 shrink-0 text-yes" />
          ) : (
            <CircleAlert size={18} aria-hidden className="mt-0.5 shrink-0 text-no" />
          )}
          <div className="min-w-0">
            <Radix.Title className="text-sm font-medium">{title}</Radix.Title>
            {text === undefined ? null : (
              <Radix.Description className="mt-0.5 text-xs text-ink-3">{text}</Radix.Description>
            )}
          </div>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-4 bottom-20 z-50 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2 sm:bottom-4" />
    </Radix.Provider>
  );
}
