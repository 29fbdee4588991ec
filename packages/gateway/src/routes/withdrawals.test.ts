/** What became of a withdrawal, for whoever asks again. */
import { Busy } from "@probity/sequencer";
import { afterEach, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";

let venue: TestGateway;
afterEach(() => venue.close());

const KEY = { "idempotency-key": "out-1" };
const withdraw = async (who: Caller) =>
  (await who.ask("POST", "/api/v1/withdrawals", { amount: "4" }, KEY)).body;
const settle = async (id: string, verb: "confirm" | "fail") =>
  expect((await venue.admin.ask("POST", `/api/v1/admin/withdrawals/${id}/${verb}`)).status).toBe(
    200,
  );

test.each(["confirm", "fail"] as const)(
  "who repeats a withdrawal that an operator did %s is told so",
  async (verb) => {
    venue = await startTestGateway({ playMoney: false });
    const [ada, eve] = [await venue.join("ada"), await venue.join("eve")];
    const credit = { account_id: ada.account, amount: "10" };
    await venue.admin.ask("POST", "/api/v1/admin/deposits", credit);
    const { withdrawal } = await withdraw(ada);
    const path = `/api/v1/withdrawals/${withdrawal.withdrawal_id}`;
    expect(withdrawal.status).toBe("requested");
    expect(await withdraw(ada)).toMatchObject({ withdrawal, repeated: true });
    expect((await ada.ask("GET", path)).body.withdrawal).toEqual(withdrawal);

    await settle(withdrawal.withdrawal_id, verb);
    const settled = { ...withdrawal, status: `${verb}ed` };
    expect(await withdraw(ada)).toMatchObject({ withdrawal: settled, repeated: true });
    expect((await ada.ask("GET", path)).body.withdrawal).toEqual(settled);
    expect((await eve.ask("GET", path)).body.error.code).toBe("WITHDRAWAL_NOT_FOUND");
  },
);

test("play money that could not leave and was given back is not said to have left", async () => {
  venue = await startTestGateway();
  const ada = await venue.join("ada", "10");
  venue.failOn("ConfirmWithdrawal", new Busy("total", 100));
  const { withdrawal } = await withdraw(ada);
  await settle(withdrawal.withdrawal_id, "fail");
  expect((await withdraw(ada)).withdrawal.status).toBe("failed");
  const { body } = await ada.ask("GET", "/api/v1/balances");
  expect(body.balances[0]).toMatchObject({ available: "10", held: "0" });
});
