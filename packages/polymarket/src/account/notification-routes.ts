import { traderOf, withKey } from "../auth/key-holder.ts";
import { tradingAccount } from "../auth/newcomers.ts";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { Part } from "../part.ts";
import { Notifications } from "./notifications.ts";

const IDS = /^\d{1,15}(?:,\d{1,15}){0,499}$/;

/** What happened to the account lately (reference §5.4). */
export function notificationPart(desk: Desk): Part {
  const { venue } = desk;
  const notifications = new Notifications(desk);

  return {
    publish: (changes, entry, isLive) => {
      if (isLive) notifications.apply(changes, entry);
    },
    clob: (clob) => {
      clob.register(async (scope) => {
        withKey(scope, desk, "read");
        scope.get("/notifications", async (request) => {
          const { owner, key } = traderOf(request);
          const account = tradingAccount(venue, owner);
          await venue.readSide.caughtUp();
          return account === null ? [] : notifications.of(account, key.id);
        });
      });
      clob.register(async (scope) => {
        withKey(scope, desk, "trade");
        scope.delete("/notifications", async (request, reply) => {
          const { ids } = request.query as Readonly<Record<string, unknown>>;
          if (typeof ids !== "string" || !IDS.test(ids))
            throw new ClobError(400, "Invalid payload");
          const account = tradingAccount(venue, traderOf(request).owner);
          if (account !== null) notifications.drop(account, new Set(ids.split(",").map(Number)));
          return reply.type("application/json").send('"OK"');
        });
      });
    },
  };
}
