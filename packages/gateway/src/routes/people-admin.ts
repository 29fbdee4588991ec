import type { OwnerId } from "@probity/core";
import type { Person } from "@probity/identity";
import {
  AccountsAnswer,
  DoneAnswer,
  ImportUserRequest,
  ReadQuery,
  SignInSessionsAnswer,
  UserAnswer,
  UsersPage,
  UsersQuery,
  accountJson,
  formatOwner,
  formatTime,
  userParams,
} from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { symbolsOf } from "../assets.ts";
import { callerOf, operator, principalOf } from "../caller.ts";
import { openFirstAccount } from "../first-account.ts";
import { refuse } from "../refusal.ts";
import { erasePerson } from "../roles.ts";
import { sessionJson, standingJson } from "../sign-in.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

/** How operators look people up, bring them along from elsewhere, and let them go. */
export function peopleAdminRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER };
  const onRequest = operator(venue);
  const chief = operator(venue, "superadmin");
  const { people, sessions } = venue;

  app.get(
    "/admin/users",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Everybody by number, or the one with this address, username or wallet",
        querystring: UsersQuery,
        response: answers(UsersPage),
      },
    },
    async ({ query }) => {
      const { limit, cursor = 0 } = query;
      const owner = await ownerWanted(query);
      const found =
        owner === undefined ? await people.peopleAfter(cursor, limit + 1) : await one(owner);
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const hasMore = found.length > page.length && last !== undefined;
      const { sequence, users } = await usersJson(page, query.min_seq);
      return { seq: sequence, users, next_cursor: hasMore ? `own_${last.owner}` : null };
    },
  );

  app.get(
    "/admin/users/:owner_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "One person",
        params: userParams,
        querystring: ReadQuery,
        response: answers(UserAnswer),
      },
    },
    (request) => userAnswer(request.params.owner_id, request.query.min_seq),
  );

  app.get(
    "/admin/users/:owner_id/accounts",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Somebody's accounts with their balances, limits and restrictions",
        params: userParams,
        querystring: ReadQuery,
        response: answers(AccountsAnswer),
      },
    },
    async (request) => {
      const owner = request.params.owner_id;
      const { sequence, value } = await readMachine(
        venue,
        (machine) =>
          machine
            .accountsOf(owner)
            .flatMap((account) => machine.account(account) ?? [])
            .map((view) => accountJson(view, symbolsOf(machine))),
        request.query.min_seq,
      );
      return { seq: sequence, accounts: value };
    },
  );

  app.get(
    "/admin/users/:owner_id/sessions",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Where somebody is signed in, the one used last first",
        params: userParams,
        querystring: NoQuery,
        response: answers(SignInSessionsAnswer),
      },
    },
    async (request) => {
      const owner = request.params.owner_id;
      if ((await people.person(owner)) === null) throw refuse("USER_NOT_FOUND");
      const { sessionId } = principalOf(request);
      const open = await sessions.sessionsOf(owner);
      const own = open.map((one) => sessionJson(one, sessionId));
      return { seq: venue.sequencer.durableSequence, sessions: own };
    },
  );

  app.post(
    "/admin/users/import",
    {
      onRequest: chief,
      schema: {
        ...common,
        summary: "Bring somebody along from another venue, with their bcrypt hash",
        querystring: NoQuery,
        body: ImportUserRequest,
        response: answers(UserAnswer),
      },
    },
    async (request) => {
      const { body } = request;
      const { email, email_verified: isEmailVerified, password_hash, username } = body;
      const isTaken =
        username !== undefined && (await people.ownerOf("username", username)) !== null;
      if (isTaken) throw refuse("USERNAME_TAKEN");
      const admission = await people.admit({ email, isEmailVerified, passwordHash: password_hash });
      if (admission.kind === "refused") throw refuse("EMAIL_TAKEN");
      const { owner } = admission;
      note(request, owner, "brought somebody along from another venue");
      await openFirstAccount(venue, owner);
      if (username !== undefined) await people.setProfile(owner, { username, avatarUrl: null });
      return userAnswer(owner, undefined);
    },
  );

  app.delete(
    "/admin/users/:owner_id/sessions",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Sign somebody out everywhere",
        params: userParams,
        querystring: NoQuery,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const owner = request.params.owner_id;
      if ((await people.person(owner)) === null) throw refuse("USER_NOT_FOUND");
      await sessions.endSessions(owner);
      note(request, owner, "signed somebody out everywhere");
      return { seq: venue.sequencer.durableSequence, done: true as const };
    },
  );

  app.delete(
    "/admin/users/:owner_id",
    {
      onRequest: chief,
      schema: {
        ...common,
        summary:
          "Forget somebody: orders are cancelled, what tells who they are is destroyed for good",
        params: userParams,
        querystring: NoQuery,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const owner = request.params.owner_id;
      if (!(await erasePerson(venue, owner))) throw refuse("USER_NOT_FOUND");
      note(request, owner, "forgot somebody");
      return { seq: venue.sequencer.durableSequence, done: true as const };
    },
  );

  /** The audit log tells what is in the exchange's journal; that of identity does not say who asked for what. */
  function note(request: FastifyRequest, owner: OwnerId, act: string): void {
    const [by, to] = [formatOwner(callerOf(request)), formatOwner(owner)];
    request.log.warn({ by, owner: to }, act);
  }

  /** Undefined: nobody in particular; null: there is nobody like that. */
  async function ownerWanted(
    query: z.output<typeof UsersQuery>,
  ): Promise<OwnerId | null | undefined> {
    for (const kind of ["email", "username", "wallet"] as const) {
      const value = query[kind];
      if (value !== undefined) return people.ownerOf(kind, value);
    }
    return undefined;
  }

  async function one(owner: OwnerId | null): Promise<readonly Person[]> {
    const person = owner === null ? null : await people.person(owner);
    return person === null ? [] : [person];
  }

  async function userAnswer(owner: OwnerId, minSequence: number | undefined) {
    const person = await people.person(owner);
    if (person === null) throw refuse("USER_NOT_FOUND");
    const { sequence, users } = await usersJson([person], minSequence);
    return { seq: sequence, user: users[0]! };
  }

  async function usersJson(found: readonly Person[], minSequence: number | undefined) {
    const { sequence, value } = await readMachine(
      venue,
      (machine) =>
        found.map(({ owner }) => ({
          role: machine.role(owner),
          accounts: machine.accountsOf(owner),
        })),
      minSequence,
    );
    const users = found.map((person, index) => ({
      ...standingJson(person.owner, value[index]!),
      email: person.email,
      email_verified: person.isEmailVerified,
      wallets: [...person.wallets],
      username: person.username,
      avatar_url: person.avatarUrl,
      has_password: person.hasPassword,
      registered_at: formatTime(person.registeredAt),
    }));
    return { sequence, users };
  }
}
