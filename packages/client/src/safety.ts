import type {
  AccountChoiceRequest,
  CreateGroupRequest,
  DoneAnswer,
  GroupAnswer,
  HeartbeatAnswer,
  HeartbeatRequest,
  SafetyAnswer,
  SessionAnswer,
} from "@probity/protocol";
import type { AnswerOf, JsonOf } from "./json.ts";
import type { Query, Transport } from "./transport.ts";

/** The dead man's switch, sessions whose orders go with them, order groups with a kill switch. */
export class SafetyApi {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** All orders go unless another heartbeat comes in time; 0 disarms. */
  heartbeat(beat: JsonOf<typeof HeartbeatRequest>): Promise<HeartbeatAnswer> {
    return this.transport.request("POST", "/heartbeat", { body: beat });
  }

  state(query: Query = {}): Promise<AnswerOf<typeof SafetyAnswer>> {
    return this.transport.request("GET", "/safety", { query });
  }

  openSession(
    account: JsonOf<typeof AccountChoiceRequest> = {},
  ): Promise<AnswerOf<typeof SessionAnswer>> {
    return this.transport.request("POST", "/sessions", { body: account });
  }

  /** Cancels the session's orders. */
  closeSession(sessionId: string, accountId?: string): Promise<DoneAnswer> {
    return this.transport.request("DELETE", `/sessions/${sessionId}`, {
      query: { account_id: accountId },
    });
  }

  createGroup(group: JsonOf<typeof CreateGroupRequest>): Promise<AnswerOf<typeof GroupAnswer>> {
    return this.transport.request("POST", "/order-groups", { body: group });
  }

  group(groupId: string, query: Query = {}): Promise<AnswerOf<typeof GroupAnswer>> {
    return this.transport.request("GET", `/order-groups/${groupId}`, { query });
  }

  /** Cancels the group's orders; it takes no more until it is reset. */
  tripGroup(
    groupId: string,
    account: JsonOf<typeof AccountChoiceRequest> = {},
  ): Promise<AnswerOf<typeof GroupAnswer>> {
    return this.transport.request("POST", `/order-groups/${groupId}/trip`, { body: account });
  }

  resetGroup(
    groupId: string,
    account: JsonOf<typeof AccountChoiceRequest> = {},
  ): Promise<AnswerOf<typeof GroupAnswer>> {
    return this.transport.request("POST", `/order-groups/${groupId}/reset`, { body: account });
  }
}
