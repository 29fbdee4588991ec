/**
 * A figure that changes in place. It is another element with each value: what is aligned to the right
 * would otherwise count as having moved when it gets longer, for the browser as for the eye.
 */
export function Figure({
  text,
  className,
}: {
  readonly text: string;
  readonly className?: string;
}) {
  return (
    <span key={text} className={className}>
      {text}
    </span>
  );
}
