import { clsx } from "clsx";
import { signedDollars, signedPercent } from "../i18n/format.ts";

/** Made or lost: by sign and by colour. @param share of what was paid; null: not told. */
export function Profit({
  amount,
  share = null,
}: {
  readonly amount: string;
  readonly share?: number | null;
}) {
  const value = Number(amount);
  return (
    <span className={clsx("num", value > 0 && "text-yes", value < 0 && "text-no")}>
      {signedDollars(amount)}
      {share === null ? null : <span className="ml-1 text-xs">({signedPercent(share)})</span>}
    </span>
  );
}
