import { readMachine } from "@probity/gateway";
import type { FastifyRequest } from "fastify";
import { ClobError } from "../clob-errors.ts";
import type { Part } from "../part.ts";
import type { Desk } from "../desk.ts";
import type { Address } from "../ports.ts";
import { isSameAddress, readAddress } from "./address.ts";
import { readAttestation } from "./attestation.ts";
import { ClobKeys } from "./clob-keys.ts";
import { traderOf, withKey } from "./key-holder.ts";
import { readLabel } from "./key-labels.ts";
import type { KnownWallets } from "./known-wallets.ts";
import { Newcomers, tradingAccount } from "./newcomers.ts";

/** Keys: made and found again by a wallet's signature, listed and taken back by a key (reference §5.2). */
export function keyPart(desk: Desk, knownWallets: KnownWallets): Part {
  const { venue } = desk;
  const keys = new ClobKeys(venue.keys);
  const newcomers = new Newcomers(desk);

  return {
    clob: (clob) => {
      clob.post("/auth/api-key", async ({ headers, ip }) => {
        const { address, nonce } = await readAttestation(desk, headers);
        const owner = await newcomers.admit(address, ip);
        knownWallets.note(address);
        const triple = await keys.create(owner, address, nonce);
        if (triple === null) throw new ClobError(400, "Could not create api key");
        return triple;
      });

      clob.get("/auth/derive-api-key", async ({ headers }) => {
        const { address, nonce } = await readAttestation(desk, headers);
        const owner = await newcomers.known(address);
        const triple = owner === null ? null : await keys.derive(owner, address, nonce);
        if (triple === null) throw new ClobError(400, "Could not derive api key!");
        return triple;
      });

      clob.get<{ Querystring: Readonly<Record<string, unknown>> }>(
        "/auth/validate-readonly-api-key",
        async ({ query }, reply) => {
          const address = readAddress(query["address"]);
          const key = await venue.keys.key(String(query["key"]).toLowerCase());
          const isGood = address !== null && key !== null && isReadOnly(key.label, address);
          if (!isGood) throw new ClobError(401, "Unauthorized/Invalid api key");
          return reply.type("application/json").send(JSON.stringify("valid"));
        },
      );

      clob.register(async (scope) => {
        withKey(scope, desk, "read");
        scope.get("/auth/api-keys", async (request) => {
          const { owner, address } = traderOf(request);
          const own = await keys.list(owner, address, "trading");
          return { apiKeys: own.map(({ id }) => id) };
        });
        scope.get("/auth/ban-status/closed-only", async (request) => {
          const account = tradingAccount(venue, traderOf(request).owner);
          if (account === null) return { closed_only: false };
          const { value: view } = await readMachine(
            venue,
            (machine) => machine.account(account),
            undefined,
          );
          const isExcluded = (view?.excludedUntil ?? 0) > Date.now();
          return { closed_only: isExcluded || (view !== null && view.status !== "active") };
        });
        scope.get("/auth/readonly-api-keys", async (request) => {
          const { owner, address } = traderOf(request);
          const own = await keys.list(owner, address, "read-only");
          return own.map(({ id }) => id);
        });
        scope.get("/auth/builder-api-key", async (request) => {
          const { owner, address } = traderOf(request);
          const own = await keys.list(owner, address, "builder");
          return own.map(({ id, createdAt }) => ({
            key: id,
            createdAt: new Date(createdAt).toISOString(),
          }));
        });
      });

      clob.register(async (scope) => {
        withKey(scope, desk, "trade");
        scope.delete("/auth/api-key", async (request, reply) => {
          const { owner, key } = traderOf(request);
          await keys.revoke(owner, key.id);
          return ok(reply);
        });
        scope.post("/auth/readonly-api-key", async (request) => {
          const { owner, address } = traderOf(request);
          const made = await keys.createAnother(owner, address, "read-only");
          if (made === null) throw new ClobError(400, "Could not create api key");
          return { apiKey: made.apiKey };
        });
        scope.delete("/auth/readonly-api-key", async (request, reply) => {
          const { owner, address } = traderOf(request);
          const own = await keys.list(owner, address, "read-only");
          const wanted = keyIn(request);
          const isOwn = own.some(({ id }) => id === wanted);
          if (!isOwn) throw new ClobError(400, "Invalid payload");
          await keys.revoke(owner, wanted);
          return reply.type("application/json").send("true");
        });
        scope.post("/auth/builder-api-key", async (request) => {
          const { owner, address } = traderOf(request);
          const made = await keys.createAnother(owner, address, "builder");
          if (made === null) throw new ClobError(400, "Could not create api key");
          const { apiKey, secret, passphrase } = made;
          return { key: apiKey, secret, passphrase };
        });
      });

      clob.register(async (scope) => {
        withKey(scope, desk, "trade", { takesBuilders: true });
        scope.delete("/auth/builder-api-key", async (request, reply) => {
          const { owner, address } = traderOf(request);
          const own = await keys.list(owner, address, "builder");
          for (const { id } of own) await keys.revoke(owner, id);
          return ok(reply);
        });
      });
    },
  };
}

/** The literal that clients wait for. */
function ok(reply: { type(type: string): { send(body: string): unknown } }): unknown {
  return reply.type("application/json").send('"OK"');
}

function isReadOnly(label: string, address: Address): boolean {
  const key = readLabel(label);
  return key?.kind === "read-only" && isSameAddress(key.address, address);
}

function keyIn({ body }: FastifyRequest): string {
  const { key } = (body ?? {}) as { readonly key?: unknown };
  return String(key).toLowerCase();
}
