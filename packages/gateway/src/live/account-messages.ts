/** What the channels of an account say of what it holds. */
import { formatChannel, liveBalanceJson, livePositionsJson, sharesJson } from "@probity/protocol";
import type { LiveBalance, LivePosition, ServerMessage, ShareUpdate } from "@probity/protocol";
import type { AccountState, PositionNow } from "./account-watches.ts";
import type { StateChannel } from "./messages.ts";

/** What the account's balances are, by asset. */
export function balancesOf({ account, balances }: AccountState): LiveBalance[] {
  return (balances ?? []).map((balance) => liveBalanceJson(account, balance.symbol, balance));
}

/** The positions that are other than before; all with shares, of a whole state. */
export function positionsOf({ positions }: AccountState): LivePosition[] {
  return positions.flatMap(({ view, yesPrice, outcomes }) =>
    livePositionsJson(view, yesPrice).filter(({ outcome }) => outcomes.includes(outcome)),
  );
}

/** What stands in `subscribed` and `resync`. */
export function stateSnapshot(channel: StateChannel, state: AccountState) {
  const { sequence } = state;
  const place = { channel: formatChannel(channel), seq: sequence, prev_seq: sequence };
  switch (channel.kind) {
    case "balances":
      return { ...place, balances: balancesOf(state) };
    case "positions":
      return { ...place, positions: positionsOf(state) };
    case "shares":
      return { ...place, shares: state.positions.flatMap(sharesOf) };
    default:
      return channel.kind satisfies never;
  }
}

/** @param previous sequence of the message before. @returns none, when the state says nothing of the channel's. */
export function stateMessages(
  channel: StateChannel,
  state: AccountState,
  previous: number,
): ServerMessage[] {
  const { sequence } = state;
  const place = { channel: formatChannel(channel), seq: sequence, prev_seq: previous };
  switch (channel.kind) {
    case "balances":
      return state.balances === null
        ? []
        : [{ type: "balances", ...place, balances: balancesOf(state) }];
    case "positions": {
      const positions = positionsOf(state);
      return positions.length === 0 ? [] : [{ type: "positions", ...place, positions }];
    }
    case "shares": {
      const updates = state.positions.flatMap((position): ShareUpdate[] => {
        const { cause } = position;
        return cause === "hold" ? [] : sharesOf(position).map((one) => ({ ...one, event: cause }));
      });
      return updates.map((data, index) => ({
        type: "share_update",
        ...place,
        prev_seq: index === 0 ? previous : sequence,
        data,
      }));
    }
    default:
      return channel.kind satisfies never;
  }
}

function sharesOf({ view, event, yesPrice, outcomes }: PositionNow): Omit<ShareUpdate, "event">[] {
  return sharesJson(event, view, yesPrice).filter(({ share_type }) =>
    outcomes.includes(share_type),
  );
}
