import type { Event, SystemParty } from "@probity/core";
import type { Projection } from "../projector/projection.ts";
import type { AuditTarget } from "../tables/audit.ts";

/** What operators did: the events that only their commands, or the venue's own, can have. */
export const audit: Projection = {
  name: "audit",
  writes: ["audit"],

  prepare() {},

  fold({ event, place, actor, time, sequence }, rows) {
    const target = targetOf(event, place);
    if (target === null) return;
    const { type: action, ...details } = event;
    const [targetKind, targetId] = target;
    rows.audit.add({ sequence, place, actor, action, targetKind, targetId, details, time });
  },
};

/** Whom or what an operator's act is about; null for what is none. */
function targetOf(event: Event, place: number): readonly [AuditTarget, number] | null {
  switch (event.type) {
    case "CollateralRegistered":
    case "VenueConfigured":
    case "VenueResumed":
      return ["venue", 0];
    case "RoleSet":
    case "OwnerExcluded":
      return ["owner", event.owner];
    case "AccountUpdated":
    case "AccountLimitsSet":
      // Behind another event it is how an account began, which is nobody's act.
      return place === 0 ? ["account", event.account] : null;
    case "Deposited":
      return ["account", event.account];
    case "WithdrawalConfirmed":
    case "WithdrawalFailed":
      return ["withdrawal", event.withdrawal];
    case "SystemTransferred":
      return partyOf(event.from) ?? partyOf(event.to) ?? ["venue", 0];
    case "EventCreated":
    case "EventUpdated":
      return ["event", event.event];
    case "EndingRequested":
      return event.target.kind === "event"
        ? ["event", event.target.event]
        : ["market", event.target.market];
    case "MarketCreated":
    case "MarketUpdated":
    case "MarketStateChanged":
    case "TickSizeAnnounced":
    case "TickSizeChanged":
    case "ProbabilitySet":
    case "ResolutionProposed":
    case "EndingFixed":
    case "MatchReversed":
      return ["market", event.market];
    default:
      return null;
  }
}

function partyOf(party: SystemParty): readonly [AuditTarget, number] | null {
  if (party.kind === "account") return ["account", party.account];
  return party.kind === "reserve" ? ["market", party.market] : null;
}
