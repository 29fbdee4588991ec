import type { GroupId, MarketId, SessionId, Timestamp } from "../ids.ts";
import type { Amount, Price, Quantity } from "../money.ts";
import type {
  OrderSpec,
  Outcome,
  Pricing,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from "../order.ts";
import type { RecordValue } from "./record.ts";

/** An order's spec as a value of a record. */
export function specValue(spec: OrderSpec): RecordValue {
  const { market, outcome, side, pricing, reduceOnly, selfTrade, group, session } = spec;
  const rest = [reduceOnly ? 1 : 0, selfTrade, group ?? 0, session ?? 0];
  return [market, outcome, side, pricingValue(pricing), ...rest];
}

function pricingValue(pricing: Pricing): RecordValue {
  switch (pricing.kind) {
    case "limit": {
      const { kind, price, quantity, timeInForce } = pricing;
      const expiresAt = timeInForce.kind === "gtd" ? timeInForce.expiresAt : 0;
      return [kind, price, quantity, timeInForce.kind, expiresAt];
    }
    case "market":
      return [pricing.kind, pricing.cap, pricing.quantity, pricing.fillOrKill ? 1 : 0];
    case "cash": {
      const { kind, cap, cash, feeIncluded, fillOrKill } = pricing;
      return [kind, cap, cash, feeIncluded ? 1 : 0, fillOrKill ? 1 : 0];
    }
    default:
      return pricing satisfies never;
  }
}

/** Kind, then price or cap, then what `pricingValue` says of the kind. */
type PricingValue = [Pricing["kind"], Price, number, (string | number)?, number?];
export type SpecValue = [
  MarketId,
  Outcome,
  Side,
  PricingValue,
  number,
  SelfTradePrevention,
  number,
  number,
];

/** The spec that `specValue` wrote down. */
export function specFrom(value: SpecValue): OrderSpec {
  const [market, outcome, side, pricing, reduceOnly, selfTrade, group, session] = value;
  return {
    market,
    outcome,
    side,
    pricing: pricingFrom(pricing),
    reduceOnly: reduceOnly === 1,
    selfTrade,
    group: group === 0 ? null : (group as GroupId),
    session: session === 0 ? null : (session as SessionId),
  };
}

/** A delayed order would have traded, so it is not post-only. */
function pricingFrom([kind, price, size, third, fourth]: PricingValue): Pricing {
  switch (kind) {
    case "limit": {
      const tif = third as TimeInForce["kind"];
      const timeInForce: TimeInForce =
        tif === "gtd"
          ? { kind: tif, postOnly: false, expiresAt: fourth as Timestamp }
          : tif === "gtc"
            ? { kind: tif, postOnly: false }
            : { kind: tif };
      return { kind, price, quantity: size as Quantity, timeInForce };
    }
    case "market":
      return { kind, quantity: size as Quantity, cap: price, fillOrKill: third === 1 };
    case "cash":
      return {
        kind,
        cash: size as Amount,
        cap: price,
        feeIncluded: third === 1,
        fillOrKill: fourth === 1,
      };
    default:
      return kind satisfies never;
  }
}
