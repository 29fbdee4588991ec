import type { AccountId, OwnerId, Role } from "@probity/core";
import {
  DoneAnswer,
  LoginRequest,
  MeAnswer,
  ReadQuery,
  RegisterRequest,
  SignInAnswer,
  formatId,
  formatOwner,
  formatTime,
} from "@probity/protocol";
import { bearerOf, callerOf, signedIn } from "../caller.ts";
import { signInLimit } from "../rate-limit.ts";
import { refuse } from "../refusal.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

interface Principal {
  readonly role: Role;
  readonly accounts: readonly AccountId[];
}

/** Registering and signing in with e-mail and password. */
export function signInRoutes(app: App, venue: Venue): void {
  const common = { tags: ["sign-in"] };
  const config = signInLimit(venue.settings);
  const opening = new Map<OwnerId, Promise<unknown>>();

  app.post(
    "/auth/register",
    {
      config,
      schema: {
        ...common,
        summary: "Register, open a first account, and sign in",
        querystring: NoQuery,
        body: RegisterRequest,
        response: answers(SignInAnswer),
      },
    },
    async ({ body }) => {
      const registration = await venue.people.register(body);
      if (registration.kind === "refused") throw refuse("EMAIL_TAKEN");
      return signIn(registration.owner);
    },
  );

  app.post(
    "/auth/login",
    {
      config,
      schema: {
        ...common,
        summary: "Sign in",
        querystring: NoQuery,
        body: LoginRequest,
        response: answers(SignInAnswer),
      },
    },
    async ({ body }) => {
      const owner = await venue.people.authenticate(body);
      if (owner === null) throw refuse("WRONG_CREDENTIALS");
      return signIn(owner);
    },
  );

  app.post(
    "/auth/logout",
    {
      onRequest: signedIn(venue),
      schema: {
        ...common,
        security: BEARER,
        summary: "Make the token worthless, on every connection, from this answer on",
        querystring: NoQuery,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      await venue.tokens.revoke(bearerOf(request));
      const { sequence } = await readMachine(venue, () => null, undefined);
      return { seq: sequence, done: true as const };
    },
  );

  app.get(
    "/auth/me",
    {
      onRequest: signedIn(venue),
      schema: {
        ...common,
        security: BEARER,
        summary: "Who the token says you are",
        querystring: ReadQuery,
        response: answers(MeAnswer),
      },
    },
    async (request) => {
      const owner = callerOf(request);
      const read = await principal(venue, owner, request.query.min_seq);
      return { seq: read.sequence, ...principalJson(owner, read.value) };
    },
  );

  async function signIn(owner: OwnerId) {
    // Registering may have been cut short before the account was opened.
    await firstAccount(owner);
    const { token, expiresAt } = await venue.tokens.issue(owner);
    const read = await principal(venue, owner, undefined);
    return {
      seq: read.sequence,
      access_token: token,
      token_type: "Bearer" as const,
      expires_at: formatTime(expiresAt),
      ...principalJson(owner, read.value),
    };
  }

  /** Opens the owner's first account if there is none; once, however many sign in at the same time. */
  async function firstAccount(owner: OwnerId): Promise<void> {
    const { value } = await principal(venue, owner, undefined);
    if (value.accounts.length > 0) return;
    const open =
      opening.get(owner) ?? venue.submitter.submit(owner, { type: "OpenAccount", owner });
    opening.set(owner, open);
    try {
      await open;
    } finally {
      opening.delete(owner);
    }
  }
}

function principal(venue: Venue, owner: OwnerId, minSequence: number | undefined) {
  return readMachine(
    venue,
    (machine): Principal => ({ role: machine.role(owner), accounts: machine.accountsOf(owner) }),
    minSequence,
  );
}

function principalJson(owner: OwnerId, { role, accounts }: Principal) {
  return {
    owner_id: formatOwner(owner),
    role,
    account_ids: accounts.map((account) => formatId("acc", account)),
  };
}
