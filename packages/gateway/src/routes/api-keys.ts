import type { ApiKeyInfo } from "@probity/identity";
import {
  CreateKeyRequest,
  CreatedKeyAnswer,
  DoneAnswer,
  KeysAnswer,
  formatId,
  formatTime,
} from "@probity/protocol";
import { z } from "zod";
import { accountOf, callerOf, principalOf, signedIn } from "../caller.ts";
import { badField, refuse } from "../refusal.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

const keyParams = z.strictObject({ key_id: z.uuid({ error: "the id of a key is expected" }) });

/** Keys for programs: made, listed and taken back by the person, never by a key. */
export function apiKeyRoutes(app: App, venue: Venue): void {
  const common = { tags: ["keys"], security: BEARER, querystring: NoQuery };
  const onRequest = signedIn(venue, "person");
  const now = () => venue.sequencer.durableSequence;

  app.post(
    "/auth/keys",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Make a key; its secret is shown in this answer alone",
        body: CreateKeyRequest,
        response: answers(CreatedKeyAnswer),
      },
    },
    async (request) => {
      const { label, scopes, account_ids: accounts = null, expires_at } = request.body;
      if (accounts !== null && scopes.includes("admin")) {
        throw badField("account_ids", "operators' work is not about single accounts");
      }
      if (expires_at !== undefined && expires_at <= Date.now()) {
        throw badField("expires_at", "it has passed already");
      }
      for (const account of accounts ?? []) await accountOf(venue, principalOf(request), account);
      const wish = { label, scopes, accounts, expiresAt: expires_at ?? null };
      const creation = await venue.keys.createKey(callerOf(request), wish);
      if (creation.kind === "refused") throw refuse("TOO_MANY_KEYS");
      const { secret, passphrase, ...info } = creation.key;
      return { seq: now(), key: keyJson(info), secret, passphrase };
    },
  );

  app.get(
    "/auth/keys",
    {
      onRequest,
      schema: { ...common, summary: "Your keys", response: answers(KeysAnswer) },
    },
    async (request) => {
      const keys = await venue.keys.keysOf(callerOf(request));
      return { seq: now(), keys: keys.map(keyJson) };
    },
  );

  app.delete(
    "/auth/keys/:key_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Take a key back: it opens nothing from this answer on",
        params: keyParams,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const { key_id: id } = request.params;
      if (!(await venue.keys.revokeKey(callerOf(request), id))) throw refuse("KEY_NOT_FOUND");
      return { seq: now(), done: true as const };
    },
  );
}

function keyJson(key: ApiKeyInfo) {
  return {
    key_id: key.id,
    label: key.label,
    scopes: [...key.scopes],
    account_ids: key.accounts?.map((account) => formatId("acc", account)) ?? null,
    created_at: formatTime(key.createdAt),
    expires_at: key.expiresAt === null ? null : formatTime(key.expiresAt),
    last_used_at: key.lastUsedAt === null ? null : formatTime(key.lastUsedAt),
  };
}
