import { randomUUID } from "node:crypto";
import type { AccountId } from "@probity/core";
import { traderOf, withKey } from "../auth/key-holder.ts";
import { tradingAccount } from "../auth/newcomers.ts";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { Part } from "../part.ts";

/** A beat is due within ten seconds, and forgiven for five more; then all orders go (reference §5.3). */
const TIMEOUT_MS = 15_000;
/** Accounts whose beats are told apart; beyond them the one heard longest ago begins anew. */
const ACCOUNTS_MAX = 50_000;

interface Beat {
  readonly id: string;
  readonly until: number;
}

/** The dead man's switch: beats carry the id of the first, until one is missed. */
export function heartbeatPart(desk: Desk): Part {
  const { venue } = desk;
  /** The one heard longest ago first. */
  const beats = new Map<AccountId, Beat>();

  const expect = (account: AccountId, id: string): void => {
    beats.delete(account);
    const [oldest] = beats.keys();
    if (beats.size >= ACCOUNTS_MAX && oldest !== undefined) beats.delete(oldest);
    beats.set(account, { id, until: Date.now() + TIMEOUT_MS });
  };

  return {
    clob: (clob) => {
      clob.register(async (scope) => {
        withKey(scope, desk, "trade");
        for (const path of ["/v1/heartbeats", "/heartbeats"]) {
          scope.post(path, async (request, reply) => {
            const { owner } = traderOf(request);
            const { heartbeat_id: told = "" } = (request.body ?? {}) as {
              readonly heartbeat_id?: unknown;
            };
            const account = tradingAccount(venue, owner);
            if (account === null || (typeof told !== "string" && told !== null)) {
              throw new ClobError(400, "Invalid payload");
            }
            const last = beats.get(account);
            const expected = last !== undefined && last.until > Date.now() ? last.id : null;
            // The first says nothing; whoever started again knows nothing.
            const id = told === "" || told === null ? randomUUID() : (expected ?? randomUUID());
            if (told !== "" && told !== null && told !== expected) {
              if (expected === null) expect(account, id);
              return reply
                .status(400)
                .send({ error_msg: "Invalid Heartbeat ID", heartbeat_id: id });
            }
            expect(account, id);
            const content = { type: "Heartbeat", account, timeoutMs: TIMEOUT_MS } as const;
            await venue.submitter.submit(owner, content);
            return { status: "ok", heartbeat_id: id };
          });
        }
      });
    },
  };
}
