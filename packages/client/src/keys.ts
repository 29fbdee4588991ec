import type { CreateKeyJson, CreatedKeyAnswer, DoneAnswer, KeysAnswer } from "@probity/protocol";
import type { AnswerOf } from "./json.ts";
import type { Transport } from "./transport.ts";

/** Keys for programs; only for who signed in in person. */
export class KeysApi {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Its secret is in this answer alone. */
  create(key: CreateKeyJson): Promise<CreatedKeyAnswer> {
    return this.transport.request("POST", "/auth/keys", { body: key });
  }

  list(): Promise<AnswerOf<typeof KeysAnswer>> {
    return this.transport.request("GET", "/auth/keys");
  }

  /** It opens nothing from the answer on. */
  revoke(keyId: string): Promise<DoneAnswer> {
    return this.transport.request("DELETE", `/auth/keys/${keyId}`);
  }
}
