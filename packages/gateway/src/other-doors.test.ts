/** Signing in without a password: wallets, an identity provider, the headers of development. */
import { generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ExternalTokens } from "@probity/identity";
import { SignJWT, UnsecuredJWT } from "jose";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Reply, TestGateway } from "./test-gateway.ts";

const ISSUER = "https://id.example";
const AUDIENCE = "probity-venue";
const provider = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = provider.publicKey.export({ type: "spki", format: "pem" }) as string;

let venue: TestGateway;
beforeAll(async () => {
  venue = await startTestGateway(
    { signInsPerMinute: 0, publicUrl: "https://venue.example" },
    {
      external: new ExternalTokens({ issuer: ISSUER, audience: AUDIENCE, keys: { pem } }),
    },
  );
});
afterAll(() => venue.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("a wallet", () => {
  const newWallet = () => privateKeyToAccount(generatePrivateKey());
  type Wallet = ReturnType<typeof newWallet>;

  async function proofOf(
    wallet: Wallet,
    spoil: (message: string) => string = (message) => message,
  ): Promise<{ message: string; signature: string }> {
    const { status, body } = await venue.ask("POST", "/api/v1/auth/wallet/challenge", {
      address: wallet.address,
      chain_id: 137,
    });
    expect(status).toBe(200);
    const message = spoil(body.message);
    return { message, signature: await wallet.signMessage({ message }) };
  }

  const signIn = (proof: object): Promise<Reply> => venue.ask("POST", "/api/v1/auth/wallet", proof);

  test("registers the first time, signs in afterwards, and needs no address or password", async () => {
    const wallet = newWallet();
    const first = await signIn(await proofOf(wallet));
    expect(first.body.account_ids).toHaveLength(1);
    const second = await signIn(await proofOf(wallet));
    expect(second.body.owner_id).toBe(first.body.owner_id);
    const { body } = await venue.ask(
      "GET",
      "/api/v1/auth/me",
      undefined,
      bearer(second.body.access_token),
    );
    expect(body).toMatchObject({ email: null, has_password: false, wallets: [wallet.address] });
  });

  test("signs a message that says what for, as EIP-4361 has it", async () => {
    const { message } = await proofOf(newWallet());
    expect(message).toMatch(
      /^venue\.example wants you to sign in with your Ethereum account:\n0x[0-9a-fA-F]{40}\n\nSign in to Probity\.\n\nURI: https:\/\/venue\.example\nVersion: 1\nChain ID: 137\nNonce: [0-9a-f]+\nIssued At: .+\nExpiration Time: .+$/,
    );
  });

  test("opens nothing with a challenge twice, of another, for another site, or signed by another", async () => {
    const [wallet, other] = [newWallet(), newWallet()];
    const used = await proofOf(wallet);
    expect((await signIn(used)).status).toBe(200);
    const wrongs = [
      used,
      { ...(await proofOf(wallet)), signature: (await proofOf(other)).signature },
      await proofOf(wallet, (message) =>
        message.replace("venue.example wants", "evil.example wants"),
      ),
      await proofOf(wallet, (message) => message.replace("https://venue", "https://evil")),
      await proofOf(wallet, (message) => message.replace(/Nonce: .{8}/, "Nonce: 00000000")),
      await proofOf(wallet, (message) => message.replace(/Nonce: \w+/, "Nonce: abcdefgh12")),
      await proofOf(wallet, (message) => message.replace(wallet.address, other.address)),
      await proofOf(wallet, () => "let me in"),
      await proofOf(wallet, (message) =>
        message.replace(/Expiration Time: .+/, "Expiration Time: 2020-01-01T00:00:00.000Z"),
      ),
    ];
    for (const proof of wrongs) {
      const { status, body } = await signIn(proof);
      expect([status, body.error.code]).toEqual([401, "WALLET_PROOF_INVALID"]);
    }
  });

  test("is used once by two who come at the same time with one proof", async () => {
    const proof = await proofOf(newWallet());
    const both = await Promise.all([signIn(proof), signIn(proof)]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 401]));
  });

  test("is added to somebody who is there, belongs to one person, and is not the last to go", async () => {
    const ada = await venue.join("linker");
    const wallet = newWallet();
    const add = await ada.ask("POST", "/api/v1/auth/wallets", await proofOf(wallet));
    expect(add.status).toBe(200);
    expect((await signIn(await proofOf(wallet))).body.owner_id).toBe(ada.owner);
    const bob = await venue.join("linker2");
    const taken = await bob.ask("POST", "/api/v1/auth/wallets", await proofOf(wallet));
    expect([taken.status, taken.body.error.code]).toEqual([409, "CREDENTIAL_TAKEN"]);
    const path = `/api/v1/auth/wallets/${wallet.address.toLowerCase()}`;
    expect((await bob.ask("DELETE", path)).body.error.code).toBe("CREDENTIAL_NOT_FOUND");
    expect((await ada.ask("DELETE", path)).status).toBe(200);

    const alone = await signIn(await proofOf(wallet));
    expect(alone.body.owner_id).not.toBe(ada.owner);
    const last = await venue.ask("DELETE", path, undefined, bearer(alone.body.access_token));
    expect([last.status, last.body.error.code]).toEqual([409, "LAST_CREDENTIAL"]);
  });
});

