import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { needBehind } from "./needs.ts";
import { operationId } from "./operation-id.ts";
import type { App } from "./routes/route.ts";

const DESCRIPTION = `
Prices are dollars a share, quantities are shares, amounts are dollars: always decimal strings, never numbers.
Times are ISO 8601 in UTC. Every answer carries \`seq\`, the sequence of the machine it saw; send it back as
\`min_seq\` to read no older state. A refused request answers \`{"error": {"code", "message", "details"}}\`.

A \`client_order_id\`, or the header \`Idempotency-Key\`, makes repeating a request harmless: the same key gives the
same answer with \`"repeated": true\`.

**Programs** sign each request with a key of \`POST /auth/keys\`: \`PROBITY-KEY\` (its id), \`PROBITY-TIMESTAMP\` (milliseconds since 1970)
and \`PROBITY-SIGNATURE\`, the HMAC-SHA-256 in base64url over timestamp, method, path with query and body, under the secret's bytes. On
the socket: \`{"op": "authenticate", "key": {"key_id", "timestamp", "signature"}}\`, signed as \`GET /ws\`.

**Live data** is at the WebSocket \`/ws\`. Say \`{"op": "subscribe", "channels": ["book:mkt_12-1:yes",
"trades:mkt_12-1", "orders"], "token": "…"}\`. Each channel answers \`subscribed\` with a snapshot, then messages
with \`seq\` and \`prev_seq\`: if \`prev_seq\` is not the \`seq\` you saw last on that channel, subscribe again.
A message of a book or of trades may stand for several commands, \`seq\` is that of the last. \`resume_from\` tells what you
missed, or answers \`resync\` with a new snapshot when it is too long ago; a reader who falls behind on a book gets a \`resync\`
unasked. Who leaves 8 MiB unread is closed with 4008. Book messages carry a checksum: CRC32C over \`b:0.5000x143.22,0.4900x16.00|a:0.5100x327.45\`, the best 25 levels a side in YES
terms, prices with four decimals and shares with two.

**Orders over the socket** are the quickest way in. Say \`{"op": "authenticate", "token": "…"}\` once, then
\`{"op": "place", "id": 1, "order": {…}}\` with the body of \`POST /orders\`, \`{"op": "batch", "id": 2, "orders": […]}\` as
for \`POST /orders/batch\`, or \`{"op": "cancel", "id": 3, "targets": […]}\` as for \`POST /orders/cancel\`. Each is answered by
\`{"type": "answer", "id": 1, "status": 200, "body": {…}}\` with status and body of the route, not always in the order of
asking. Up to 1,024 may be under way; more wait in the line.
`;

/** OpenAPI 3.1 made from the routes' schemas, at `/api/docs` and `/api/docs/json`. */
export async function documentApi(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Probity", version, description: DESCRIPTION },
      tags: [
        { name: "sign-in" },
        { name: "keys", description: "Keys for programs." },
        { name: "markets" },
        { name: "statistics" },
        { name: "orders" },
        { name: "portfolio" },
        { name: "accounts" },
        { name: "safety" },
        { name: "operators", description: "Need the role admin." },
        { name: "operations" },
      ],
      components: {
        securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      },
    },
    transform: named,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, { routePrefix: "/api/docs", staticCSP: true });
  // Whoever opens the venue's address in a browser finds something to read.
  // Somebody else may serve people.
  if (app.hasRoute({ method: "GET", url: "/" })) return;
  app.get("/", { schema: { hide: true } }, (_request, reply) => reply.redirect("/api/docs"));
}

/** The schema of a route as the document has it, with the route's one name and who it is for. */
const named: typeof jsonSchemaTransform = (route) => {
  const { schema, url } = jsonSchemaTransform(route);
  const [method = "GET"] = [route.route.method].flat();
  const need = needBehind(route.route.onRequest, method);
  const more = { operationId: operationId(method, url), ...(need !== null && { "x-need": need }) };
  return { schema: { ...more, ...schema }, url };
};
