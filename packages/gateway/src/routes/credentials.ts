import {
  ChangePasswordRequest,
  DoneAnswer,
  ResetPasswordRequest,
  ResetRequest,
  SignInAnswer,
  VerifyEmailRequest,
} from "@probity/protocol";
import { callerOf, signedIn } from "../caller.ts";
import { anybody } from "../needs.ts";
import { signInLimit } from "../rate-limit.ts";
import { refuse } from "../refusal.ts";
import { signIn } from "../sign-in.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

/** Proving an address, and new passwords. */
export function credentialRoutes(app: App, venue: Venue): void {
  const common = { tags: ["sign-in"], querystring: NoQuery };
  const config = signInLimit(venue.settings);
  const { people, letters } = venue;
  const done = () => ({ seq: venue.sequencer.durableSequence, done: true as const });

  app.post(
    "/auth/verify-email/request",
    {
      onRequest: signedIn(venue, "person"),
      config,
      schema: {
        ...common,
        security: BEARER,
        summary: "Send another letter to prove that your address is yours; at most one a minute",
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      letters.verifyEmail(callerOf(request));
      return done();
    },
  );

  app.post(
    "/auth/verify-email",
    {
      onRequest: anybody,
      config,
      schema: {
        ...common,
        summary: "Prove that an address is yours, with what came by mail",
        body: VerifyEmailRequest,
        response: answers(DoneAnswer),
      },
    },
    async ({ body }) => {
      if (!(await people.verifyEmail(body.token))) throw refuse("MAIL_TOKEN_INVALID");
      return done();
    },
  );

  app.post(
    "/auth/request-password-reset",
    {
      onRequest: anybody,
      config,
      schema: {
        ...common,
        summary:
          "Send a letter with which a new password can be chosen, if anybody has this address",
        body: ResetRequest,
        response: answers(DoneAnswer),
      },
    },
    async ({ body }) => {
      letters.resetPassword(body.email);
      return done();
    },
  );

  app.post(
    "/auth/reset-password",
    {
      onRequest: anybody,
      config,
      schema: {
        ...common,
        summary:
          "Choose a new password, with what came by mail; ends all sessions, and keys and wallets if the address was not proven before",
        body: ResetPasswordRequest,
        response: answers(DoneAnswer),
      },
    },
    async ({ body }) => {
      const isDone = await people.resetPassword(body.token, body.password);
      if (!isDone) throw refuse("MAIL_TOKEN_INVALID");
      return done();
    },
  );

  app.post(
    "/auth/change-password",
    {
      onRequest: signedIn(venue, "person"),
      config,
      schema: {
        ...common,
        security: BEARER,
        summary: "Choose a new password; ends all sessions, and opens a new one for you",
        body: ChangePasswordRequest,
        response: answers(SignInAnswer),
      },
    },
    async (request, reply) => {
      const owner = callerOf(request);
      const { current_password: current, new_password: next } = request.body;
      const person = await people.person(owner);
      if (person === null) throw refuse("TOKEN_INVALID");
      const isRight = !person.hasPassword || (await people.isPassword(owner, current ?? ""));
      if (!isRight) throw refuse("WRONG_PASSWORD");
      if (!(await people.setPassword(owner, next))) throw refuse("TOKEN_INVALID");
      return signIn(venue, owner, request, reply);
    },
  );
}
