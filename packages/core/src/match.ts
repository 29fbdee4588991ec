import type { AccountId, OrderId } from "./ids.ts";
import type { Amount, Price, Quantity } from "./money.ts";
import type { Outcome, Side } from "./order.ts";

/** `auction` is reserved: a leg of a call auction, where nobody is the maker. */
export type LegRole = "maker" | "taker" | "auction";
export type MatchKind = "complementary" | "mint" | "merge";

/** One order's part in a match. Price in its own outcome's terms; fee and rebate in collateral. */
export interface Leg {
  readonly order: OrderId;
  readonly account: AccountId;
  readonly outcome: Outcome;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly role: LegRole;
  readonly fee: Amount;
  readonly rebate: Amount;
}
