import type { Dialect, DialectParts, OpenDialect } from "@probity/gateway";
import { balancePart } from "./account/balance-routes.ts";
import { builderPart } from "./account/builder-routes.ts";
import { deployedPart } from "./account/deployed-route.ts";
import { notificationPart } from "./account/notification-routes.ts";
import { ownOrderPart } from "./account/own-order-routes.ts";
import { ownTradePart } from "./account/own-trade-routes.ts";
import { rewardPart } from "./account/reward-routes.ts";
import { keyPart } from "./auth/key-routes.ts";
import { KnownWallets } from "./auth/known-wallets.ts";
import { keepRawBodies } from "./auth/raw-body.ts";
import { cataloguePart } from "./catalogue/catalogue-part.ts";
import { CatalogueMarkets } from "./catalogue/chain-markets.ts";
import { openSignatureChecks, signingChains } from "./chain/signature-checks.ts";
import { clobErrors } from "./clob-errors.ts";
import { dataPart } from "./data/data-part.ts";
import type { Desk } from "./desk.ts";
import { OwnPorts } from "./doors/own-ports.ts";
import type { OwnPort } from "./doors/own-ports.ts";
import { openFaults } from "./faults/sandbox.ts";
import { limitPart } from "./limits/limit-part.ts";
import { livePart } from "./live/live-part.ts";
import { gammaPart } from "./gamma/gamma-part.ts";
import { marketsPart, openShelf } from "./markets/markets-part.ts";
import { USUAL_OPTIONS } from "./options.ts";
import type { PolymarketOptions } from "./options.ts";
import { cancelPart } from "./orders/cancel-routes.ts";
import { heartbeatPart } from "./orders/heartbeat-routes.ts";
import { JournalledOrders } from "./orders/kept-orders.ts";
import { orderPart } from "./orders/order-routes.ts";
import type { Part } from "./part.ts";
import { PublicNames } from "./public-names.ts";
import { openSettlements } from "./settlement/settlement-part.ts";

/** Opens Polymarket's wire over the venue of a gateway. @param onDesk hears of its desk once that is made, for tests. */
export function openPolymarket(
  wishes: Partial<PolymarketOptions> = {},
  onDesk: (desk: Desk) => void = () => {},
): OpenDialect {
  const options = { ...USUAL_OPTIONS, ...wishes };
  return async ({ venue, turn }: DialectParts) => {
    const { settlements, part: settlement } = await openSettlements(venue, options);
    const markets = new CatalogueMarkets(venue.readSide.data.catalogue);
    const kept = new JournalledOrders(venue);
    const wallets = new KnownWallets(venue.people);
    const { faults, part: sandbox } = await openFaults({ venue, options, markets }, settlements);
    const desk: Desk = {
      venue,
      options,
      markets,
      wallets,
      kept,
      signatures: openSignatureChecks({ chains: signingChains(options.chainIds) }),
      settlements,
      faults,
    };
    onDesk(desk);
    const shelf = openShelf(desk);
    const names = new PublicNames(venue.people);
    return open(desk, [
      // These two stand before all routes.
      limitPart(options),
      sandbox,
      // The catalogue hears first: the others look up what it just heard.
      cataloguePart(markets),
      settlement,
      { publish: (_changes, entry) => kept.apply(entry) },
      keyPart(desk, wallets),
      orderPart(desk),
      cancelPart(desk),
      heartbeatPart(desk),
      ownOrderPart(desk),
      ownTradePart(desk),
      balancePart(desk),
      deployedPart,
      notificationPart(desk),
      rewardPart(desk),
      builderPart(desk),
      marketsPart(desk, shelf),
      livePart(desk, shelf, turn),
      gammaPart(desk, shelf, names),
      dataPart(desk, shelf, names),
    ]);
  };
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
      await signatures.close();
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
