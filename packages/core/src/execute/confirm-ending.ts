import { CONFIRMATION_WINDOW_MS } from "../commands.ts";
import type { EndingWish } from "../commands.ts";
import type { Timestamp } from "../ids.ts";
import { contentHash } from "../keys.ts";
import type { MarketTarget } from "../market.ts";
import type { Run } from "../run.ts";
import type { EndingRequest } from "../state.ts";

/**
 * Whether an ending, which is legal now, is to be carried out: where the venue asks
 * for two operators, only if another one wanted the same not long ago. Otherwise
 * the wish is recorded in place of an earlier one for the same target.
 */
export function isConfirmed(run: Run, target: MarketTarget, wish: EndingWish): boolean {
  const { state, actor, time } = run;
  const { endingRequests } = state;
  const id = target.kind === "market" ? target.market : target.event;
  const request = endingRequests.get(id);
  const isSecond =
    request !== undefined &&
    isRequestLive(request, time) &&
    request.actor !== actor &&
    hashOf(request.wish) === hashOf(wish);
  if (state.confirmations === 1 || isSecond) {
    endingRequests.delete(id);
    return true;
  }
  endingRequests.set(id, { target, wish, actor, at: time });
  const until = (time + CONFIRMATION_WINDOW_MS) as Timestamp;
  run.emit({ type: "EndingRequested", target, wish, actor, until });
  return false;
}

export function isRequestLive({ at }: EndingRequest, time: number): boolean {
  return time - at < CONFIRMATION_WINDOW_MS;
}

/** The wish with nothing but its own fields, so that it stays what it was. */
export function wishOf(
  command: Extract<EndingWish, { readonly type: "VoidMarket" | "VoidEvent" }>,
): EndingWish {
  const { policy: wished } = command;
  const policy =
    wished.kind === "split"
      ? { kind: wished.kind, yesPayout: wished.yesPayout }
      : { kind: wished.kind };
  return command.type === "VoidMarket"
    ? { type: command.type, market: command.market, policy }
    : { type: command.type, event: command.event, policy };
}

/** Equal for equal wishes. What is carried out is the second operator's own, so nothing is won by a collision. */
function hashOf(wish: EndingWish): number {
  const { type, ...content } = wish;
  return contentHash(type, content);
}
