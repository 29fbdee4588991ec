import type { SignedOrderItem } from "@probity/core";
import type { Hex, KeptOrder } from "../ports.ts";

/** An order that is as good as it can be found to be before the machine has seen it. */
export interface SignedWish {
  readonly id: Hex;
  readonly item: SignedOrderItem;
  readonly orderType: KeptOrder["orderType"];
}
