/** Keys for programs. */
import { z } from "zod";
import { answerOf } from "./envelope.ts";
import { idField, idText, instant, text, timeText } from "./fields.ts";

/** What a key may be made for: reading, orders, money in and out and between, operators' work. */
export const SCOPES = ["read", "trade", "transfer", "admin"] as const;

/** Accounts one key can be limited to. */
const ACCOUNTS_MAX = 20;
/** How labels of keys begin that Polymarket's clients make: they end with a wallet, which has signed for that. */
const OF_A_WALLET = /^polymarket(?:-[a-z]+)?:/;

/** Whether a key with that label was made by the wallet's signature. @param address in any case. */
export function isOfWallet(label: string, address: string): boolean {
  return OF_A_WALLET.test(label) && label.toLowerCase().endsWith(`:${address.toLowerCase()}`);
}

export const CreateKeyRequest = z
  .strictObject({
    label: text(1, 64).refine((label) => !OF_A_WALLET.test(label), {
      message: "labels that begin with polymarket: are of keys that a wallet signed for",
    }),
    scopes: z
      .array(z.enum(SCOPES))
      .min(1)
      .max(SCOPES.length)
      .refine((scopes) => new Set(scopes).size === scopes.length, {
        message: "each scope is named once",
      }),
    /** The only accounts it may touch; without it all of yours. */
    account_ids: z.array(idField("acc")).min(1).max(ACCOUNTS_MAX).optional(),
    expires_at: instant.optional(),
  })
  .meta({ id: "CreateKey" });
export type CreateKeyJson = z.input<typeof CreateKeyRequest>;

export const ApiKey = z
  .object({
    key_id: z.string(),
    label: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    account_ids: z.array(idText).nullable(),
    created_at: timeText,
    expires_at: timeText.nullable(),
    last_used_at: timeText.nullable(),
  })
  .meta({ id: "ApiKey" });

/** `secret` and `passphrase` are shown this once. */
export const CreatedKeyAnswer = answerOf({
  key: ApiKey,
  secret: z.string(),
  passphrase: z.string(),
});
export type CreatedKeyAnswer = z.output<typeof CreatedKeyAnswer>;

export const KeysAnswer = answerOf({ keys: z.array(ApiKey) });
export type KeysAnswer = z.output<typeof KeysAnswer>;
