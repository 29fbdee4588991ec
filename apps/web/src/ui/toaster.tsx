import { CircleAlert, CircleCheck } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { unsay, useSaid } from "./said.ts";

/** The words said, each for some seconds. */
export default function Toaster() {
  const shown = useSaid();
  return (
    <Radix.Provider duration={5_000} swipeDirection="right">
      {shown.map(({ id, tone, title, text }) => (
        <Radix.Root
          key={id}
          onOpenChange={(isOpen) => {
            if (!isOpen) unsay(id);
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
