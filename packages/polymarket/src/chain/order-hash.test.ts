import fc from "fast-check";
import { hashDomain, hashStruct, hashTypedData } from "viem";
import { describe, expect, test } from "vitest";
import { contractsOf, exchangeOf } from "./contracts.ts";
import { hexOfBytes } from "./hex.ts";
import {
  ORDER_TYPE,
  authDomain,
  authStructHash,
  exchangeDomain,
  orderStructHash,
  signedDigest,
  walletStructHash,
} from "./order-hash.ts";
import { keccak256 } from "./keccak.ts";
import {
  AUTH_FIELDS,
  ORDER_FIELDS,
  ORDER_FIELDS_V1,
  TYPED_DATA_SIGN_FIELDS,
  anyChain,
  anyOrder,
  domainOf,
  messageOf,
  recordedOrder,
} from "../../test/recorded-orders.ts";

describe("what was recorded", () => {
  test("an order of clob-client-v2 on Amoy has the id that the client computed", () => {
    const order = recordedOrder();
    const domain = exchangeDomain(2, 80_002, contractsOf(80_002).exchangeV2);
    expect(hexOfBytes(signedDigest(domain, orderStructHash(order)!))).toBe(
      "0xc4b0613a978f1eaf79974da2fd474672007ffd3a6ba60cd31fd4d77944da1726",
    );
  });

  test("types and domains have the hashes that were read off the chain", () => {
    expect(hexOfBytes(keccak256(Buffer.from(ORDER_TYPE)))).toBe(
      "0xbb86318a2138f5fa8ae32fbe8e659f8fcf13cc6ae4014a707893055433818589",
    );
    const { exchangeV2, negRiskExchangeV2 } = contractsOf(80_002);
    expect(hexOfBytes(exchangeDomain(2, 80_002, exchangeV2))).toMatch(/^0xa440cbd8.*f148$/);
    expect(hexOfBytes(exchangeDomain(2, 80_002, negRiskExchangeV2))).toMatch(/^0x1468e398.*378e$/);
  });
});

describe("by hand as by viem", () => {
  test("any order of any version, for any chain and contract", () => {
    fc.assert(
      fc.property(anyOrder, anyChain, fc.boolean(), (order, chainId, isNegRisk) => {
        const contract = exchangeOf(contractsOf(chainId), order.version, isNegRisk);
        const domain = exchangeDomain(order.version, chainId, contract);
        const expected = hashTypedData({
          domain: domainOf(order.version, chainId, contract),
          types: { Order: order.version === 1 ? ORDER_FIELDS_V1 : ORDER_FIELDS },
          primaryType: "Order",
          message: messageOf(order),
        });
        expect(hexOfBytes(signedDigest(domain, orderStructHash(order)!))).toBe(expected);
      }),
    );
  });

  test("what the owner of a deposit wallet signs", () => {
    fc.assert(
      fc.property(anyOrder, anyChain, (order, chainId) => {
        if (order.version === 1) return;
        const inside = walletStructHash(orderStructHash(order)!, chainId, order.signer)!;
        const expected = hashStruct({
          types: { TypedDataSign: TYPED_DATA_SIGN_FIELDS, Order: ORDER_FIELDS },
          primaryType: "TypedDataSign",
          data: {
            contents: messageOf(order),
            name: "DepositWallet",
            version: "1",
            chainId: BigInt(chainId),
            verifyingContract: order.signer,
            salt: `0x${"00".repeat(32)}`,
          },
        });
        expect(hexOfBytes(inside)).toBe(expected);
      }),
    );
  });

  test("ClobAuth, whose domain has no contract", () => {
    const anyText = fc.string({ maxLength: 20 });
    const anyNonce = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    const anyAddress = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(hexOfBytes);
    fc.assert(
      fc.property(anyAddress, anyText, anyNonce, anyChain, (address, timestamp, nonce, chainId) => {
        const domain = { name: "ClobAuthDomain", version: "1", chainId };
        const message = "This message attests that I control the given wallet";
        expect(
          hexOfBytes(
            signedDigest(authDomain(chainId), authStructHash(address, timestamp, String(nonce))!),
          ),
        ).toBe(
          hashTypedData({
            domain,
            types: { ClobAuth: AUTH_FIELDS },
            primaryType: "ClobAuth",
            message: { address, timestamp, nonce, message },
          }),
        );
        expect(hexOfBytes(authDomain(chainId))).toBe(
          hashDomain({
            domain: { ...domain, chainId: BigInt(chainId) },
            types: {
              EIP712Domain: [
                { name: "name", type: "string" },
                { name: "version", type: "string" },
                { name: "chainId", type: "uint256" },
              ],
            },
          }),
        );
      }),
    );
  });
});

describe("a field that does not fit its type is told, and not hashed as another", () => {
  const order = recordedOrder();
  test.each([
    ["salt", "-1"],
    ["salt", "1.0"],
    ["salt", "0x1"],
    ["salt", ""],
    ["salt", "01"],
    ["salt", " 1"],
    ["salt", String(2n ** 256n)],
    ["tokenId", "9".repeat(79)],
    ["makerAmount", "1e6"],
    ["maker", "0x19E7"],
    ["maker", `${order.maker}00`],
    ["signer", order.signer.replace("0x", "1x")],
    ["signer", `0x${"g".repeat(40)}`],
    ["metadata", "0x"],
    ["builder", `0x${"0".repeat(63)}g`],
  ] as const)("%s %s", (field, value) => {
    expect(orderStructHash({ ...order, [field]: value })).toBeNull();
    // The next order is hashed as if nothing had been.
    expect(orderStructHash(order)).not.toBeNull();
  });

  test("numbers reach to the last of 256 bits", () => {
    const top = String(2n ** 256n - 1n);
    expect(orderStructHash({ ...order, salt: top, tokenId: top })).not.toBeNull();
  });
});
