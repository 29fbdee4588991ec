export { openGateway } from "./gateway.ts";
export type { Gateway, GatewayParts } from "./gateway.ts";
export { ACCESS_TOKEN_MS } from "./tokens.ts";
export type { TokenSecrets } from "./tokens.ts";
export type { Submitter } from "./submitter.ts";
export type { ExchangeSequencer, IdentityPort, Mail, Mailer } from "./ports.ts";
export type { GatewaySettings } from "./venue.ts";
