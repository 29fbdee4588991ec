import { assert } from "../assert.ts";
import type { AssetId } from "../ids.ts";

/**
 * Collateral of every account, by the account's index: for each asset one list in
 * which an account's available and held amounts lie beside each other.
 */
export class Balances {
  /** By asset id − 1. Available at 2 × account, held behind it. */
  private readonly assets: Float64Array[] = [];

  available(account: number, asset: AssetId): number {
    const amounts = this.assets[asset - 1];
    return amounts === undefined || amounts.length <= account << 1 ? 0 : amounts[account << 1];
  }

  held(account: number, asset: AssetId): number {
    const amounts = this.assets[asset - 1];
    return amounts === undefined || amounts.length <= account << 1
      ? 0
      : amounts[(account << 1) + 1];
  }

  /** The list of an asset, with room for the account: available at 2 × account, held behind it. */
  amounts(account: number, asset: AssetId): Float64Array {
    const amounts = this.assets[asset - 1];
    return amounts !== undefined && account << 1 < amounts.length
      ? amounts
      : this.grow(account, asset);
  }

  private grow(account: number, asset: AssetId): Float64Array {
    assert(Number.isInteger(asset) && asset >= 1, "no such asset");
    while (this.assets.length < asset) this.assets.push(new Float64Array(128));
    const old = this.assets[asset - 1];
    let { length } = old;
    while (length <= account << 1) length *= 2;
    if (length === old.length) return old;
    const amounts = new Float64Array(length);
    amounts.set(old);
    this.assets[asset - 1] = amounts;
    return amounts;
  }
}
