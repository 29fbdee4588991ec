import { OrderBuilder as OrderBuilderV1 } from "@polymarket/clob-client";
import { OrderBuilder, Side } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { describe, expect, test } from "vitest";
import type { Address, Hex, OrderCheck, SignedOrder } from "../ports.ts";
import { Checks } from "./checks.ts";
import { contractsOf } from "./contracts.ts";
import { openRecovery } from "./recovery.ts";
import { signingChains } from "./signature-checks.ts";
import { walletsOf } from "./wallets.ts";
import {
  AUTH_FIELDS,
  knownWallet,
  recordedOrder,
  recordedOrderOfUnifiedClient,
} from "../../test/recorded-orders.ts";

const AMOY = 80_002;
const CHECKS = new Checks(signingChains([AMOY, 137]), openRecovery());
const PLAIN = new Checks(signingChains([AMOY, 137]), openRecovery(true));
const OWNER = knownWallet(1);
const OTHER = knownWallet(2);
const [PROXY, SAFE, BEACON_WALLET, UUPS_WALLET] = walletsOf(OWNER.address) as [
  Address,
  Address,
  Address,
  Address,
];
const TOKEN = recordedOrder().tokenId;

interface Wish {
  readonly version?: 1 | 2 | 3;
  readonly signatureType?: 0 | 1 | 2 | 3;
  readonly funder?: Address;
  readonly isNegRisk?: boolean;
  readonly chainId?: number;
  readonly signer?: PrivateKeyAccount;
}

/** Built and signed by the unmodified clob-client-v2. */
async function orderOf(wish: Wish = {}): Promise<SignedOrder> {
  const { version = 2, signatureType = 0, isNegRisk = false, chainId = AMOY } = wish;
  const builder = new OrderBuilder(signerOf(wish), chainId, signatureType, wish.funder);
  const built = await builder.buildOrder(
    { tokenID: TOKEN, price: 0.43, size: 100, side: Side.SELL },
    { tickSize: "0.01", negRisk: isNegRisk },
    version,
  );
  return read(built, version);
}

function signerOf({ signer = OWNER }: Wish) {
  return createWalletClient({ account: signer, transport: http("http://127.0.0.1:9") });
}

/** As the wire carries it: text, but for the type. */
function read(built: object, version: 1 | 2 | 3): SignedOrder {
  const order = built as { readonly salt: unknown; readonly side: unknown };
  const side = order.side === "BUY" || order.side === 0 ? "BUY" : "SELL";
  return { ...order, version, salt: String(order.salt), side } as SignedOrder;
}

/** Both ways to recover say the same. */
function check(order: SignedOrder, isNegRisk = false): OrderCheck {
  const found = CHECKS.checkOrder(order, isNegRisk);
  expect(PLAIN.checkOrder(order, isNegRisk)).toEqual(found);
  return found;
}

const bad = (why: string) => ({ kind: "bad", why });

describe("recorded orders", () => {
  test("of clob-client-v2", () => {
    expect(check(recordedOrder())).toEqual({
      kind: "good",
      orderId: "0xc4b0613a978f1eaf79974da2fd474672007ffd3a6ba60cd31fd4d77944da1726",
      signedBy: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
      chainId: AMOY,
    });
    expect(check(recordedOrder(), true)).toEqual(bad("signer"));
  });

  test("of the unified client, on a chain with contracts of its own", () => {
    const exchangeV2: Address = `0x${"11".repeat(20)}`;
    const chain = { chainId: 31_337, contracts: { ...contractsOf(137), exchangeV2 } };
    const checks = new Checks([...signingChains([AMOY]), chain], openRecovery());
    expect(checks.checkOrder(recordedOrderOfUnifiedClient(), false)).toEqual({
      kind: "good",
      orderId: "0x0f279ca1b06d2c241caa5b2add00eebfdc71fab109ca377d0eb8a1c27a46d582",
      signedBy: "0x5CbDd86a2FA8Dc4bDdd8a8f69dBa48572EeC07FB",
      chainId: 31_337,
    });
  });
});

