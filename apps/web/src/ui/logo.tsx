/** Two halves of one whole: YES and NO. */
export function Logo({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path d="M16 6a10 10 0 0 0 0 20z" className="fill-on-accent" />
      <path d="M16 6a10 10 0 0 1 0 20" fill="none" strokeWidth="2" className="stroke-on-accent" />
    </svg>
  );
}
