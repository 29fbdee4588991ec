import type { FastifyInstance } from "fastify";
import { readAddress } from "../auth/address.ts";
import type { Desk } from "../desk.ts";
import type { PublicNames } from "../public-names.ts";
import { traderOf } from "../traders.ts";
import { invalid, notFound } from "./gamma-errors.ts";
import { queryOf } from "./gamma-request.ts";

/** `GET /public-profile`: who stands behind a wallet, as far as they say. */
export function profileRoutes(app: FastifyInstance, desk: Desk, names: PublicNames): void {
  app.get("/public-profile", async (request) => {
    const text = queryOf(request).text("address");
    const address = readAddress(text);
    if (address === null) throw invalid("invalid address");
    const trader = await traderOf(desk, address);
    if (trader === null) throw notFound("profile not found");
    const { name } = await names.of(trader.owner);
    const person = await desk.venue.people.person(trader.owner);
    return {
      ...(person === null ? {} : { createdAt: new Date(person.registeredAt).toISOString() }),
      proxyWallet: address.toLowerCase(),
      profileImage: "",
      displayUsernamePublic: name !== "",
      bio: "",
      pseudonym: "",
      name,
      users: [{ id: String(trader.owner), creator: false, mod: false }],
      xUsername: "",
      verifiedBadge: false,
    };
  });
}
