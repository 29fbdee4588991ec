import { isBookPrice, isMovableAmount, isOrderQuantity } from "@probity/core";
import type { Amount, Price, Quantity } from "@probity/core";
import { DecimalError, formatPrice, parseAmount, parseQuantity } from "@probity/protocol";

/** What stands in a field: nothing yet, something that is no such figure, or the figure. */
export type Typed<Figure> =
  | { readonly kind: "empty" }
  | { readonly kind: "nonsense" }
  | { readonly kind: "figure"; readonly figure: Figure };

/** A price typed in cents: `46`, `46.5`, `,5`. */
export function typedCents(text: string): Typed<Price> {
  // A cent is a hundred units of price, as a share is a hundred lots.
  return typed(text, parseQuantity, isBookPrice);
}

/** Shares as they are typed: `1,000`, `12.5`. */
export function typedShares(text: string): Typed<Quantity> {
  return typed(text, parseQuantity, isOrderQuantity);
}

/** Dollars as they are typed: `$1,000`, `.5`. */
export function typedDollars(text: string): Typed<Amount> {
  return typed(text, parseAmount, isMovableAmount);
}

/** A price as the field shows it: cents, without trailing zeros. */
export function centsText(price: Price): string {
  // The point two places to the right is the division by a hundred, exactly.
  const digits = formatPrice(price).replace(/^0\./, "").padEnd(2, "0");
  const text = digits.length > 2 ? `${digits.slice(0, 2)}.${digits.slice(2)}` : digits;
  return text.replace(/^0(?=\d)/, "");
}

function typed<Figure extends number>(
  text: string,
  parse: (text: string) => number,
  isMeant: (value: number) => value is Figure,
): Typed<Figure> {
  const plain = plainDecimal(text);
  if (plain === "") return { kind: "empty" };
  try {
    const figure = parse(plain);
    return isMeant(figure) ? { kind: "figure", figure } : { kind: "nonsense" };
  } catch (error) {
    if (error instanceof DecimalError) return { kind: "nonsense" };
    throw error;
  }
}

/** Without signs of money, spaces and commas between thousands; `.5` and `5.` are finished. */
function plainDecimal(text: string): string {
  const bare = text.replace(/[\s$¢]/g, "");
  const grouped = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(bare);
  const pointed = grouped ? bare.replaceAll(",", "") : bare.replace(",", ".");
  return pointed
    .replace(/^\./, "0.")
    .replace(/\.$/, "")
    .replace(/^0+(?=\d)/, "");
}
