/** One stable name for every route, by which the command line and the client know it: `orders.place`. */

/** Where the rule would give a word that nobody says. */
const SAID_OTHERWISE: Readonly<Record<string, string>> = {
  "POST /account/settle/{}": "account.settle",
  "POST /accounts": "accounts.open",
  "GET /admin/audit": "admin.audit.list",
  "POST /admin/collateral": "admin.collateral.register",
  "POST /admin/markets/{}/probability": "admin.markets.set-probability",
  "POST /admin/markets/{}/tick-size": "admin.markets.set-tick-size",
  "DELETE /admin/polymarket/faults": "admin.polymarket.faults.end",
  "GET /admin/polymarket/faults": "admin.polymarket.faults.get",
  "PUT /admin/polymarket/faults": "admin.polymarket.faults.begin",
  "GET /admin/quarantine": "admin.quarantine.list",
  "POST /admin/roles": "admin.roles.set",
  "DELETE /admin/users/{}": "admin.users.erase",
  "POST /admin/users/{}/exclusion": "admin.users.exclude",
  "DELETE /admin/users/{}/sessions": "admin.users.sign-out",
  "GET /admin/venue": "admin.venue.get",
  "POST /auth/external": "auth.login-external",
  "DELETE /auth/me": "auth.erase",
  "GET /auth/preferences": "auth.preferences.get",
  "GET /auth/profile": "auth.profile.get",
  "DELETE /auth/sessions/{}": "auth.sessions.end",
  "POST /auth/verify-email/request": "auth.request-email-verification",
  "POST /auth/wallet": "auth.login-wallet",
  "POST /auth/wallet/challenge": "auth.wallets.challenge",
  "POST /auth/wallets": "auth.wallets.add",
  "DELETE /auth/wallets/{}": "auth.wallets.remove",
  "POST /exclusion": "exclusion.start",
  "GET /exports/equity.csv": "exports.equity",
  "GET /exports/fills.csv": "exports.fills",
  "GET /exports/orders.csv": "exports.orders",
  "GET /exports/positions.csv": "exports.positions",
  "GET /exports/statement.csv": "exports.statement",
  "POST /heartbeat": "safety.heartbeat",
  "PATCH /markets/{}/status": "markets.set-status",
  "GET /metrics": "metrics.get",
  "POST /orders": "orders.place",
  "POST /orders/basket": "orders.place-basket",
  "POST /orders/basket/preview": "orders.preview-basket",
  "POST /orders/batch": "orders.place-batch",
  "POST /orders/cancel": "orders.cancel-batch",
  "GET /orders/user/orders": "orders.mine",
  "DELETE /orders/{}": "orders.cancel",
  "PATCH /orders/{}": "orders.amend",
  "POST /orders/{}": "orders.place-in",
  "POST /sessions": "sessions.open",
  "DELETE /sessions/{}": "sessions.close",
};

/**
 * Names the operation `method path`: the words of the path that are no parameters, then a verb.
 *
 * - `GET` of a thing in a list is `get`, of a list `list`, of a lone thing `get`; of what belongs to another,
 *   or stands below a word, the path says it all: `markets.trades`, `auth.me`.
 * - `POST` to a list is `create`; to anything else the path ends with the verb: `orders.preview`.
 * - `PUT` is `set`, `PATCH` is `update`, `DELETE` is `delete`.
 *
 * What lies under `/admin` keeps that word in front. A published name is never given to anything else.
 */
export function operationId(method: string, path: string): string {
  const own = path.replace(/^\/api\/v1(?=\/)/, "");
  const shape = own.replace(/:\w+|\{\w+\}/g, "{}");
  const said = SAID_OTHERWISE[`${method} ${shape}`];
  if (said !== undefined) return said;
  const segments = shape.split("/").filter((segment) => segment !== "");
  const words = segments.filter((segment) => segment !== "{}");
  const verb = verbOf(method, words, segments);
  return [...words, ...(verb === null ? [] : [verb])].join(".").toLowerCase();
}

/** The verb the path does not say itself; null when its last word is the verb or the thing. */
function verbOf(
  method: string,
  words: readonly string[],
  segments: readonly string[],
): string | null {
  const isOne = segments.at(-1) === "{}";
  const depth = words[0] === "admin" ? words.length - 1 : words.length;
  const isList = /[^s]s$/.test(words.at(-1) ?? "") && !isOne && words.at(-1) !== "status";
  switch (method) {
    case "GET":
      if (isOne) return "get";
      if (isList && !segments.includes("{}")) return "list";
      return depth > 1 ? null : "get";
    case "PUT":
      return "set";
    case "PATCH":
      return "update";
    case "DELETE":
      return "delete";
    default:
      return isList || isOne ? "create" : null;
  }
}
