/** One stable name for every route, by which the command line and the client know it: `orders.place`. */

/** Where the rule would give a word that nobody says. */
const SAID_OTHERWISE: Readonly<Record<string, string>> = {
  "POST /account/settle/{}": "account.settle",
  "POST /accounts": "accounts.open",
  "POST /admin/collateral": "admin.collateral.register",
  "GET /admin/quarantine": "admin.quarantine.list",
  "POST /admin/roles": "admin.roles.set",
  "DELETE /admin/users/{}": "admin.users.erase",
  "DELETE /auth/me": "auth.erase",
  "GET /auth/preferences": "auth.preferences.get",
  "GET /auth/profile": "auth.profile.get",
  "POST /heartbeat": "safety.heartbeat",
  "GET /metrics": "metrics.get",
  "POST /orders": "orders.place",
  "POST /orders/{}": "orders.place-in",
  "POST /orders/batch": "orders.place-batch",
  "POST /orders/cancel": "orders.cancel-batch",
  "GET /orders/user/orders": "orders.mine",
  "PATCH /orders/{}": "orders.amend",
  "DELETE /orders/{}": "orders.cancel",
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
