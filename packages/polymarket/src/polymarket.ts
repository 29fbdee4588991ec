import type { Dialect, DialectParts, OpenDialect, Venue } from "@probity/gateway";
import { keyPart } from "./auth/key-routes.ts";
import { KnownWallets } from "./auth/known-wallets.ts";
import { keepRawBodies } from "./auth/raw-body.ts";
import { cataloguePart } from "./catalogue/catalogue-part.ts";
import { CatalogueMarkets } from "./catalogue/chain-markets.ts";
import { clobErrors } from "./clob-errors.ts";
import { dataPart } from "./data/data-part.ts";
import type { Desk } from "./desk.ts";
import { OwnPorts } from "./doors/own-ports.ts";
import type { OwnPort } from "./doors/own-ports.ts";
import { gammaPart } from "./gamma/gamma-part.ts";
import { marketsPart, openShelf } from "./markets/markets-part.ts";
import { USUAL_OPTIONS } from "./options.ts";
import type { PolymarketOptions } from "./options.ts";
import type { Part } from "./part.ts";
import { PublicNames } from "./public-names.ts";
import { openSettlements } from "./settlement/settlement-part.ts";

/** What is not built here yet: it comes from the tests. Goes as soon as nothing is missing. */
type Missing = (venue: Venue) => Pick<Desk, "signatures" | "kept" | "faults">;

/** Opens Polymarket's wire over the venue of a gateway. @param onDesk hears of the desk, for tests. */
export function openPolymarket(
  wishes: Partial<PolymarketOptions> = {},
  missing: Missing = nothing,
  onDesk: (desk: Desk) => void = () => {},
): OpenDialect {
  const options = { ...USUAL_OPTIONS, ...wishes };
  return async ({ venue }: DialectParts) => {
    const knownWallets = new KnownWallets(venue.people, () => []);
    const markets = new CatalogueMarkets(venue.readSide.data.catalogue);
    const { settlements, part: settlement } = await openSettlements(venue, options);
    const desk: Desk = {
      venue,
      options,
      markets,
      wallets: knownWallets,
      settlements,
      ...missing(venue),
    };
    onDesk(desk);
    const shelf = openShelf(desk);
    const names = new PublicNames(venue.people);
    const parts: Part[] = [
      cataloguePart(markets),
      settlement,
      keyPart(desk, knownWallets),
      marketsPart(desk, shelf),
      gammaPart(desk, shelf, names),
      dataPart(desk, shelf, names),
    ];
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
      await app.register(
        async (admin) => {
          for (const part of parts) part.admin?.(admin);
        },
        { prefix: "/api/v1/admin/polymarket" },
      );
    },
    publish: (changes, entry, isLive) => {
      for (const part of parts) part.publish?.(changes, entry, isLive);
    },
    listen: (handler) => ownPorts.listen(options.ports.host, ownPortsOf(options), handler),
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
