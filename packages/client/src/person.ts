import type {
  DoneAnswer,
  ExcludeRequest,
  ExclusionAnswer,
  PreferencesAnswer,
  PreferencesRequest,
  ProfileAnswer,
  SignInSessionsAnswer,
  UpdateProfileRequest,
} from "@probity/protocol";
import type { AnswerOf, JsonOf } from "./json.ts";
import type { Query, Transport } from "./transport.ts";

/** What one says about oneself, where one is signed in, and keeping away; only for who signed in in person. */
export class PersonApi {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  profile(): Promise<AnswerOf<typeof ProfileAnswer>> {
    return this.transport.request("GET", "/auth/profile");
  }

  updateProfile(
    change: JsonOf<typeof UpdateProfileRequest>,
  ): Promise<AnswerOf<typeof ProfileAnswer>> {
    return this.transport.request("PATCH", "/auth/profile", { body: change });
  }

  preferences(): Promise<AnswerOf<typeof PreferencesAnswer>> {
    return this.transport.request("GET", "/auth/preferences");
  }

  setPreferences(
    preferences: JsonOf<typeof PreferencesRequest>,
  ): Promise<AnswerOf<typeof PreferencesAnswer>> {
    return this.transport.request("PUT", "/auth/preferences", { body: preferences });
  }

  sessions(): Promise<AnswerOf<typeof SignInSessionsAnswer>> {
    return this.transport.request("GET", "/auth/sessions");
  }

  /** Signs out there. */
  endSession(session: string): Promise<DoneAnswer> {
    return this.transport.request("DELETE", `/auth/sessions/${session}`);
  }

  exclusion(query: Query = {}): Promise<AnswerOf<typeof ExclusionAnswer>> {
    return this.transport.request("GET", "/exclusion", { query });
  }

  /** No buying and no deposits until then; nobody can shorten it. */
  exclude(wish: JsonOf<typeof ExcludeRequest>): Promise<AnswerOf<typeof ExclusionAnswer>> {
    return this.transport.request("POST", "/exclusion", { body: wish });
  }
}
