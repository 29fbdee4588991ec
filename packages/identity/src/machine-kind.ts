import type { OwnerId } from "@probity/core";
import { codecs } from "@probity/sequencer";
import type { MachineKind } from "@probity/sequencer";
import { IdentityMachine } from "./machine.ts";
import type { IdentityCommand, IdentityEvent } from "./machine.ts";

const { branded, oneOf, text, union, varuint, versioned } = codecs;
const owner = branded<OwnerId>(varuint);

const command = union<"type", IdentityCommand>("type", {
  RegisterPerson: [1, { keySlot: varuint, lookup: text, email: text, password: text }],
  SetPassword: [2, { owner, password: text }],
  ErasePerson: [3, { owner }],
  RevokeToken: [4, { token: text, expiresAt: varuint }],
});

const event = union<"type", IdentityEvent>("type", {
  PersonRegistered: [1, { owner, keySlot: varuint }],
  PasswordSet: [2, { owner }],
  PersonErased: [3, { owner, keySlot: varuint }],
  IdentityRejected: [4, { reason: oneOf("EmailTaken", "PersonNotFound") }],
  IdentityDuplicated: [5, {}],
  TokenRevoked: [6, { token: text }],
});

/** The stream `identity`: its machine and the format of its records. */
export const identityKind: MachineKind<IdentityCommand, IdentityEvent, IdentityMachine> = {
  name: "identity",
  rulesVersion: 1,
  create: () => new IdentityMachine(),
  restore: (records) => IdentityMachine.restore(records),
  commands: versioned(1, { 1: command }),
  events: versioned(1, { 1: event }),
  // Who asks to be forgotten, or wants to be gone, is heard even when the house is full.
  isExempt: (content) => content.type === "ErasePerson" || content.type === "RevokeToken",
};
