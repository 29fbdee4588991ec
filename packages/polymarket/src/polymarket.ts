import type { Dialect, DialectParts, OpenDialect, Venue } from "@probity/gateway";
import { keyPart } from "./auth/key-routes.ts";
import { KnownWallets } from "./auth/known-wallets.ts";
import { keepRawBodies } from "./auth/raw-body.ts";
import { clobErrors } from "./clob-errors.ts";
import type { Desk } from "./desk.ts";
import { OwnPorts } from "./doors/own-ports.ts";
import type { OwnPort } from "./doors/own-ports.ts";
import { openFaults } from "./faults/sandbox.ts";
import { USUAL_OPTIONS } from "./options.ts";
import type { PolymarketOptions } from "./options.ts";
import type { Part } from "./part.ts";
import { openSettlements } from "./settlement/settlement-part.ts";

/** What is not built here yet: it comes from the tests. Goes as soon as nothing is missing. */
type Missing = (venue: Venue) => Pick<Desk, "markets" | "signatures" | "kept">;

/** Opens Polymarket's wire over the venue of a gateway. @param onDesk hears of the desk, for tests. */
export function openPolymarket(
  wishes: Partial<PolymarketOptions> = {},
  missing: Missing = nothing,
  onDesk: (desk: Desk) => void = () => {},
): OpenDialect {
  const options = { ...USUAL_OPTIONS, ...wishes };
  return async ({ venue }: DialectParts) => {
    const knownWallets = new KnownWallets(venue.people, () => []);
    const { settlements, part: settlement } = await openSettlements(venue, options);
    const others = missing(venue);
    const { faults, part: sandbox } = openFaults({ venue, options, ...others }, settlements);
    const desk: Desk = {
      venue,
      options,
      wallets: knownWallets,
      settlements,
      faults,
      ...others,
    };
    onDesk(desk);
    const parts: Part[] = [sandbox, settlement, keyPart(desk, knownWallets)];
    return open(desk, parts);
  };
}

function nothing(): ReturnType<Missing> {
  return {} as ReturnType<Missing>;
}

function open({ signatures, options }: Desk, parts: readonly Part[]): Dialect {
  const ownPorts = new OwnPorts();
  const sockets = new Map(parts.flatMap((part) => [...(part.sockets ?? [])]));
  return {
    sockets,
    routes: async (app) => {
      await app.register(
        async (clob) => {
          clobErrors(clob);
          keepRawBodies(clob);
          for (const part of parts) part.clob?.(clob);
        },
        { prefix: "/clob" },
      );
      await app.register(
        async (gamma) => {
          clobErrors(gamma);
          for (const part of parts) part.gamma?.(gamma);
        },
        { prefix: "/gamma" },
      );
      await app.register(
        async (data) => {
          clobErrors(data);
          for (const part of parts) part.data?.(data);
        },
        { prefix: "/data" },
      );
    },
    operatorRoutes: (api) => {
      for (const part of parts) part.admin?.(api);
    },
    publish: (changes, entry, isLive) => {
      for (const part of parts) part.publish?.(changes, entry, isLive);
    },
    listen: async (handler) => {
      await ownPorts.listen(options.ports.host, ownPortsOf(options), handler);
      for (const part of parts) await part.listening?.();
    },
    close: async () => {
      await ownPorts.close();
      for (const part of parts) await part.close?.();
      await (signatures as typeof signatures | undefined)?.close();
    },
  };
}

function ownPortsOf({ ports }: PolymarketOptions): readonly OwnPort[] {
  const wanted = [
    { prefix: "/clob", port: ports.clob, hasSockets: true },
    { prefix: "/gamma", port: ports.gamma, hasSockets: false },
    { prefix: "/data", port: ports.data, hasSockets: false },
  ];
  return wanted.flatMap((one) => (one.port === null ? [] : [{ ...one, port: one.port }]));
}
