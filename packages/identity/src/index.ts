export { openIdentity } from "./identity.ts";
export type { Credentials, Identity, IdentityOptions, Person, Registration } from "./identity.ts";
export { IdentityBusy } from "./passwords.ts";
export { KeyRingUnusable } from "./key-ring.ts";
export { MasterKeyUnusable } from "./master-key.ts";
