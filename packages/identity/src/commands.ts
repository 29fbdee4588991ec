import type { AccountId, OwnerId } from "@probity/core";

/** How somebody proves who they are, and is found again. */
export type CredentialKind = "email" | "wallet" | "external";

/** `lookup` is a keyed hash of what `value` holds sealed; it belongs to at most one living person. */
export interface Credential {
  readonly kind: CredentialKind;
  readonly lookup: string;
  readonly value: string;
  /** Whether they proved that it is theirs; of an address: whether a mail sent there was answered. */
  readonly isVerified: boolean;
}

/** What a key may be used for. */
export type Scope = "read" | "trade" | "transfer" | "admin";
export const SCOPES: readonly Scope[] = ["read", "trade", "transfer", "admin"];

/** What a mail may ask for. */
export type TicketPurpose = "verify-email" | "reset-password";

/**
 * Wishes about people. Whatever could tell who someone is comes in sealed under
 * a key of that person alone (`seal.ts`), so nothing here is readable once the
 * key is gone. Times are in ms since 1970.
 */
export type IdentityCommand =
  | {
      readonly type: "RegisterPerson";
      /** Where the person's key stands in the key ring. */
      readonly keySlot: number;
      readonly lookup: string;
      readonly email: string;
      readonly password: string;
    }
  /** A person by other credentials; without a password they sign in by those alone. */
  | {
      readonly type: "AdmitPerson";
      readonly keySlot: number;
      readonly credentials: readonly Credential[];
      readonly password: string | null;
    }
  /** Ends all sessions: whoever knew the old password is out. */
  | { readonly type: "SetPassword"; readonly owner: OwnerId; readonly password: string }
  /** Of a time before `UpgradeHash`; it is still read, and replaces whatever there is. */
  | { readonly type: "RehashPassword"; readonly owner: OwnerId; readonly password: string }
  /** The same password under another hash, if `was` is still what is kept; nobody is signed out. */
  | {
      readonly type: "UpgradeHash";
      readonly owner: OwnerId;
      readonly was: string;
      readonly password: string;
    }
  | { readonly type: "ErasePerson"; readonly owner: OwnerId }
  /** Of a time before sessions; it is still read, and does nothing. */
  | { readonly type: "RevokeToken"; readonly token: string; readonly expiresAt: number }
  | { readonly type: "AddCredential"; readonly owner: OwnerId; readonly credential: Credential }
  | { readonly type: "RemoveCredential"; readonly owner: OwnerId; readonly lookup: string }
  /** `ticket` is the hash of what the mail carries; it takes the place of an earlier one. */
  | {
      readonly type: "IssueTicket";
      readonly owner: OwnerId;
      readonly purpose: TicketPurpose;
      readonly ticket: string;
      readonly expiresAt: number;
    }
  | { readonly type: "VerifyEmail"; readonly ticket: string }
  /** Of a time before `ChoosePassword`; it is still read, and takes away nothing. */
  | { readonly type: "ResetPassword"; readonly ticket: string; readonly password: string }
  /**
   * A new password, by what was mailed. Where the address was not proven before, whoever gave it
   * need not be who reads its mail: keys and other credentials of theirs go.
   */
  | { readonly type: "ChoosePassword"; readonly ticket: string; readonly password: string }
  | {
      readonly type: "SetProfile";
      readonly owner: OwnerId;
      /** Lookup of the username; "": none. */
      readonly username: string;
      readonly profile: string;
    }
  | { readonly type: "SetPreferences"; readonly owner: OwnerId; readonly preferences: string }
  | {
      readonly type: "OpenSession";
      readonly owner: OwnerId;
      readonly session: string;
      /** What it was opened with, for the list of sessions. */
      readonly device: string;
      readonly expiresAt: number;
    }
  /** Takes the next step of a session; `rotation` is how many were taken before. */
  | {
      readonly type: "RotateSession";
      readonly session: string;
      readonly rotation: number;
      readonly expiresAt: number;
    }
  | { readonly type: "EndSession"; readonly owner: OwnerId; readonly session: string }
  | { readonly type: "EndSessions"; readonly owner: OwnerId }
  | {
      readonly type: "CreateKey";
      readonly owner: OwnerId;
      readonly key: string;
      /** Label, secret and passphrase. */
      readonly sealed: string;
      readonly scopes: readonly Scope[];
      /** Null: all accounts of the person. */
      readonly accounts: readonly AccountId[] | null;
      /** 0: never. */
      readonly expiresAt: number;
    }
  | { readonly type: "RevokeKey"; readonly owner: OwnerId; readonly key: string };

export type IdentityRejection =
  | "EmailTaken"
  | "PersonNotFound"
  | "CredentialTaken"
  | "TooManyCredentials"
  | "LastCredential"
  | "CredentialNotFound"
  | "TicketInvalid"
  | "PasswordChanged"
  | "UsernameTaken"
  | "SessionNotFound"
  | "TooManyKeys"
  | "KeyNotFound";

export type IdentityEvent =
  | { readonly type: "PersonRegistered"; readonly owner: OwnerId; readonly keySlot: number }
  | { readonly type: "PasswordSet"; readonly owner: OwnerId }
  | { readonly type: "PasswordRehashed"; readonly owner: OwnerId }
  /** A new password, and nothing left by which somebody else could come in. */
  | { readonly type: "PersonReclaimed"; readonly owner: OwnerId }
  | { readonly type: "PersonErased"; readonly owner: OwnerId; readonly keySlot: number }
  | { readonly type: "TokenRevoked"; readonly token: string }
  | { readonly type: "CredentialAdded"; readonly owner: OwnerId }
  | { readonly type: "CredentialRemoved"; readonly owner: OwnerId }
  | { readonly type: "TicketIssued"; readonly owner: OwnerId }
  | { readonly type: "EmailVerified"; readonly owner: OwnerId }
  | { readonly type: "ProfileSet"; readonly owner: OwnerId }
  | { readonly type: "PreferencesSet"; readonly owner: OwnerId }
  /** `ended`: sessions that gave way to it, or had expired. */
  | {
      readonly type: "SessionOpened";
      readonly owner: OwnerId;
      readonly session: string;
      readonly ended: readonly string[];
    }
  | {
      readonly type: "SessionRotated";
      readonly owner: OwnerId;
      readonly session: string;
      readonly rotation: number;
    }
  /** A step that was taken before was tried again: somebody else has the token, and the session ends. */
  | { readonly type: "SessionReused"; readonly owner: OwnerId; readonly session: string }
  | { readonly type: "SessionEnded"; readonly owner: OwnerId; readonly session: string }
  | { readonly type: "SessionsEnded"; readonly owner: OwnerId }
  | { readonly type: "KeyCreated"; readonly owner: OwnerId; readonly key: string }
  | { readonly type: "KeyRevoked"; readonly owner: OwnerId; readonly key: string }
  | { readonly type: "IdentityRejected"; readonly reason: IdentityRejection }
  /** The command was executed before; nothing happened. */
  | { readonly type: "IdentityDuplicated" };