describe("S4.1 S4.8 a token of the identity provider", () => {
  interface Wish {
    readonly alg?: string;
    readonly key?: KeyObject | Uint8Array;
    readonly issuer?: string;
    readonly audience?: string;
    readonly subject?: string;
    readonly expires?: string;
  }
  function tokenOf(wish: Wish = {}): Promise<string> {
    return new SignJWT({})
      .setProtectedHeader({ alg: wish.alg ?? "ES256" })
      .setIssuer(wish.issuer ?? ISSUER)
      .setAudience(wish.audience ?? AUDIENCE)
      .setSubject(wish.subject ?? "did:privy:abc")
      .setExpirationTime(wish.expires ?? "1h")
      .sign(wish.key ?? provider.privateKey);
  }
  const signIn = (token: string): Promise<Reply> =>
    venue.ask("POST", "/api/v1/auth/external", { token });

  test("registers the first time and signs in afterwards; subjects differ by every letter", async () => {
    const first = await signIn(await tokenOf());
    expect(first.status).toBe(200);
    expect((await signIn(await tokenOf())).body.owner_id).toBe(first.body.owner_id);
    const other = await signIn(await tokenOf({ subject: "did:privy:ABC" }));
    expect(other.body.owner_id).not.toBe(first.body.owner_id);
    const me = await venue.ask(
      "GET",
      "/api/v1/auth/me",
      undefined,
      bearer(first.body.access_token),
    );
    expect(me.body).toMatchObject({ role: "user", email: null });
  });

  test("is checked with the public key: no other algorithm, key, issuer, audience or time", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const own = await tokenOf();
    const [head, claims] = own.split(".") as [string, string];
    const wrongs = [
      // The public key taken for a shared secret: the classic confusion.
      await tokenOf({ alg: "HS256", key: Buffer.from(pem) }),
      await tokenOf({ alg: "HS256", key: Buffer.from(pem.trim()) }),
      await tokenOf({ alg: "RS256", key: rsa.privateKey }),
      await tokenOf({ key: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey }),
      await tokenOf({ issuer: "https://evil.example" }),
      await tokenOf({ audience: "another-venue" }),
      await tokenOf({ expires: "-1m" }),
      await tokenOf({ subject: "" }),
      await tokenOf({ subject: "x".repeat(300) }),
      `${head}.${claims}.`.replace(/\.$/, ".AAAA"),
      `${new UnsecuredJWT({})
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject("x")
        .setExpirationTime("1h")
        .encode()}AAAA`,
    ];
    for (const token of wrongs) {
      const { status, body } = await signIn(token);
      expect([status, body.error.code]).toEqual([401, "TOKEN_INVALID"]);
    }
    // And it is no access token itself: it is exchanged for one.
    const direct = await venue.ask("GET", "/api/v1/auth/me", undefined, bearer(own));
    expect(direct.status).toBe(401);
  });

  test("is not called false while the provider's list of keys cannot be had", async () => {
    const list = { status: 503 };
    const jwk = { ...provider.publicKey.export({ format: "jwk" }), alg: "ES256" };
    const server = createServer((_request, response) => {
      response.statusCode = list.status;
      response.end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const keys = { jwksUrl };
    const external = new ExternalTokens({ issuer: ISSUER, audience: AUDIENCE, keys });
    const alone = await startTestGateway({}, { external });
    const ask = async (token: string) => {
      const { status, body } = await alone.ask("POST", "/api/v1/auth/external", { token });
      return [status, body.error?.code];
    };
    expect(await ask(await tokenOf())).toEqual([503, "PROVIDER_UNREACHABLE"]);
    list.status = 200;
    expect(await ask(await tokenOf())).toEqual([200, undefined]);
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const foreign = await tokenOf({ alg: "RS256", key: rsa.privateKey });
    expect(await ask(foreign)).toEqual([401, "TOKEN_INVALID"]);
    await alone.close();
    server.close();
  });

  test("is taken by no venue that knows no provider", async () => {
    const alone = await startTestGateway();
    const told = await alone.ask("POST", "/api/v1/auth/external", { token: await tokenOf() });
    expect([told.status, told.body.error.code]).toEqual([403, "EXTERNAL_SIGN_IN_OFF"]);
    await alone.close();
  });
});

describe("S1.44 the headers of development", () => {
  const address = `0x${"5".repeat(40)}`;
  const as = (role?: string) => ({
    "x-test-address": address,
    ...(role === undefined ? {} : { "x-test-role": role }),
  });

  test("make somebody of that address and role where they are believed", async () => {
    const open = await startTestGateway({ developmentHeaders: true });
    const first = await open.ask("GET", "/api/v1/auth/me", undefined, as());
    expect(first.body).toMatchObject({ role: "user", wallets: [address] });
    expect((await open.ask("GET", "/api/v1/admin/treasury", undefined, as())).status).toBe(403);
    const treasury = await open.ask("GET", "/api/v1/admin/treasury", undefined, as("admin"));
    expect(treasury.status).toBe(200);
    const again = await open.ask("GET", "/api/v1/auth/me", undefined, as("user"));
    expect(again.body).toMatchObject({ owner_id: first.body.owner_id, role: "user" });
    for (const headers of [{ "x-test-address": "0x12" }, as("king")]) {
      expect((await open.ask("GET", "/api/v1/auth/me", undefined, headers)).status).toBe(400);
    }
    // Who shows a token is who the token says.
    const ada = await open.join("ada");
    const both = await ada.ask("GET", "/api/v1/auth/me", undefined, as("superadmin"));
    expect(both.body).toMatchObject({ owner_id: ada.owner, role: "user" });
    await open.close();
  });

  test("are nothing anywhere else", async () => {
    const told = await venue.ask("GET", "/api/v1/auth/me", undefined, as("superadmin"));
    expect([told.status, told.body.error.code]).toEqual([401, "NOT_SIGNED_IN"]);
  });
});
