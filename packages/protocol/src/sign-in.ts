/** Registering and signing in. */
import { z } from "zod";
import { answerOf } from "./envelope.ts";
import { idText, text, timeText } from "./fields.ts";

export const ROLES = ["user", "admin", "superadmin"] as const;

export const emailField = z
  .string()
  .max(254)
  .pipe(z.email({ error: "an e-mail address is written like ada@example.org" }));

export const RegisterRequest = z
  .strictObject({ email: emailField, password: text(8, 200) })
  .meta({ id: "Register" });
export const LoginRequest = z
  .strictObject({ email: emailField, password: text(1, 200) })
  .meta({ id: "Login" });
export type CredentialsJson = z.input<typeof LoginRequest>;

export const jwtField = z
  .string()
  .max(4_096)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, "a token is expected")
  .meta({ examples: ["eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJvd25fMTIifQ.c2lnbmF0dXJl"] });

/** Without a body the token is the one in the cookie. */
export const RefreshRequest = z
  .strictObject({ refresh_token: jwtField.optional() })
  .meta({ id: "Refresh" });
export const LogoutRequest = z
  .strictObject({
    everywhere: z.boolean().default(false).meta({ description: "End all sessions of yours." }),
  })
  .meta({ id: "Logout" });

/**
 * A short-lived access token and whose it is. Send it as `authorization: Bearer …`. The refresh
 * token gives the next pair, once; it is in a cookie too, and only there for who refreshed by it.
 */
export const SignInAnswer = answerOf({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_at: timeText,
  refresh_token: z.string().optional(),
  refresh_expires_at: timeText,
  owner_id: idText,
  role: z.enum(ROLES),
  account_ids: z.array(idText),
});
export type SignInAnswer = z.output<typeof SignInAnswer>;

export const MeAnswer = answerOf({
  owner_id: idText,
  role: z.enum(ROLES),
  account_ids: z.array(idText),
  email: z.string().nullable(),
  email_verified: z.boolean(),
  wallets: z.array(z.string()),
  has_password: z.boolean(),
  username: z.string().nullable(),
  avatar_url: z.string().nullable(),
  registered_at: timeText,
});
export type MeAnswer = z.output<typeof MeAnswer>;
