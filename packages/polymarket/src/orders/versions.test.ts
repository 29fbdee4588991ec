/** Orders of every version and kind of wallet, by the official client where it can sign them. */
import { ClobClient, SignatureTypeV2 } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import { afterEach, expect, test } from "vitest";
import { signedOrder } from "../../test/signed-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestVenue } from "../../test/test-venue.ts";
import { smartWalletsOf } from "../auth/address.ts";

let venue: TestVenue;

afterEach(() => venue.close());

test(
  "a venue of version 1 takes orders of version 1, once for ever",
  { timeout: 60_000 },
  async () => {
    venue = await openTestVenue({ version: 1 });
    const market = await venue.openMarket("first");
    const ann = await venue.signIn();
    const wish = { market, outcome: "yes", side: "BUY", price: 4_000, lots: 1_000 } as const;
    const body = await signedOrder(ann.wallet, ann.apiKey, { ...wish, version: 1 });
    const { body: placed } = await ann.ask("POST", "/order", body);
    expect(placed).toMatchObject({ success: true, status: "live" });
    const again = await ann.ask("POST", "/order", body);
    expect(again.body).toEqual({ error: `order ${placed.orderID} is invalid. Duplicated.` });
    const second = await signedOrder(ann.wallet, ann.apiKey, wish);
    expect((await ann.ask("POST", "/order", second)).body).toEqual({
      error: "order_version_mismatch",
    });
    await ann.ask("DELETE", "/cancel-all");
    await venue.settled();
    expect((await ann.ask("POST", "/order", body)).body).toEqual({
      error: `order ${placed.orderID} is invalid. Duplicated.`,
    });
    const nonce = { ...body, order: { ...body.order, nonce: "1" } };
    expect((await ann.ask("POST", "/order", nonce)).body).toEqual({ error: "invalid nonce" });
  },
);

test("a venue of version 3 takes its domain, and tells those of version 2 which it is", async () => {
  venue = await openTestVenue({ version: 3 });
  const [market] = await venue.openNegRisk("third", ["a", "b"]);
  const ann = await venue.signIn();
  const wish = {
    market: market!,
    outcome: "no",
    side: "BUY",
    price: 4_000,
    lots: 1_000,
  } as const;
  const body = await signedOrder(ann.wallet, ann.apiKey, { ...wish, version: 3 });
  expect((await ann.ask("POST", "/order", body)).body).toMatchObject({ status: "live" });
  const second = await signedOrder(ann.wallet, ann.apiKey, wish);
  expect(await ann.ask("POST", "/order", second)).toMatchObject({
    status: 400,
    body: { error: "order_version_mismatch" },
  });
});

test(
  "proxy wallet, Safe and deposit wallet trade on their owner's account",
  { timeout: 60_000 },
  async () => {
    venue = await openTestVenue();
    const market = await venue.openMarket("wallets");
    const ann = await venue.signIn();
    const host = `${await venue.listen()}/clob`;
    const signer = createWalletClient({
      account: ann.wallet,
      transport: http("http://127.0.0.1:1"),
    });
    const [proxy, safe, ...deposits] = smartWalletsOf(ann.wallet.address);
    const creds = { key: ann.apiKey, secret: ann.secret, passphrase: ann.passphrase };
    const makers = [
      [SignatureTypeV2.POLY_PROXY, proxy!],
      [SignatureTypeV2.POLY_GNOSIS_SAFE, safe!],
      ...deposits.map((wallet) => [SignatureTypeV2.POLY_1271, wallet] as const),
    ] as const;
    for (const [signatureType, funderAddress] of makers) {
      const client = new ClobClient({
        host,
        chain: 80_002,
        signer,
        creds,
        signatureType,
        funderAddress,
      });
      const placed = await client.createAndPostOrder(
        { tokenID: market.tokens[0], price: 0.21, size: 10, side: "BUY" as never },
        { tickSize: "0.01", negRisk: false },
      );
      expect(placed).toMatchObject({ success: true, status: "live" });
      const order = await client.getOrder(placed.orderID);
      expect(order).toMatchObject({ maker_address: funderAddress, owner: ann.apiKey });
      const { balance } = await client.getBalanceAllowance({ asset_type: "COLLATERAL" as never });
      expect(balance).toBe("10000000000");
    }
    const stranger = await venue.signIn();
    const client = new ClobClient({
      host,
      chain: 80_002,
      signer,
      creds,
      signatureType: SignatureTypeV2.POLY_PROXY,
      funderAddress: stranger.wallet.address,
    });
    const foreign = await client.createAndPostOrder(
      { tokenID: market.tokens[0], price: 0.21, size: 10, side: "BUY" as never },
      { tickSize: "0.01", negRisk: false },
    );
    expect(foreign).toMatchObject({ error: "invalid signature", status: 400 });
  },
);
