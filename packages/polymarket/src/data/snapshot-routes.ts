import type { AccountId } from "@probity/core";
import { readMachine } from "@probity/gateway";
import { csvLine } from "@probity/protocol";
import type { FastifyInstance } from "fastify";
import type { Desk } from "../desk.ts";
import type { Parameters } from "../markets/parameters.ts";
import { queryOf } from "./data-errors.ts";
import { dollars } from "./data-numbers.ts";
import { wantedUser } from "./data-query.ts";
import { openPositions } from "./open-positions.ts";
import { positionJson } from "./position-routes.ts";
import { zip } from "./zip.ts";

const POSITION_COLUMNS = [
  "conditionId",
  "asset",
  "size",
  "curPrice",
  "currentValue",
  "avgPrice",
  "initialValue",
  "title",
  "outcome",
] as const;

/** `GET /v1/accounting/snapshot`: what somebody has, as two tables in an archive. */
export function snapshotRoutes(app: FastifyInstance, desk: Desk, parameters: Parameters): void {
  app.get("/v1/accounting/snapshot", async (request, reply) => {
    const { address, trader } = await wantedUser(desk, queryOf(request));
    const time = new Date().toISOString();
    const held = trader === null ? [] : await openPositions(desk, parameters, trader.account);
    const positions = held.map((position) => positionJson(address, position));
    const cash = trader === null ? 0 : await cashOf(desk, trader.account);
    const value = held.reduce((sum, position) => sum + Math.round(position.value), 0);
    const table = (rows: readonly (readonly (string | number)[])[]) =>
      rows.map((row) => csvLine(row.map(cellOf))).join("");
    const archive = zip([
      {
        name: "positions.csv",
        text: table([
          [...POSITION_COLUMNS, "valuationTime"],
          ...positions.map((position) => [
            ...POSITION_COLUMNS.map((column) => position[column]),
            time,
          ]),
        ]),
      },
      {
        name: "equity.csv",
        text: table([
          ["cashBalance", "positionsValue", "equity", "valuationTime"],
          [dollars(cash), dollars(value), dollars(cash + value), time],
        ]),
      },
    ]);
    return reply
      .type("application/zip")
      .header("content-disposition", 'attachment; filename="accounting-snapshot.zip"')
      .send(archive);
  });
}

/** Texts may be anybody's. */
function cellOf(value: string | number) {
  return typeof value === "number" ? value : { text: value };
}

/** Money of an account, held included, µ$. */
async function cashOf({ venue }: Desk, account: AccountId): Promise<number> {
  const { value } = await readMachine(
    venue,
    (machine) => machine.account(account)?.balances ?? [],
    undefined,
  );
  return value.reduce((sum, { available, held }) => sum + available + held, 0);
}
