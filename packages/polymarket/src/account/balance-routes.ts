import { readMachine } from "@probity/gateway";
import type { FastifyRequest } from "fastify";
import { traderOf, withKey } from "../auth/key-holder.ts";
import { tradingAccount } from "../auth/newcomers.ts";
import { NEG_RISK_ADAPTER } from "../chain/ids.ts";
import { signingChains } from "../chain/signature-checks.ts";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { Part } from "../part.ts";
import { asked } from "./query.ts";

/** Everything is allowed: the ledger asks nobody. */
const ALLOWED = String(2n ** 256n - 1n);
const SIGNATURE_TYPES: ReadonlySet<string> = new Set(["0", "1", "2", "3"]);
/** Millionths of a share in a lot. */
const LOT_UNITS = 10_000;

/**
 * Balances in millionths (reference §5.4), whatever the signature type: all wallets of a key trade on one
 * account. As on chain, what open orders hold is still one's own.
 */
export function balancePart(desk: Desk): Part {
  const { venue, markets, options } = desk;
  // Clients look for the contracts of the chain that they sign for.
  const contracts = signingChains(options.chainIds).flatMap((chain) =>
    Object.values<string>({ ...chain.contracts }),
  );
  const allowances = Object.fromEntries(
    [...contracts, NEG_RISK_ADAPTER].map((contract) => [contract, ALLOWED]),
  );

  const balance = async (request: FastifyRequest) => {
    const { owner } = traderOf(request);
    const type = asked(request, "signature_type", "Invalid signature_type") ?? "0";
    if (!SIGNATURE_TYPES.has(type)) throw new ClobError(400, "Invalid signature_type");
    const assetType = asked(request, "asset_type", "Invalid asset type");
    const token = asked(request, "token_id", "Invalid token id");
    const account = tradingAccount(venue, owner);
    if (assetType === "COLLATERAL") {
      const { value } = await readMachine(
        venue,
        (machine) => {
          const asset = machine.assets()[0]?.asset;
          const view = account === null ? null : machine.account(account);
          return view?.balances.find((one) => one.asset === asset) ?? null;
        },
        undefined,
      );
      return { balance: String((value?.available ?? 0) + (value?.held ?? 0)), allowances };
    }
    if (assetType !== "CONDITIONAL" && assetType !== "CONDITIONAL-V2") {
      throw new ClobError(400, "Invalid asset type");
    }
    const named = token === undefined ? null : markets.ofToken(token);
    if (named === null) throw new ClobError(400, "Invalid token id");
    const { value } = await readMachine(
      venue,
      (machine) => (account === null ? null : machine.position(account, named.market.market)),
      undefined,
    );
    const lots = (named.outcome === "yes" ? value?.yes : value?.no) ?? 0;
    return { balance: String(BigInt(lots) * BigInt(LOT_UNITS)), allowances };
  };

  return {
    clob: (clob) => {
      clob.register(async (scope) => {
        withKey(scope, desk, "read");
        scope.get("/balance-allowance", balance);
        // There is no copy that could be old.
        scope.get("/balance-allowance/update", balance);
      });
    },
  };
}
