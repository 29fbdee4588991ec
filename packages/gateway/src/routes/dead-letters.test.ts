import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { TestGateway } from "../test-gateway.ts";

const PATH = "/api/v1/admin/dead-letters";
let venue: TestGateway;
let isBroken = true;
let folded = 0;

beforeAll(async () => {
  // A projection with a mistake that an upgrade mends.
  const faulty = {
    name: "faulty",
    writes: [],
    prepare() {},
    fold({ event }: { readonly event: { readonly type: string } }) {
      if (event.type !== "AccountOpened") return;
      if (isBroken) throw new Error("there is no such account");
      folded += 1;
    },
  };
  venue = await startTestGateway({}, {}, {}, [faulty]);
  await venue.join("ada");
});
afterAll(() => venue.close());

test("S2.17 events that history could not take in are listed, shown, and folded again once", async () => {
  const first = await venue.admin.ask("GET", `${PATH}?limit=1`);
  expect(first.body.dead_letters).toMatchObject([
    { event: "AccountOpened", projection: "faulty", status: "open", attempts: 1 },
  ]);
  const rest = await venue.admin.ask("GET", `${PATH}?cursor=${first.body.next_cursor}`);
  expect(rest.body).toMatchObject({
    dead_letters: [{ event: "AccountOpened" }],
    next_cursor: null,
  });
  const { dead_letter_id: id } = first.body.dead_letters[0];
  const shown = await venue.admin.ask("GET", `${PATH}/${id}`);
  expect(shown.body).toMatchObject({
    dead_letter: { message: "there is no such account" },
    content: { type: "AccountOpened", owner: Number(venue.admin.owner.slice(4)) },
  });

  const inVain = await venue.admin.ask("POST", `${PATH}/${id}/retry`);
  expect(inVain.body.dead_letter).toMatchObject({ status: "open", attempts: 2 });
  isBroken = false;
  const both = await Promise.all([1, 2].map(() => venue.admin.ask("POST", `${PATH}/${id}/retry`)));
  for (const { body } of both) {
    expect(body.dead_letter).toMatchObject({ status: "mended", attempts: 3 });
  }
  expect(folded).toBe(1);
  const left = await venue.admin.ask("GET", PATH);
  expect(left.body.dead_letters).toEqual(rest.body.dead_letters);
});

test("nobody else sees them, and one that is not there is not found", async () => {
  const eve = await venue.join("eve");
  for (const [method, path] of [
    ["GET", PATH],
    ["GET", `${PATH}/1-0-faulty`],
    ["POST", `${PATH}/1-0-faulty/retry`],
  ] as const) {
    expect((await eve.ask(method, path)).status).toBe(403);
  }
  for (const [method, verb] of [
    ["GET", ""],
    ["POST", "/retry"],
  ] as const) {
    const { status, body } = await venue.admin.ask(method, `${PATH}/1-0-faulty${verb}`);
    expect([status, body.error.code]).toEqual([404, "DEAD_LETTER_NOT_FOUND"]);
  }
});
