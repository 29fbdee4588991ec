import type { AccountId, OwnerId } from "@probity/core";
import { codecs } from "@probity/sequencer";
import type { MachineKind } from "@probity/sequencer";
import { SCOPES } from "./commands.ts";
import type { Credential, IdentityCommand, IdentityEvent } from "./commands.ts";
import { IdentityMachine } from "./machine.ts";

const { bool, branded, f53, list, nullable, oneOf, struct, text, union, varuint, versioned } =
  codecs;
const owner = branded<OwnerId>(varuint);
const account = branded<AccountId>(f53);
const credential = struct<Credential>({
  kind: oneOf("email", "wallet", "external"),
  lookup: text,
  value: text,
  isVerified: bool,
});

const command = union<"type", IdentityCommand>("type", {
  RegisterPerson: [1, { keySlot: varuint, lookup: text, email: text, password: text }],
  SetPassword: [2, { owner, password: text }],
  ErasePerson: [3, { owner }],
  RevokeToken: [4, { token: text, expiresAt: varuint }],
  AdmitPerson: [5, { keySlot: varuint, credentials: list(credential), password: nullable(text) }],
  RehashPassword: [6, { owner, password: text }],
  AddCredential: [7, { owner, credential }],
  RemoveCredential: [8, { owner, lookup: text }],
  IssueTicket: [
    9,
    { owner, purpose: oneOf("verify-email", "reset-password"), ticket: text, expiresAt: f53 },
  ],
  VerifyEmail: [10, { ticket: text }],
  ResetPassword: [11, { ticket: text, password: text }],
  SetProfile: [12, { owner, username: text, profile: text }],
  SetPreferences: [13, { owner, preferences: text }],
  OpenSession: [14, { owner, session: text, device: text, expiresAt: f53 }],
  RotateSession: [15, { session: text, rotation: varuint, expiresAt: f53 }],
  EndSession: [16, { owner, session: text }],
  EndSessions: [17, { owner }],
  CreateKey: [
    18,
    {
      owner,
      key: text,
      sealed: text,
      scopes: list(oneOf(...SCOPES)),
      accounts: nullable(list(account)),
      expiresAt: f53,
    },
  ],
  RevokeKey: [19, { owner, key: text }],
  UpgradeHash: [20, { owner, was: text, password: text }],
  ChoosePassword: [21, { ticket: text, password: text }],
});

const event = union<"type", IdentityEvent>("type", {
  PersonRegistered: [1, { owner, keySlot: varuint }],
  PasswordSet: [2, { owner }],
  PersonErased: [3, { owner, keySlot: varuint }],
  IdentityRejected: [
    4,
    {
      reason: oneOf(
        "EmailTaken",
        "PersonNotFound",
        "CredentialTaken",
        "TooManyCredentials",
        "LastCredential",
        "CredentialNotFound",
        "TicketInvalid",
        "UsernameTaken",
        "SessionNotFound",
        "TooManyKeys",
        "KeyNotFound",
        "PasswordChanged",
      ),
    },
  ],
  IdentityDuplicated: [5, {}],
  TokenRevoked: [6, { token: text }],
  PasswordRehashed: [7, { owner }],
  CredentialAdded: [8, { owner }],
  CredentialRemoved: [9, { owner }],
  TicketIssued: [10, { owner }],
  EmailVerified: [11, { owner }],
  ProfileSet: [12, { owner }],
  PreferencesSet: [13, { owner }],
  SessionOpened: [14, { owner, session: text, ended: list(text) }],
  SessionRotated: [15, { owner, session: text, rotation: varuint }],
  SessionReused: [16, { owner, session: text }],
  SessionEnded: [17, { owner, session: text }],
  SessionsEnded: [18, { owner }],
  KeyCreated: [19, { owner, key: text }],
  KeyRevoked: [20, { owner, key: text }],
  PersonReclaimed: [21, { owner }],
});

/** Who asks to be forgotten, or takes back what they gave, is heard even when the house is full. */
const EXEMPT: ReadonlySet<IdentityCommand["type"]> = new Set([
  "ErasePerson",
  "EndSession",
  "EndSessions",
  "RevokeKey",
]);

/** The stream `identity`: its machine and the format of its records. */
export const identityKind: MachineKind<IdentityCommand, IdentityEvent, IdentityMachine> = {
  name: "identity",
  rulesVersion: 1,
  create: () => new IdentityMachine(),
  restore: (records) => IdentityMachine.restore(records),
  commands: versioned(1, { 1: command }),
  events: versioned(1, { 1: event }),
  isExempt: (content) => EXEMPT.has(content.type),
};
