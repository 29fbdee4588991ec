/** What people sign in with besides a password, what they say about themselves, and who manages them. */
import { z } from "zod";
import { answerOf, countInQuery, minSequence, pageOf } from "./envelope.ts";
import { ownerField } from "./accounts.ts";
import { idText, text, timeText } from "./fields.ts";
import { ROLES, emailField, jwtField } from "./sign-in.ts";

/** A secret that came by mail. */
const ticket = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, "the token of the mail is expected")
  .meta({ examples: ["x7Vn0QmTq3lZy5KcR1uWb9sEd2HgAf4jPo6iNt8vXkY"] });

export const VerifyEmailRequest = z.strictObject({ token: ticket }).meta({ id: "VerifyEmail" });
export const ResetRequest = z.strictObject({ email: emailField }).meta({ id: "RequestReset" });
export const ResetPasswordRequest = z
  .strictObject({ token: ticket, password: text(8, 200) })
  .meta({ id: "ResetPassword" });
export const ChangePasswordRequest = z
  .strictObject({
    /** Left out by who has no password yet. */
    current_password: text(1, 200).optional(),
    new_password: text(8, 200),
  })
  .meta({ id: "ChangePassword" });

const wallet = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "an address is written like 0x and 40 hexadecimal digits")
  .meta({ examples: ["0x00000000219ab540356cBB839Cbe05303d7705Fa"] });
export const walletParams = z.strictObject({ address: wallet });
export const ChallengeRequest = z
  .strictObject({
    address: wallet,
    chain_id: z.int().min(1).max(Number.MAX_SAFE_INTEGER).default(1),
  })
  .meta({ id: "WalletChallenge" });
export const ChallengeAnswer = answerOf({ message: z.string(), expires_at: timeText });
export type ChallengeAnswer = z.output<typeof ChallengeAnswer>;
/** The message of the challenge as it was given, and what the wallet made of it. */
export const WalletProof = z
  .strictObject({
    message: text(1, 2_000),
    signature: z
      .string()
      .regex(/^0x[0-9a-fA-F]{130}$/, "a signature of 65 bytes is expected")
      .meta({ examples: [`0x${"5a".repeat(64)}1b`] })
      .transform((value) => value as `0x${string}`),
  })
  .meta({ id: "WalletProof" });
export const ExternalSignInRequest = z.strictObject({ token: jwtField }).meta({ id: "External" });

export const SignInSession = z
  .object({
    session: z.string(),
    /** The `user-agent` it was opened with. */
    device: z.string(),
    opened_at: timeText,
    used_at: timeText,
    expires_at: timeText,
    is_current: z.boolean(),
  })
  .meta({ id: "SignInSession" });
export const SignInSessionsAnswer = answerOf({ sessions: z.array(SignInSession) });
export type SignInSessionsAnswer = z.output<typeof SignInSessionsAnswer>;
export const signInSessionParams = z.strictObject({
  session: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "a session of the list is expected"),
});

const username = z
  .string()
  .regex(/^[A-Za-z0-9_]{3,30}$/, "a username is 3 to 30 of A–Z, a–z, 0–9 and _");
const avatarUrl = z
  .string()
  .max(500)
  .pipe(z.url({ protocol: /^https$/, error: "an address that begins with https is expected" }));

export const ProfileAnswer = answerOf({
  owner_id: idText,
  username: z.string().nullable(),
  avatar_url: z.string().nullable(),
});
export type ProfileAnswer = z.output<typeof ProfileAnswer>;
/** What is left out stays; null takes it away. */
export const UpdateProfileRequest = z
  .strictObject({
    username: username.nullable().optional(),
    avatar_url: avatarUrl.nullable().optional(),
  })
  .meta({ id: "UpdateProfile" });

/** Characters of preferences as JSON. */
const PREFERENCES_MAX = 8_192;
const preferences = z
  .record(z.string().max(64), z.json())
  .refine((value) => JSON.stringify(value).length <= PREFERENCES_MAX, {
    message: `preferences are at most ${PREFERENCES_MAX} characters of JSON`,
  });
export const PreferencesRequest = z.strictObject({ preferences }).meta({ id: "Preferences" });
export const PreferencesAnswer = answerOf({ preferences: z.record(z.string(), z.json()) });
export type PreferencesAnswer = z.output<typeof PreferencesAnswer>;

export const User = z
  .object({
    owner_id: idText,
    role: z.enum(ROLES),
    account_ids: z.array(idText),
    email: z.string().nullable(),
    email_verified: z.boolean(),
    wallets: z.array(z.string()),
    username: z.string().nullable(),
    avatar_url: z.string().nullable(),
    has_password: z.boolean(),
    registered_at: timeText,
  })
  .meta({ id: "User" });
export const UserAnswer = answerOf({ user: User });
export type UserAnswer = z.output<typeof UserAnswer>;
export const UsersPage = pageOf({ users: z.array(User) });
export type UsersPage = z.output<typeof UsersPage>;

/** All people by number, or the one with exactly this address, username or wallet. */
export const UsersQuery = z.strictObject({
  email: emailField.optional(),
  username: username.optional(),
  wallet: wallet.optional(),
  limit: countInQuery(1, 100, 50),
  cursor: ownerField.optional(),
  min_seq: minSequence,
});
export const userParams = z.strictObject({ owner_id: ownerField });

export const ImportUserRequest = z
  .strictObject({
    email: emailField,
    email_verified: z.boolean().default(false),
    /** Of the venue they come from; it is replaced when they sign in. */
    password_hash: z
      .string()
      .regex(
        /^\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/,
        "a bcrypt hash of cost 4 to 14 is expected",
      )
      .meta({ examples: ["$2b$12$LJ3m4ys3Lz0QqV9xRk8sUuF7c1bYh2dTn5wXo6eGp4iKvMaBzCrDq"] }),
    username: username.optional(),
  })
  .meta({ id: "ImportUser" });
