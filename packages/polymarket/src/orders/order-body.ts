/** Bodies of `POST /order` as clients write them, of all three versions (reference §5.3). */
import { readAddress } from "../auth/address.ts";
import { ClobError } from "../clob-errors.ts";
import type { Address, Hex, KeptOrder, SignedOrder } from "../ports.ts";

/** An order as it came in, its parts well-formed, and nothing else about them known. */
export interface OrderBody {
  readonly signed: SignedOrder;
  /** UUID of the API key it says it comes with. */
  readonly owner: string;
  readonly orderType: KeptOrder["orderType"];
  readonly postOnly: boolean;
}

type Json = Readonly<Record<string, unknown>>;

const WHOLE = /^\d{1,78}$/;
const WORD_MAX = 2n ** 256n;
const BYTES_32 = /^0x[0-9a-fA-F]{64}$/;
/** One of a deposit wallet has 317 bytes. */
const SIGNATURE = /^0x(?:[0-9a-fA-F]{2}){1,512}$/;
const ORDER_TYPES: ReadonlySet<unknown> = new Set(["GTC", "GTD", "FOK", "FAK"]);
const OWNER_MAX = 64;

/**
 * Reads a body.
 *
 * @param version what the venue says it takes: 2 and 3 look the same.
 * @throws ClobError
 */
export function readOrderBody(body: unknown, version: 1 | 2 | 3): OrderBody {
  if (!isObject(body) || !isObject(body["order"])) throw bad();
  const { order, owner, orderType, postOnly, deferExec } = body;
  if (typeof owner !== "string" || owner.length > OWNER_MAX) throw bad();
  if (!ORDER_TYPES.has(orderType) || !isFlag(postOnly) || !isFlag(deferExec)) throw bad();
  return {
    signed: readSigned(order as Json, version),
    owner,
    orderType: orderType as KeptOrder["orderType"],
    postOnly: postOnly === true,
  };
}

function readSigned(order: Json, version: 1 | 2 | 3): SignedOrder {
  const isFirst = !("timestamp" in order) && ("nonce" in order || "feeRateBps" in order);
  if (isFirst !== (version === 1)) throw new ClobError(400, "order_version_mismatch");
  const common = {
    salt: whole(order["salt"]),
    maker: address(order["maker"]),
    signer: address(order["signer"]),
    tokenId: whole(order["tokenId"], "Invalid token id"),
    makerAmount: whole(order["makerAmount"]),
    takerAmount: whole(order["takerAmount"]),
    side: side(order["side"]),
    signatureType: signatureType(order["signatureType"]),
    signature: hex(order["signature"], SIGNATURE),
    expiration: "expiration" in order ? whole(order["expiration"], "invalid expiration") : "0",
  };
  if (version === 1) {
    return {
      ...common,
      version,
      taker: address(order["taker"]),
      nonce: whole(order["nonce"], "invalid nonce"),
      feeRateBps: whole(order["feeRateBps"]),
    };
  }
  return {
    ...common,
    version,
    timestamp: whole(order["timestamp"]),
    metadata: hex(order["metadata"], BYTES_32),
    builder: hex(order["builder"], BYTES_32),
  };
}

function bad(reason = "Invalid order payload"): ClobError {
  return new ClobError(400, reason);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFlag(value: unknown): boolean {
  return value === undefined || typeof value === "boolean";
}

/** A whole number that fits a word of the chain, in decimal without zeros in front. Clients send salts as numbers. */
function whole(value: unknown, reason?: string): string {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string" || !WHOLE.test(text)) throw bad(reason);
  const number = BigInt(text);
  if (number >= WORD_MAX) throw bad(reason);
  return String(number);
}

function address(value: unknown): Address {
  const read = readAddress(value);
  if (read === null) throw bad();
  return read;
}

function side(value: unknown): "BUY" | "SELL" {
  if (value !== "BUY" && value !== "SELL") throw bad("Invalid side");
  return value;
}

function signatureType(value: unknown): 0 | 1 | 2 | 3 {
  if (value !== 0 && value !== 1 && value !== 2 && value !== 3) throw bad("Invalid signature_type");
  return value;
}

function hex(value: unknown, shape: RegExp): Hex {
  if (typeof value !== "string" || !shape.test(value)) throw bad();
  return value.toLowerCase() as Hex;
}
