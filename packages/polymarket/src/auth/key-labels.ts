import type { Address } from "../ports.ts";

/**
 * What a key of identity is to Polymarket's clients. `trading`: the one of (address, nonce);
 * `read-only`: good for looking, without a signature; `builder`: says whose orders they pass on.
 */
export interface ClobKey {
  readonly kind: "trading" | "read-only" | "builder";
  /** Of trading keys the nonce signed for; of the others their number. Whole, in decimal. */
  readonly nonce: string;
  /** The wallet it was made by. */
  readonly address: Address;
}

const PREFIXES = {
  trading: "polymarket",
  "read-only": "polymarket-readonly",
  builder: "polymarket-builder",
} as const;
const LABEL =
  /^(polymarket|polymarket-readonly|polymarket-builder):(\d{1,78}):(0x[0-9a-fA-F]{40})$/;

/** How the key is labelled in identity: `polymarket:<nonce>:<address>`. */
export function labelOf({ kind, nonce, address }: ClobKey): string {
  return `${PREFIXES[kind]}:${nonce}:${address}`;
}

/** Null for a key of another door. */
export function readLabel(label: string): ClobKey | null {
  const match = LABEL.exec(label);
  if (match === null) return null;
  const [, prefix, nonce, address] = match as unknown as [string, string, string, Address];
  const kinds = Object.keys(PREFIXES) as ClobKey["kind"][];
  const kind = kinds.find((one) => PREFIXES[one] === prefix) ?? "trading";
  return { kind, nonce, address };
}