describe("what clob-client-v2 signs", () => {
  const wishes: Wish[] = ([1, 2, 3] as const).flatMap((version) =>
    [false, true].flatMap((isNegRisk) =>
      [AMOY, 137].flatMap((chainId) => [
        { version, isNegRisk, chainId },
        { version, isNegRisk, chainId, signatureType: 1 as const, funder: PROXY },
        { version, isNegRisk, chainId, signatureType: 2 as const, funder: SAFE },
        ...(version === 1
          ? []
          : [BEACON_WALLET, UUPS_WALLET].map((funder) => ({
              version,
              isNegRisk,
              chainId,
              signatureType: 3 as const,
              funder,
            }))),
      ]),
    ),
  );

  test.each(wishes)(
    "version $version, type $signatureType, neg-risk $isNegRisk, chain $chainId",
    async (wish) => {
      const order = await orderOf(wish);
      const { chainId, isNegRisk = false } = wish;
      const found = check(order, isNegRisk);
      expect(found).toMatchObject({ kind: "good", signedBy: OWNER.address, chainId });
      // Of the other kind of market it is signed for another contract, but for version 3, which has one.
      const elsewhere = bad(order.signatureType === 3 ? "domain" : "signer");
      expect(check(order, !isNegRisk)).toEqual(wish.version === 3 ? found : elsewhere);
    },
  );

  test("and what the first client signs", async () => {
    const builder = new OrderBuilderV1(signerOf({}), AMOY);
    const built = await builder.buildOrder(
      { tokenID: TOKEN, price: 0.43, size: 100, side: Side.BUY as never },
      { tickSize: "0.01", negRisk: true },
    );
    expect(check(read(built, 1), true)).toMatchObject({ kind: "good", signedBy: OWNER.address });
  });
});

describe("what is refused", () => {
  test("an order of a chain the venue does not take", async () => {
    const checks = new Checks(signingChains([137]), openRecovery());
    expect(checks.checkOrder(await orderOf(), false)).toEqual(bad("signer"));
    const wallet = await orderOf({ signatureType: 3, funder: BEACON_WALLET });
    expect(checks.checkOrder(wallet, false)).toEqual(bad("domain"));
  });

  test("an order of another version", async () => {
    expect(check({ ...(await orderOf()), version: 3 } as SignedOrder)).toEqual(bad("signer"));
    expect(check({ ...(await orderOf({ version: 3 })), version: 2 } as SignedOrder)).toEqual(
      bad("signer"),
    );
  });

  const changes = [
    ["salt", "1", "contents"],
    ["maker", OTHER.address, "wallet"],
    ["tokenId", "1", "contents"],
    ["makerAmount", "1", "contents"],
    ["takerAmount", "999", "contents"],
    ["side", "BUY", "contents"],
    ["signatureType", 1, "malformed"],
    ["timestamp", "5", "contents"],
    ["metadata", `0x${"ff".repeat(32)}`, "contents"],
    ["builder", `0x${"ff".repeat(32)}`, "contents"],
  ] as const;
  test.each(changes)("an order whose %s was changed", async (field, value, whyOfWallet) => {
    const changed = { ...(await orderOf()), [field]: value } as SignedOrder;
    expect(check(changed)).toEqual(bad("signer"));
    const wallet = await orderOf({ signatureType: 3, funder: BEACON_WALLET });
    expect(check({ ...wallet, [field]: value } as SignedOrder)).toEqual(bad(whyOfWallet));
  });

  test("an expiration may change: nobody signs it", async () => {
    const order = { ...(await orderOf()), expiration: "1795248305" } as SignedOrder;
    expect(check(order)).toMatchObject({ kind: "good" });
  });

  test("somebody's order in the name of another", async () => {
    const order = await orderOf({ signer: OTHER });
    expect(check({ ...order, signer: OWNER.address })).toEqual(bad("signer"));
  });

  test("an order for a wallet that is not the signer's", async () => {
    // The signature is theirs, the money is not.
    expect(check(await orderOf({ signatureType: 1, funder: SAFE }))).toEqual(bad("wallet"));
    expect(check(await orderOf({ signatureType: 2, funder: PROXY }))).toEqual(bad("wallet"));
    expect(check(await orderOf({ signatureType: 1, funder: OTHER.address }))).toEqual(
      bad("wallet"),
    );
    expect(check(await orderOf({ signatureType: 0, funder: OTHER.address }))).toEqual(
      bad("wallet"),
    );
    const stranger = { signer: OTHER, signatureType: 3 as const, funder: BEACON_WALLET };
    expect(check(await orderOf(stranger))).toEqual(bad("signer"));
  });

  test("a signature that is none", async () => {
    const order = recordedOrder();
    const { signature } = order;
    const upperHalf = malleated(signature);
    for (const none of ["0x", "", `${signature}00`, signature.slice(0, -2), upperHalf, "junk"]) {
      expect(check({ ...order, signature: none as Hex })).toEqual(bad("malformed"));
    }
    expect(check({ ...order, signature: `0x${"00".repeat(65)}` })).toEqual(bad("malformed"));
  });
});

