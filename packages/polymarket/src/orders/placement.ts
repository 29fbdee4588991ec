/** Orders on their way from a signed body through the machine to the answer. */
import { KEY_WINDOW_MS } from "@probity/core";
import type { AccountId, CommandContent, OrderSpec, Pricing, Timestamp } from "@probity/core";
import { fromHistory } from "@probity/gateway";
import { isSameAddress } from "../auth/address.ts";
import { tradingAccount } from "../auth/newcomers.ts";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { Hex, KeptOrder, SignedOrder, Trader } from "../ports.ts";
import { limitAmounts, marketAmounts } from "./amounts.ts";
import { duplicated } from "./order-refusals.ts";
import { readOrderBody } from "./order-body.ts";
import type { OrderBody } from "./order-body.ts";
import { placedOrders } from "./placed-order.ts";
import type { PlacedOrder } from "./placed-order.ts";
import type { SignedWish } from "./signed-wish.ts";

const NO_TAKER = "0x0000000000000000000000000000000000000000";
const FEE_RATE_MAX = 10_000n;
/** How far ahead an order must expire, and how long before that it leaves the book (reference §4.5). */
const EXPIRY_AHEAD_SECONDS = 180;
const EXPIRY_EARLY_SECONDS = 60;
/** However far clocks of requests may be off: an order is good for most of the window. */
const SKEW_MAX_MS = 3_600_000;
/** Seconds beyond this are milliseconds of no time. */
const SECONDS_MAX = 2n ** 42n;

/** Called once: what became of each order, in their order, or why nothing is known of them. */
export interface PlacedAnswer {
  readonly done: (placed: readonly PlacedOrder[]) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Places orders: the same command as every other door's, with what was signed. Nothing here waits but for
 * the signature and the machine.
 */
export class Placement {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /**
   * Checks all that can be checked without the machine.
   *
   * @throws ClobError in the words of Polymarket.
   */
  async prepare(trader: Trader, body: unknown): Promise<SignedWish> {
    const { markets, signatures, options, venue } = this.#desk;
    const order = readOrderBody(body, options.version);
    const { signed } = order;
    checkOwner(trader, order);
    const named = markets.ofToken(signed.tokenId);
    if (named === null) throw new ClobError(404, "No orderbook exists for the requested token id");
    const status = venue.readSide.data.statuses.status(named.market.market);
    if (status === null) throw new ClobError(404, "market not found");
    const timeInForce = checkTimes(order, options.clockSkewSeconds);
    const { isNegRisk } = named.market;
    const check = await signatures.checkOrder(signed, isNegRisk);
    if (check.kind === "bad") throw await this.#whyBad(signed, isNegRisk);
    if (!isSameAddress(check.signedBy, trader.address)) throw badSignature();
    const { orderId: id, chainId } = check;
    await this.#checkReplay(trader, order, id);
    const pricing = pricingOf(order, status.tickSize, timeInForce, id);
    const spec: OrderSpec = {
      market: named.market.market,
      outcome: named.outcome,
      side: signed.side === "BUY" ? "buy" : "sell",
      pricing,
      reduceOnly: false,
      selfTrade: "cancel-taker",
      group: null,
      session: null,
    };
    const kept: KeptOrder = { signed, chainId, apiKey: trader.key.id, orderType: order.orderType };
    const item = { key: id.slice(2), order: spec, signed: JSON.stringify(kept) };
    return { id, item, orderType: order.orderType };
  }

  /**
   * Puts orders of one trader into the machine, in their order. `answer` hears at once when they are durable: a
   * promise would be kept only behind all that others do with the same events.
   *
   * @throws ClobError when the trader has no account to trade on.
   */
  submit(trader: Trader, wishes: readonly SignedWish[], answer: PlacedAnswer): void {
    const account = this.#accountOf(trader);
    const items = wishes.map(({ item }) => item);
    const content: CommandContent = { type: "PlaceSignedOrders", account, items };
    // A refusal of the whole command is in its events, too.
    this.#desk.venue.submitter.enqueue(trader.owner, content, {
      done: (receipt) => {
        let placed: readonly PlacedOrder[];
        try {
          placed = placedOrders(this.#desk, trader, wishes, receipt);
        } catch (error) {
          return answer.failed(error);
        }
        answer.done(placed);
      },
      failed: answer.failed,
    });
  }

  #accountOf({ owner }: Trader): AccountId {
    const account = tradingAccount(this.#desk.venue, owner);
    if (account === null) throw new ClobError(400, "not enough balance / allowance");
    return account;
  }

