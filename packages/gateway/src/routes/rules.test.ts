import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { TestGateway } from "../test-gateway.ts";

let venue: TestGateway;
beforeAll(async () => {
  venue = await startTestGateway();
});
afterAll(() => venue.close());

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

test("S2.20 every version of an event's rules can be read, with its hash and time, page by page", async () => {
  const texts = ["If it rains.", "If it rains on the roof. ☔", "If it snows."];
  const [first, ...others] = texts;
  const made = { slug: "ruled", title: "Rain?", rules: first };
  const { body: created } = await venue.admin.ask("POST", "/api/v1/admin/events", made);
  for (const rules of others) {
    await venue.admin.ask("PATCH", "/api/v1/admin/events/ruled", { rules });
  }
  await venue.admin.ask("PATCH", "/api/v1/admin/events/ruled", { title: "Snow?" });

  const { body } = await venue.ask("GET", "/api/v1/events/ruled/rules?limit=2");
  expect(body.event_id).toBe(created.event.event_id);
  expect(body.versions).toMatchObject([
    { version: 3, hash: sha256(texts[2]!) },
    { version: 2, hash: sha256(texts[1]!) },
  ]);
  expect(body.versions[0].seq).toBeGreaterThan(body.versions[1].seq);
  const next = `/api/v1/events/ruled/rules?limit=2&cursor=${body.next_cursor}`;
  expect((await venue.ask("GET", next)).body).toMatchObject({
    versions: [{ version: 1, hash: sha256(texts[0]!) }],
    next_cursor: null,
  });
  const second = await venue.ask("GET", "/api/v1/events/ruled/rules/2");
  expect(second.body).toMatchObject({ text: texts[1], rules: body.versions[1] });
  const missing = await venue.ask("GET", "/api/v1/events/ruled/rules/4");
  expect([missing.status, missing.body.error.code]).toEqual([404, "RULES_NOT_FOUND"]);
  expect((await venue.ask("GET", "/api/v1/events/nothing/rules")).status).toBe(404);
});
