import { afterAll, beforeAll, expect, test } from "vitest";
import { operationId } from "./operation-id.ts";
import { startTestGateway } from "./test-gateway.ts";
import type { TestGateway } from "./test-gateway.ts";

interface Documented {
  readonly operationId?: string;
  readonly summary?: string;
  readonly responses: Readonly<Record<string, unknown>>;
}

let venue: TestGateway;
let operations: { readonly route: string; readonly described: Documented }[];

beforeAll(async () => {
  venue = await startTestGateway();
  const { body } = await venue.ask("GET", "/api/docs/json");
  operations = Object.entries<Record<string, Documented>>(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      route: `${method.toUpperCase()} ${path}`,
      described,
    })),
  );
});
afterAll(() => venue.close());

test.each([
  ["GET", "/api/v1/markets", "markets.list"],
  ["GET", "/api/v1/markets/:ref", "markets.get"],
  ["GET", "/api/v1/markets/{ref}/book", "markets.book"],
  ["GET", "/api/v1/status", "status.get"],
  ["GET", "/health", "health.get"],
  ["GET", "/api/v1/auth/me", "auth.me"],
  ["GET", "/api/v1/auth/keys", "auth.keys.list"],
  ["GET", "/api/v1/markets/:ref/trades", "markets.trades"],
  ["GET", "/api/v1/admin/treasury", "admin.treasury.get"],
  ["GET", "/api/v1/admin/quarantine/:id", "admin.quarantine.get"],
  ["POST", "/api/v1/orders", "orders.place"],
  ["POST", "/api/v1/orders/preview", "orders.preview"],
  ["POST", "/api/v1/orders/:order_id/replace", "orders.replace"],
  ["POST", "/api/v1/admin/events", "admin.events.create"],
  ["POST", "/api/v1/admin/events/:ref/markets", "admin.events.markets.create"],
  ["POST", "/api/v1/admin/markets/:ref/void/plan", "admin.markets.void.plan"],
  ["PATCH", "/api/v1/admin/markets/:ref", "admin.markets.update"],
  ["PUT", "/api/v1/auth/preferences", "auth.preferences.set"],
  ["DELETE", "/api/v1/auth/keys/:key_id", "auth.keys.delete"],
])("%s %s is %s", (method, path, id) => {
  expect(operationId(method, path)).toBe(id);
});

test("S4.31 every route has a name of its own, a summary, and says how it refuses", () => {
  expect(operations.length).toBeGreaterThan(60);
  const ids = operations.map(({ described }) => described.operationId ?? "");
  expect(ids.filter((id) => !/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/.test(id))).toEqual([]);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const silent = operations.filter(({ described }) => !/^[A-Z0-9]/.test(described.summary ?? ""));
  expect(silent.map(({ route }) => route)).toEqual([]);
  // What a process answers about itself comes before anything that could refuse.
  const refuses = ({ responses }: Documented) =>
    Object.keys(responses).some((status) => /^[45]/.test(status));
  const unrefusing = operations.filter(({ described }) => !refuses(described));
  expect(unrefusing.map(({ route }) => route)).toEqual(["GET /health"]);
});
