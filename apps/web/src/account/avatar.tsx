import { useState } from "react";

/** A person's picture; without one that can be loaded, the first letter of the name. */
export function Avatar({ name, url }: { readonly name: string; readonly url: string | null }) {
  const [broken, setBroken] = useState<string | null>(null);
  if (url !== null && url !== broken) {
    return (
      <img
        src={url}
        alt=""
        referrerPolicy="no-referrer"
        onError={() => setBroken(url)}
        className="size-14 shrink-0 rounded-full border border-line object-cover"
      />
    );
  }
  return (
    <span
      aria-hidden
      className="flex size-14 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xl font-semibold text-accent uppercase"
    >
      {name.slice(0, 1)}
    </span>
  );
}
