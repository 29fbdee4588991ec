/** Registering and signing in. */
import { z } from "zod";
import { answerOf } from "./envelope.ts";
import { idText, text, timeText } from "./fields.ts";

export const ROLES = ["user", "admin", "superadmin"] as const;

const email = z
  .string()
  .max(254)
  .pipe(z.email({ error: "an e-mail address is written like ada@example.org" }));

export const RegisterRequest = z
  .strictObject({ email, password: text(8, 200) })
  .meta({ id: "Register" });
export const LoginRequest = z.strictObject({ email, password: text(1, 200) }).meta({ id: "Login" });
export type CredentialsJson = z.input<typeof LoginRequest>;

/** A short-lived access token and whose it is. Send it as `authorization: Bearer …`. */
export const SignInAnswer = answerOf({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_at: timeText,
  owner_id: idText,
  role: z.enum(ROLES),
  account_ids: z.array(idText),
});
export type SignInAnswer = z.output<typeof SignInAnswer>;

export const MeAnswer = answerOf({
  owner_id: idText,
  role: z.enum(ROLES),
  account_ids: z.array(idText),
});
export type MeAnswer = z.output<typeof MeAnswer>;
