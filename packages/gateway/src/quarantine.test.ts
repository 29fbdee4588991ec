/** What operators do about commands that broke the machine, at a venue that runs. */
import type { CommandContent } from "@probity/core";
import { parseId } from "@probity/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";

const PATH = "/api/v1/admin/quarantine";
let venue: TestGateway;
let ada: Caller;

beforeEach(async () => {
  venue = await startTestGateway();
  ada = await venue.join("ada");
});
afterEach(() => venue.close());

const numberIn = (id: string): number => Number(/\d+/.exec(id)?.[0]);

/** Sets a command aside as if it had broken the machine. @returns its id. */
function setAside(content: object, sequence: number): Promise<string> {
  const actor = numberIn(ada.owner);
  const submission = { origin: 1, counter: sequence, actor, content: content as CommandContent };
  const place = { sequence, time: 1_800_000_000_000 };
  return venue.sequencer.quarantine.add(submission, place, new Error("a law was broken"));
}

const another = () => ({ type: "OpenAccount", owner: numberIn(ada.owner) });

test("a command is listed, shown, and discarded once, and who did it stays on record", async () => {
  const id = await setAside(another(), 900);
  const { body } = await venue.admin.ask("GET", PATH);
  expect(body.commands).toMatchObject([
    { quarantine_id: id, would_be_seq: 900, owner_id: ada.owner, command: "OpenAccount" },
  ]);
  const shown = await venue.admin.ask("GET", `${PATH}/${id}`);
  expect(shown.body).toMatchObject({ content: another(), command: { decision: null } });
  expect(shown.body.stack).toContain("a law was broken");

  const both = await Promise.all(
    ["discard", "discard"].map((verb) => venue.admin.ask("POST", `${PATH}/${id}/${verb}`)),
  );
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 404]);
  expect((await venue.admin.ask("GET", PATH)).body.commands).toEqual([]);
  const decided = await venue.admin.ask("GET", `${PATH}?state=decided`);
  expect(decided.body.commands).toMatchObject([
    { quarantine_id: id, decision: "discarded", decided_by: venue.admin.owner },
  ]);
  expect(venue.sequencer.stats().quarantined).toBe(0);
});

test("a command is tried again as whoever wished it", async () => {
  const id = await setAside(another(), 901);
  expect((await venue.admin.ask("POST", `${PATH}/${id}/resubmit`)).body).toMatchObject({
    command: { decision: "resubmitted", decided_by: venue.admin.owner },
  });
  expect((await ada.ask("GET", "/api/v1/accounts")).body.accounts).toHaveLength(2);
  // One the machine refuses is decided all the same, and says why it came to nothing.
  const bad = await setAside({ ...another(), owner: numberIn(venue.admin.owner) }, 902);
  const refused = await venue.admin.ask("POST", `${PATH}/${bad}/resubmit`);
  expect(refused).toMatchObject({ status: 403, body: { error: { code: "NOT_AUTHORISED" } } });
  expect((await venue.admin.ask("GET", PATH)).body.commands).toEqual([]);
});

test("an ending that was set aside does not make two operators of the one who tries it again", async () => {
  const id = await venue.openMarket("rain");
  for (const [method, path, body] of [
    ["POST", "/api/v1/admin/roles", { owner_id: ada.owner, role: "admin" }],
    ["PATCH", "/api/v1/admin/venue", { confirmations: 2 }],
    ["POST", `/api/v1/admin/markets/${id}/state`, { to: "closed" }],
  ] as const) {
    expect((await venue.admin.ask(method, path, body)).status).toBe(200);
  }
  const wish = { type: "ResolveMarket", market: parseId("mkt", id), yesPayout: 10_000 };
  const aside = await setAside(wish, 903);
  await venue.admin.ask("POST", `${PATH}/${aside}/resubmit`);
  await venue.admin.ask("POST", `/api/v1/admin/markets/${id}/resolve`, { yes_payout: "1" });
  const state = async () => (await venue.ask("GET", `/api/v1/markets/${id}`)).body.markets[0].state;
  expect(await state()).toBe("closed");
  await ada.ask("POST", `/api/v1/admin/markets/${id}/resolve`, { yes_payout: "1" });
  expect(await state()).toBe("resolved");
});

test("the list is paged, and only operators see it", async () => {
  for (let sequence = 910; sequence < 915; sequence++) {
    await setAside({ ...another(), note: sequence }, sequence);
  }
  const seen: number[] = [];
  let cursor = "";
  do {
    const { body } = await venue.admin.ask("GET", `${PATH}?limit=2${cursor}`);
    seen.push(...body.commands.map((one: { would_be_seq: number }) => one.would_be_seq));
    cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
  } while (cursor !== "");
  expect(seen).toEqual([914, 913, 912, 911, 910]);
  for (const [method, path] of [
    ["GET", PATH],
    ["GET", `${PATH}/0000000000000910-1-910`],
    ["POST", `${PATH}/0000000000000910-1-910/discard`],
    ["POST", `${PATH}/0000000000000910-1-910/resubmit`],
  ] as const) {
    expect((await ada.ask(method, path)).status).toBe(403);
    expect((await venue.ask(method, path)).status).toBe(401);
  }
  expect((await venue.admin.ask("GET", `${PATH}/..%2Fsecret`)).status).toBe(400);
});
