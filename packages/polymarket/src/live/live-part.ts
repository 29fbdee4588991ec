import type { OpenSocket, WriteTurn } from "@probity/gateway";
import type { Desk } from "../desk.ts";
import type { MarketShelf } from "../markets/markets-part.ts";
import type { Part } from "../part.ts";
import { MarketSocket } from "./market-socket.ts";
import { MarketVoice } from "./market-voice.ts";
import { UserSocket } from "./user-socket.ts";
import { UserVoice } from "./user-voice.ts";

/** The CLOB's sockets: `/ws/market` for everybody, `/ws/user` with a key. */
export function livePart(desk: Desk, shelf: MarketShelf, turn: WriteTurn): Part {
  const market = new MarketVoice(desk, shelf, turn);
  const user = new UserVoice(desk);
  desk.settlements.follow((match, standing) => user.settle(match, standing));
  const sockets = new Map<string, OpenSocket>([
    [
      "/ws/market",
      (raw, _address, onClose) =>
        new MarketSocket(raw, { desk, shelf, voice: market, turn }, onClose),
    ],
    [
      "/ws/user",
      (raw, _address, onClose) => new UserSocket(raw, { desk, voice: user, turn }, onClose),
    ],
  ]);
  return {
    sockets,
    publish: (changes, entry, isLive) => {
      market.publish(changes, entry, isLive);
      user.publish(changes, entry, isLive);
    },
    close: async () => {
      market.close();
      user.close();
    },
  };
}