  /** Versions 2 and 3 look the same, so only a signature tells that a client has the other in mind. */
  async #whyBad(signed: SignedOrder, isNegRisk: boolean): Promise<ClobError> {
    if (signed.version === 1) return badSignature();
    const other = { ...signed, version: signed.version === 2 ? 3 : 2 } as const;
    const check = await this.#desk.signatures.checkOrder(other, isNegRisk);
    return check.kind === "good" ? new ClobError(400, "order_version_mismatch") : badSignature();
  }

  /**
   * The machine knows an order again for a day, and one that says when it was made is refused by then. Those
   * of version 1 do not say, so the database is asked, which forgets nothing.
   */
  async #checkReplay({ owner }: Trader, { signed }: OrderBody, id: Hex): Promise<void> {
    if (signed.version !== 1) return;
    const { venue } = this.#desk;
    const account = tradingAccount(venue, owner);
    if (account === null) return;
    const { value } = await fromHistory(venue, 0, ({ orders }) =>
      orders.byKey(account, id.slice(2)),
    );
    if (value !== null) throw duplicated(id);
  }
}

function badSignature(): ClobError {
  return new ClobError(400, "invalid signature");
}

/** @throws ClobError when it is not the trader's own to place. */
function checkOwner(trader: Trader, { owner, signed }: OrderBody): void {
  if (owner.toLowerCase() !== trader.key.id) {
    throw new ClobError(400, "the order owner has to be the owner of the API KEY");
  }
  // A deposit wallet signs for itself; whose it is the signature says.
  if (signed.signatureType !== 3 && !isSameAddress(signed.signer, trader.address)) {
    throw new ClobError(400, "the order signer address has to be the address of the API KEY");
  }
  if (signed.version !== 1) return;
  if (signed.taker !== NO_TAKER) throw new ClobError(400, "Invalid order payload");
  if (signed.nonce !== "0") throw new ClobError(400, "invalid nonce");
  if (BigInt(signed.feeRateBps) > FEE_RATE_MAX) throw new ClobError(400, "Invalid order payload");
}

type LimitTime = Extract<Pricing, { readonly kind: "limit" }>["timeInForce"];

/**
 * How long a resting order stands; null for one that does not rest.
 *
 * @throws ClobError when it expires too soon, or was signed too long ago, or is of the future.
 */
function checkTimes(
  { signed, orderType, postOnly }: OrderBody,
  skewSeconds: number,
): LimitTime | null {
  const now = Date.now();
  if (signed.version !== 1) {
    // Narrower than the window by the skew twice: what came from a fast clock is not good any more
    // when the machine has forgotten it.
    const skewMs = Math.min(1_000 * skewSeconds, SKEW_MAX_MS);
    const signedAt = Number(signed.timestamp);
    if (signedAt < now - KEY_WINDOW_MS + 2 * skewMs || signedAt > now + skewMs) {
      throw new ClobError(400, "invalid nonce");
    }
  }
  const rests = orderType === "GTC" || orderType === "GTD";
  if (postOnly && !rests) {
    throw new ClobError(400, "invalid post-only order: only GTC and GTD order types are allowed");
  }
  const expiration = BigInt(signed.expiration);
  if (orderType !== "GTD") {
    if (expiration !== 0n) throw new ClobError(400, "invalid expiration");
    return rests ? { kind: "gtc", postOnly } : null;
  }
  const seconds = Number(expiration);
  if (expiration > SECONDS_MAX || seconds * 1_000 < now + EXPIRY_AHEAD_SECONDS * 1_000) {
    throw new ClobError(400, "invalid expiration");
  }
  const expiresAt = ((seconds - EXPIRY_EARLY_SECONDS) * 1_000) as Timestamp;
  return { kind: "gtd", postOnly, expiresAt };
}

/** @throws ClobError when the amounts are no order. */
function pricingOf(
  { signed, orderType }: OrderBody,
  tickSize: Parameters<typeof limitAmounts>[0]["tickSize"],
  timeInForce: LimitTime | null,
  id: Hex,
): Pricing {
  const isBuy = signed.side === "BUY";
  const [maker, taker] = [BigInt(signed.makerAmount), BigInt(signed.takerAmount)];
  const amounts = {
    side: isBuy ? "buy" : "sell",
    tickSize,
    dollars: isBuy ? maker : taker,
    shares: isBuy ? taker : maker,
  } as const;
  const fillOrKill = orderType === "FOK";
  const read = timeInForce === null ? marketAmounts(amounts) : limitAmounts(amounts);
  switch (read.kind) {
    case "bad":
      throw new ClobError(400, read.reason.replace("{id}", id));
    case "limit":
      return { ...read, timeInForce: timeInForce ?? { kind: "gtc", postOnly: false } };
    case "cash":
      return { ...read, feeIncluded: false, fillOrKill };
    case "shares":
      return { kind: "market", quantity: read.quantity, cap: read.cap, fillOrKill };
    default:
      return read satisfies never;
  }
}
