import { clsx } from "clsx";

const TONES = [
  "bg-accent-soft text-accent",
  "bg-yes-soft text-yes",
  "bg-warn-soft text-warn",
  "bg-no-soft text-no",
];

/** The event's picture; without one the first letter of its name, always in the same colour. */
export function EventPicture({
  title,
  image,
  size = "md",
}: {
  readonly title: string;
  readonly image: string;
  readonly size?: "sm" | "md" | "lg";
}) {
  const box = { sm: "size-9 text-sm", md: "size-11 text-base", lg: "size-14 text-xl" }[size];
  if (/^(https:|data:image\/|\/)/.test(image)) {
    return (
      <img
        src={image}
        alt=""
        loading="lazy"
        className={clsx("shrink-0 rounded-md bg-sunken object-cover", box)}
      />
    );
  }
  const letters = Array.from(title.replace(/^(will|the|who|what|when)\s+/i, ""));
  const sum = letters.reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return (
    <div
      aria-hidden
      className={clsx(
        "flex shrink-0 items-center justify-center rounded-md font-semibold",
        box,
        TONES[sum % TONES.length],
      )}
    >
      {letters[0]?.toUpperCase() ?? "?"}
    </div>
  );
}
