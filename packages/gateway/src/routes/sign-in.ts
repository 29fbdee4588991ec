import {
  DoneAnswer,
  LoginRequest,
  LogoutRequest,
  MeAnswer,
  ReadQuery,
  RefreshRequest,
  RegisterRequest,
  SignInAnswer,
  formatTime,
} from "@probity/protocol";
import { callerOf, principalOf, signedIn, touchable } from "../caller.ts";
import { anybody } from "../needs.ts";
import { signInLimit } from "../rate-limit.ts";
import { clearRefreshCookie, refreshCookie } from "../refresh-cookie.ts";
import { refuse } from "../refusal.ts";
import { handOut, signIn, standingJson, standingOf } from "../sign-in.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers, bodyMayBeAbsent } from "./route.ts";
import type { App } from "./route.ts";

/** Registering and signing in with e-mail and password, and staying signed in. */
export function signInRoutes(app: App, venue: Venue): void {
  const common = { tags: ["sign-in"] };
  const config = signInLimit(venue.settings);

  app.post(
    "/auth/register",
    {
      onRequest: anybody,
      config,
      schema: {
        ...common,
        summary: "Register, open a first account, and sign in",
        querystring: NoQuery,
        body: RegisterRequest,
        response: answers(SignInAnswer),
      },
    },
    async (request, reply) => {
      const registration = await venue.people.register(request.body);
      if (registration.kind === "refused") throw refuse("EMAIL_TAKEN");
      venue.letters.verifyEmail(registration.owner);
      return signIn(venue, registration.owner, request, reply);
    },
  );

  app.post(
    "/auth/login",
    {
      onRequest: anybody,
      config,
      schema: {
        ...common,
        summary: "Sign in",
        querystring: NoQuery,
        body: LoginRequest,
        response: answers(SignInAnswer),
      },
    },
    async (request, reply) => {
      const owner = await venue.people.authenticate(request.body);
      if (owner === null) throw refuse("WRONG_CREDENTIALS");
      return signIn(venue, owner, request, reply);
    },
  );

  app.post(
    "/auth/refresh",
    {
      onRequest: anybody,
      preValidation: bodyMayBeAbsent,
      config,
      schema: {
        ...common,
        summary: "The next access token, for a refresh token that is good once",
        querystring: NoQuery,
        body: RefreshRequest,
        response: answers(SignInAnswer),
      },
    },
    async (request, reply) => {
      const told = request.body.refresh_token;
      const token = told ?? refreshCookie(request, venue);
      const step = token === null ? null : await venue.tokens.readRefresh(token);
      if (step === null) throw refuse("REFRESH_INVALID");
      const next = await venue.sessions.rotateSession(step.session, step.rotation);
      if (next.kind === "rotated") {
        return handOut(venue, next, reply, told === undefined ? "cookie" : "body");
      }
      clearRefreshCookie(reply, venue);
      throw refuse(next.kind === "reused" ? "REFRESH_REUSED" : "REFRESH_INVALID");
    },
  );

  app.post(
    "/auth/logout",
    {
      onRequest: signedIn(venue, "person"),
      preValidation: bodyMayBeAbsent,
      schema: {
        ...common,
        security: BEARER,
        summary:
          "End this session, or all of yours: their tokens are worthless from this answer on",
        querystring: NoQuery,
        body: LogoutRequest,
        response: answers(DoneAnswer),
      },
    },
    async (request, reply) => {
      const { owner, sessionId } = principalOf(request);
      if (request.body.everywhere) await venue.sessions.endSessions(owner);
      else if (sessionId !== null) await venue.sessions.endSession(owner, sessionId);
      clearRefreshCookie(reply, venue);
      const { sequence } = await standingOf(venue, owner, undefined);
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
      const person = await venue.people.person(owner);
      if (person === null) throw refuse("TOKEN_INVALID");
      const read = await standingOf(venue, owner, request.query.min_seq);
      const accounts = touchable(principalOf(request), read.value.accounts);
      return {
        seq: read.sequence,
        ...standingJson(owner, { ...read.value, accounts }),
        email: person.email,
        email_verified: person.isEmailVerified,
        wallets: [...person.wallets],
        has_password: person.hasPassword,
        username: person.username,
        avatar_url: person.avatarUrl,
        registered_at: formatTime(person.registeredAt),
      };
    },
  );
}