describe("a deposit wallet's signature, part by part", () => {
  const parts = [
    // A changed r may be no point at all; a changed v is the other parity, or none.
    ["the owner's signature", 10, ["signer", "malformed"]],
    ["its v", 64, ["signer", "malformed"]],
    ["the domain", 65, ["domain"]],
    ["the contents", 97, ["contents"]],
    ["the type", 129, ["malformed"]],
    ["the end of the type", 314, ["malformed"]],
    ["the length of the type", 316, ["malformed"]],
  ] as const;
  test.each(parts)("%s", async (_what, at, whys) => {
    const order = await orderOf({ signatureType: 3, funder: BEACON_WALLET });
    expect(order.signature).toHaveLength(2 + 2 * 317);
    const wrapped = Buffer.from(order.signature.slice(2), "hex");
    wrapped[at]! ^= 1;
    const found = check({ ...order, signature: `0x${wrapped.toString("hex")}` });
    expect(whys.map(bad)).toContainEqual(found);
  });

  test("the domain of another of the venue's contracts", async () => {
    const order = await orderOf({ signatureType: 3, funder: BEACON_WALLET });
    const other = await orderOf({ signatureType: 3, funder: BEACON_WALLET, isNegRisk: true });
    const domain = other.signature.slice(2 + 130, 2 + 130 + 64);
    const signature: Hex = `0x${order.signature.slice(2, 132)}${domain}${order.signature.slice(196)}`;
    expect(check({ ...order, signature })).toEqual(bad("domain"));
    // Where that is the domain, the owner signed something else.
    expect(check({ ...order, signature }, true)).toEqual(bad("signer"));
  });

  test("an owner's plain signature, wrapped in nothing, is none of the wallet's", async () => {
    const order = await orderOf({ signatureType: 3, funder: BEACON_WALLET });
    const signature: Hex = `0x${order.signature.slice(2, 132)}`;
    expect(check({ ...order, signature })).toEqual(bad("malformed"));
  });

  test("one that is wrapped once more is a session's", async () => {
    const order = await orderOf({ signatureType: 3, funder: BEACON_WALLET });
    const signature: Hex = `0x${"00".repeat(20)}${order.signature.slice(2)}`;
    expect(check({ ...order, signature })).toEqual(bad("session key"));
  });

  test("version 1 knows no such wallets", async () => {
    const order = await orderOf({ version: 1 });
    expect(check({ ...order, signatureType: 3 })).toEqual(bad("malformed"));
  });
});

describe("ClobAuth", () => {
  const recorded = {
    address: OWNER.address,
    timestamp: "1795244705",
    nonce: "0",
    signature:
      "0x8f29636b54efdf26f80c4cd9e7ba157004a5a8c7694ac4fceec7056d4aed6f24746452c93e27126d3e86652f191f582418ab7d943597158ade7095f1383186721b",
  } as const;

  test("as clob-client-v2 sent it", () => {
    for (const checks of [CHECKS, PLAIN]) {
      expect(checks.authenticates(recorded)).toBe(true);
      expect(
        checks.authenticates({ ...recorded, address: OWNER.address.toLowerCase() as Hex }),
      ).toBe(true);
    }
  });

  test.each([
    ["address", OTHER.address],
    ["address", "0x"],
    ["timestamp", "1795244706"],
    ["timestamp", "1".repeat(5_000)],
    ["nonce", "1"],
    ["nonce", "-1"],
    ["nonce", "none"],
    ["signature", malleated(recorded.signature)],
    ["signature", "0x"],
  ] as const)("not with another %s", (field, value) => {
    expect(CHECKS.authenticates({ ...recorded, [field]: value } as typeof recorded)).toBe(false);
  });

  test("of any chain that is configured, and of no other", async () => {
    const message = "This message attests that I control the given wallet";
    const statement = { address: OWNER.address, timestamp: "1795244705", nonce: 0n, message };
    for (const chainId of [AMOY, 137, 1]) {
      const signature = await OWNER.signTypedData({
        domain: { name: "ClobAuthDomain", version: "1", chainId },
        types: { ClobAuth: AUTH_FIELDS },
        primaryType: "ClobAuth",
        message: statement,
      });
      expect(CHECKS.authenticates({ ...recorded, signature })).toBe(chainId !== 1);
    }
  });
});

/** The other signature that anybody can make of one. */
function malleated(signature: Hex): Hex {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = (order - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, "0");
  return `0x${signature.slice(2, 66)}${s}${signature.endsWith("1b") ? "1c" : "1b"}`;
}
