import { PRICE_ONE } from "@probity/core";
import type { AssetId, Exchange } from "@probity/core";
import type { World } from "./world.ts";

/**
 * The laws of the ledger, exactly: in every market as many YES as NO as full sets
 * outstanding, and a dollar in the pool for each; all money that was deposited
 * is somewhere; nothing is below zero, and nothing held that is not there.
 *
 * @returns what is broken; empty when all is well.
 */
export function brokenLaws(exchange: Exchange, world: World): string[] {
  const asset = 1 as AssetId;
  const broken: string[] = [];
  const expect = (holds: boolean, what: string): void => {
    if (!holds && broken.length < 10) broken.push(what);
  };
  let money = exchange.fees(asset) + exchange.rewards(asset);
  for (const market of world.markets) {
    const { outstanding, pool, reserve } = exchange.market(market)!;
    let yes = 0;
    let no = 0;
    for (const position of exchange.holdersOf(market)) {
      yes += position.yes;
      no += position.no;
      const { heldYes, heldNo } = position;
      const isSound =
        heldYes >= 0 && heldNo >= 0 && heldYes <= position.yes && heldNo <= position.no;
      expect(isSound, `holds of ${position.account} in ${market}`);
    }
    expect(
      yes === outstanding && no === outstanding,
      `${market}: ${yes} YES, ${no} NO of ${outstanding}`,
    );
    expect(
      pool === outstanding * PRICE_ONE,
      `${market}: ${pool} in the pool for ${outstanding} sets`,
    );
    money += pool + reserve;
  }
  for (const account of world.accounts) {
    for (const { available, held } of exchange.account(account)!.balances) {
      expect(available >= 0 && held >= 0, `balance of ${account} below zero`);
      money += available + held;
    }
  }
  expect(money === exchange.external(asset), `${money} of ${exchange.external(asset)} found`);
  return broken;
}
