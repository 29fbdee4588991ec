import type { Dialect, DialectParts, OpenDialect } from "@probity/gateway";
import { clobErrors } from "./clob-errors.ts";
import { OwnPorts } from "./doors/own-ports.ts";
import type { OwnPort } from "./doors/own-ports.ts";
import { USUAL_OPTIONS } from "./options.ts";
import type { PolymarketOptions } from "./options.ts";
import type { Part } from "./part.ts";

/** Opens Polymarket's wire over the venue of a gateway. */
export function openPolymarket(wishes: Partial<PolymarketOptions> = {}): OpenDialect {
  const options = { ...USUAL_OPTIONS, ...wishes };
  return (parts) => open(parts, options);
}

async function open({ venue }: DialectParts, options: PolymarketOptions): Promise<Dialect> {
  void venue;
  const parts: Part[] = [];
  const ownPorts = new OwnPorts();
  const sockets = new Map(parts.flatMap((part) => [...(part.sockets ?? [])]));
  return {
    sockets,
    routes: async (app) => {
      await app.register(
        async (clob) => {
          clobErrors(clob);
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
    publish: (changes, entry, isLive) => {
      for (const part of parts) part.publish?.(changes, entry, isLive);
    },
    listen: (handler) => ownPorts.listen(options.ports.host, ownPortsOf(options), handler),
    close: async () => {
      await ownPorts.close();
      for (const part of parts) await part.close?.();
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
