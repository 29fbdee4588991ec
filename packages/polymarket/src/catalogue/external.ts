import { EXTERNAL_TEXT_MAX } from "@probity/core";
import { z } from "zod";
import type { Hex } from "../ports.ts";

/** Gamma's ids have seven digits today; the venue's own begin above. */
const GAMMA_ID = /^[1-9]\d{0,11}$/;
const UINT256_MAX = (1n << 256n) - 1n;

const hash = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "an id of 32 bytes in hex digits, with 0x")
  .transform((id) => id.toLowerCase() as Hex);
const token = z
  .string()
  .regex(/^[1-9]\d{0,77}$/, "a token id is a whole number in decimal")
  .refine((id) => BigInt(id) <= UINT256_MAX, "a token id has at most 256 bits");
const gammaId = z.string().regex(GAMMA_ID, "a Gamma id is 1 to 12 digits");
const slug = z.string().regex(/^[^\s/\p{Cc}]{1,256}$/u, "a slug has no blanks and no slashes");
const name = z.string().min(1).max(200);

/** What a market is on chain. All of it or nothing: half of it would not fit together. */
const OnChain = z
  .strictObject({
    condition_id: hash,
    /** Left out: nobody told. */
    question_id: hash.optional(),
    /** Of the first outcome, our YES, and of the second. */
    tokens: z.tuple([token, token]),
    neg_risk: z.boolean(),
    /** Null: it is not neg-risk, or nobody told. */
    neg_risk_market_id: hash.nullable(),
  })
  .refine(({ tokens }) => tokens[0] !== tokens[1], { message: "two outcomes, two tokens" });

/**
 * What `MarketText.external` holds of a market that was imported from Polymarket: the names bots
 * have for it. Whatever is left out is derived as for a market of the venue's own.
 */
const External = z.strictObject({
  polymarket: z.literal(1).meta({ description: "Version of this text." }),
  chain: OnChain.optional(),
  gamma_id: gammaId.optional(),
  slug: slug.optional(),
  outcomes: z.tuple([name, name]).optional(),
  /** What the market is called among its event's. */
  group_item_title: z.string().max(500).optional(),
  /** ISO 8601, as upstream has it; it does not close the market. */
  end_date: z.iso.datetime({ offset: true }).optional(),
  event: z.strictObject({ gamma_id: gammaId.optional(), slug: slug.optional() }).optional(),
});
export type External = z.output<typeof External>;
/** The same as it may be written: ids in any case. */
export type ExternalJson = z.input<typeof External>;

/** Reads the text; null for "" and for what somebody else put there. */
export function readExternal(text: string): External | null {
  // Texts of others may be of any shape; ours begin like this.
  if (!text.startsWith('{"polymarket":')) return null;
  try {
    return External.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Writes the text, as `readExternal` reads it.
 * @throws ZodError for what is no id; RangeError if it is longer than a market keeps.
 */
export function writeExternal(external: ExternalJson): string {
  const text = JSON.stringify(External.parse(external));
  if (text.length > EXTERNAL_TEXT_MAX)
    throw new RangeError(`its names elsewhere have over ${EXTERNAL_TEXT_MAX} characters`);
  return text;
}
