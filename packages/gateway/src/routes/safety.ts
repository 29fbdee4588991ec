import {
  AccountChoiceRequest,
  CreateGroupRequest,
  DoneAnswer,
  GroupAnswer,
  HeartbeatAnswer,
  HeartbeatRequest,
  SafetyAnswer,
  SessionAnswer,
  accountChoice,
  formatId,
  formatTime,
  groupJson,
  minSequence,
  safetyJson,
} from "@probity/protocol";
import type { AccountId, GroupId } from "@probity/core";
import { z } from "zod";
import { accountOf, callerOf, principalOf, signedIn } from "../caller.ts";
import { refuse } from "../refusal.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { doneJson } from "./done.ts";
import { BEARER, NoQuery, answers, idParams } from "./route.ts";
import type { App } from "./route.ts";

const SafetyQuery = z.strictObject({ ...accountChoice, min_seq: minSequence });
const groupParams = idParams("group_id", "grp");

/** The dead man's switch, sessions whose orders go with them, and order groups with a kill switch. */
export function safetyRoutes(app: App, venue: Venue): void {
  const common = { tags: ["safety"], security: BEARER };
  const onRequest = signedIn(venue);
  const { submitter } = venue;

  app.post(
    "/heartbeat",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Cancel all orders unless another heartbeat comes in time; 0 disarms",
        querystring: NoQuery,
        body: HeartbeatRequest,
        response: answers(HeartbeatAnswer),
      },
    },
    async (request) => {
      const { account_id, timeout_ms: timeoutMs } = request.body;
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), account_id);
      const content = { type: "Heartbeat", account, timeoutMs } as const;
      const { sequence, events } = await submitter.submit(owner, content);
      const [set] = events;
      if (set?.type !== "HeartbeatSet") throw new Error("a heartbeat set nothing");
      return { seq: sequence, deadline: set.deadline === 0 ? null : formatTime(set.deadline) };
    },
  );

  app.get(
    "/safety",
    {
      onRequest,
      schema: {
        ...common,
        summary: "When the dead man's switch acts, and the open sessions",
        querystring: SafetyQuery,
        response: answers(SafetyAnswer),
      },
    },
    async (request) => {
      const account = await accountOf(venue, principalOf(request), request.query.account_id);
      const { min_seq } = request.query;
      const read = await readMachine(venue, (machine) => machine.safety(account), min_seq);
      if (read.value === null) throw refuse("ACCOUNT_NOT_FOUND", {}, read.sequence);
      return { seq: read.sequence, ...safetyJson(read.value) };
    },
  );

  app.post(
    "/sessions",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Open a session; orders placed with it are cancelled when it closes",
        querystring: NoQuery,
        body: AccountChoiceRequest,
        response: answers(SessionAnswer),
      },
    },
    async (request) => {
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), request.body.account_id);
      const content = { type: "OpenSession", account } as const;
      const { sequence, events } = await submitter.submit(owner, content);
      const [opened] = events;
      if (opened?.type !== "SessionOpened") throw new Error("opening made no session");
      return { seq: sequence, session_id: formatId("ses", opened.session) };
    },
  );

  app.delete(
    "/sessions/:session_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Close a session and cancel its orders",
        params: idParams("session_id", "ses"),
        querystring: z.strictObject(accountChoice),
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), request.query.account_id);
      const session = request.params.session_id;
      return doneJson(await submitter.submit(owner, { type: "CloseSession", account, session }));
    },
  );

  app.post(
    "/order-groups",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Create an order group with a limit on what it may fill",
        querystring: NoQuery,
        body: CreateGroupRequest,
        response: answers(GroupAnswer),
      },
    },
    async (request) => {
      const { account_id, limit } = request.body;
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), account_id);
      const content = { type: "CreateOrderGroup", account, limit } as const;
      const { sequence, events } = await submitter.submit(owner, content);
      const [created] = events;
      if (created?.type !== "OrderGroupCreated") throw new Error("creating made no group");
      return groupAnswer(venue, account, created.group, sequence);
    },
  );

  app.get(
    "/order-groups/:group_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "An order group",
        params: groupParams,
        querystring: SafetyQuery,
        response: answers(GroupAnswer),
      },
    },
    async (request) => {
      const { account_id, min_seq } = request.query;
      const account = await accountOf(venue, principalOf(request), account_id);
      return groupAnswer(venue, account, request.params.group_id, min_seq);
    },
  );

  for (const [verb, type, summary] of [
    ["trip", "TripOrderGroup", "The kill switch: cancel the group's orders and take no more"],
    ["reset", "ResetOrderGroup", "Let a group take orders again, from zero"],
  ] as const) {
    app.post(
      `/order-groups/:group_id/${verb}`,
      {
        onRequest,
        schema: {
          ...common,
          summary,
          params: groupParams,
          querystring: NoQuery,
          body: AccountChoiceRequest,
          response: answers(GroupAnswer),
        },
      },
      async (request) => {
        const owner = callerOf(request);
        const account = await accountOf(venue, principalOf(request), request.body.account_id);
        const group = request.params.group_id;
        const { sequence } = await submitter.submit(owner, { type, account, group });
        return groupAnswer(venue, account, group, sequence);
      },
    );
  }
}

async function groupAnswer(
  venue: Venue,
  account: AccountId,
  group: GroupId,
  minSequence: number | undefined,
) {
  const read = await readMachine(venue, (machine) => machine.group(group), minSequence);
  if (read.value?.account !== account) throw refuse("GROUP_NOT_FOUND", {}, read.sequence);
  return { seq: read.sequence, group: groupJson(read.value) };
}
