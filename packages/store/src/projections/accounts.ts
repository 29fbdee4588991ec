import { OPEN_ORDERS_DEFAULT } from "@probity/core";
import type { OwnerId } from "@probity/core";
import type { Fact, Projection } from "../projector/projection.ts";
import type { Workspace } from "../projector/workspace.ts";

/** Owners, their accounts, and the collateral these may hold. */
export const accounts: Projection = {
  name: "accounts",
  writes: ["assets", "owners", "accounts", "exclusions"],

  prepare({ event }, rows) {
    switch (event.type) {
      case "AccountOpened":
        rows.accounts.isNew(event.account);
        rows.owners.want(event.owner);
        break;
      case "RoleSet":
        rows.owners.want(event.owner);
        break;
      case "AccountUpdated":
      case "AccountLimitsSet":
        rows.accounts.want(event.account);
        break;
      default:
        break;
    }
  },

  fold(fact, rows) {
    const { event, time, sequence } = fact;
    switch (event.type) {
      case "CollateralRegistered":
        rows.assets.add({ asset: event.asset, symbol: event.symbol, sequence });
        break;
      case "RoleSet": {
        const row = rows.owners.find(event.owner);
        rows.owners.put({
          owner: event.owner,
          role: event.role,
          createdAt: row?.createdAt ?? time,
          sequence,
        });
        break;
      }
      case "AccountOpened":
        addOwner(fact, rows, event.owner);
        rows.accounts.put({
          account: event.account,
          owner: event.owner,
          status: "active",
          maxOpenOrders: OPEN_ORDERS_DEFAULT,
          maxOrderNotional: 0,
          maxExposure: 0,
          maxDailyDeposit: 0,
          openedAt: time,
          sequence,
        });
        break;
      case "AccountUpdated": {
        const { status, maxOpenOrders } = event;
        rows.accounts.put({ ...rows.accounts.get(event.account), status, maxOpenOrders, sequence });
        break;
      }
      case "AccountLimitsSet": {
        const { type: _, ...limits } = event;
        rows.accounts.put({ ...rows.accounts.get(event.account), ...limits, sequence });
        break;
      }
      case "OwnerExcluded": {
        const { owner, kind, until } = event;
        rows.exclusions.add({ owner, kind, until, sequence, time });
        break;
      }
      default:
        break;
    }
  },
};

function addOwner({ time, sequence }: Fact, rows: Workspace, owner: OwnerId): void {
  if (rows.owners.find(owner) !== null) return;
  rows.owners.put({ owner, role: "user", createdAt: time, sequence });
}
