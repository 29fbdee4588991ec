import { PRICE_ONE } from "@probity/core";
import type { AccountId } from "@probity/core";
import { fromHistory } from "@probity/gateway";
import type { Queries } from "@probity/store";
import type { Desk } from "../desk.ts";
import type { Parameters } from "../markets/parameters.ts";
import { marketEnd } from "../market-ends.ts";
import { outcomeFacts } from "./outcomes.ts";
import type { OutcomeFacts } from "./outcomes.ts";

/** Of one account; of more the newest markets are left out. */
const POSITIONS_MOST = 5_000;

type PositionRow = Awaited<ReturnType<Queries["positions"]["of"]>>["rows"][number];

/** Shares somebody holds, and what they are worth now. */
export interface OpenPosition {
  readonly row: PositionRow;
  readonly facts: OutcomeFacts;
  /** µ$, not rounded. */
  readonly value: number;
  /** When the market ends, ms; null: never. */
  readonly end: number | null;
  /** They hold the other outcome too. */
  readonly isMergeable: boolean;
}

/** All that an account holds; the cost grows with that. */
export async function openPositions(
  desk: Desk,
  parameters: Parameters,
  account: AccountId,
): Promise<readonly OpenPosition[]> {
  const { value } = await fromHistory(desk.venue, undefined, ({ positions }) =>
    positions.of(account, { kind: "open", limit: POSITIONS_MOST }),
  );
  const { rows } = value;
  await desk.venue.readSide.caughtUp();
  await parameters.load([...new Set(rows.map(({ market }) => market))]);
  const held = new Map<number, number>();
  for (const { market } of rows) held.set(market, (held.get(market) ?? 0) + 1);
  return rows.flatMap((row) => {
    const facts = outcomeFacts(desk, row.market, row.outcome);
    if (facts === null) return [];
    return {
      row,
      facts,
      value: row.shares * facts.price * PRICE_ONE,
      end: marketEnd(desk, parameters, row.market),
      isMergeable: (held.get(row.market) ?? 0) > 1,
    };
  });
}
