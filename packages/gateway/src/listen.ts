import type { AddressInfo } from "node:net";
import type { LiveSockets } from "./live/live-sockets.ts";
import type { App } from "./routes/route.ts";

/** Listens for HTTP and the live socket. @returns the address as a URL. */
export async function listen(
  app: App,
  live: LiveSockets,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  live.attach(app.server);
  await app.listen({ host, port });
  const { port: bound } = app.server.address() as AddressInfo;
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${bound}`;
}
