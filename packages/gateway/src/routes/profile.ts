import {
  DoneAnswer,
  PreferencesAnswer,
  PreferencesRequest,
  ProfileAnswer,
  SignInSessionsAnswer,
  UpdateProfileRequest,
  formatOwner,
  signInSessionParams,
} from "@probity/protocol";
import { callerOf, principalOf, signedIn } from "../caller.ts";
import { clearRefreshCookie } from "../refresh-cookie.ts";
import { refuse } from "../refusal.ts";
import { erasePerson } from "../roles.ts";
import { sessionJson } from "../sign-in.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

/** What people say about themselves, where they are signed in, and being forgotten. */
export function profileRoutes(app: App, venue: Venue): void {
  const common = { tags: ["sign-in"], security: BEARER, querystring: NoQuery };
  const onRequest = signedIn(venue, "person");
  const { people, sessions } = venue;
  const now = () => venue.sequencer.durableSequence;

  app.get(
    "/auth/profile",
    {
      onRequest: signedIn(venue, "read"),
      schema: { ...common, summary: "Your public profile", response: answers(ProfileAnswer) },
    },
    async (request) => {
      const person = await people.person(callerOf(request));
      if (person === null) throw refuse("TOKEN_INVALID");
      return profileJson(person);
    },
  );

  app.patch(
    "/auth/profile",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Change your username or picture; null takes it away",
        body: UpdateProfileRequest,
        response: answers(ProfileAnswer),
      },
    },
    async (request) => {
      const owner = callerOf(request);
      const person = await people.person(owner);
      if (person === null) throw refuse("TOKEN_INVALID");
      const { username = person.username, avatar_url: avatarUrl = person.avatarUrl } = request.body;
      const change = await people.setProfile(owner, { username, avatarUrl });
      if (change === "UsernameTaken") throw refuse("USERNAME_TAKEN");
      if (change === "PersonNotFound") throw refuse("TOKEN_INVALID");
      return profileJson({ owner, username, avatarUrl });
    },
  );

  app.get(
    "/auth/preferences",
    {
      onRequest: signedIn(venue, "read"),
      schema: {
        ...common,
        summary: "What you had kept about how you like it",
        response: answers(PreferencesAnswer),
      },
    },
    async (request) => {
      const text = await people.preferences(callerOf(request));
      const preferences = JSON.parse(text ?? "{}") as PreferencesAnswer["preferences"];
      return { seq: now(), preferences };
    },
  );

  app.put(
    "/auth/preferences",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Keep these preferences instead of the former; 8,192 characters of JSON",
        body: PreferencesRequest,
        response: answers(PreferencesAnswer),
      },
    },
    async (request) => {
      const { preferences } = request.body;
      const isKept = await people.setPreferences(callerOf(request), JSON.stringify(preferences));
      if (!isKept) throw refuse("TOKEN_INVALID");
      return { seq: now(), preferences };
    },
  );

  app.get(
    "/auth/sessions",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Where you are signed in, the one used last first",
        response: answers(SignInSessionsAnswer),
      },
    },
    async (request) => {
      const { owner, sessionId } = principalOf(request);
      const open = await sessions.sessionsOf(owner);
      return { seq: now(), sessions: open.map((one) => sessionJson(one, sessionId)) };
    },
  );

  app.delete(
    "/auth/sessions/:session",
    {
      onRequest,
      schema: {
        ...common,
        summary: "End a session: its tokens are worthless from this answer on",
        params: signInSessionParams,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const isEnded = await sessions.endSession(callerOf(request), request.params.session);
      if (!isEnded) throw refuse("SIGN_IN_NOT_FOUND");
      return { seq: now(), done: true as const };
    },
  );

  app.delete(
    "/auth/me",
    {
      onRequest,
      schema: {
        ...common,
        summary:
          "Be forgotten: orders are cancelled, and what tells who you are is destroyed for good",
        response: answers(DoneAnswer),
      },
    },
    async (request, reply) => {
      if (!(await erasePerson(venue, callerOf(request)))) throw refuse("TOKEN_INVALID");
      clearRefreshCookie(reply, venue);
      return { seq: now(), done: true as const };
    },
  );

  function profileJson(person: {
    readonly owner: Parameters<typeof formatOwner>[0];
    readonly username: string | null;
    readonly avatarUrl: string | null;
  }) {
    const { owner, username, avatarUrl } = person;
    return { seq: now(), owner_id: formatOwner(owner), username, avatar_url: avatarUrl };
  }
}
