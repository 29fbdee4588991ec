/**
 * A workload: operations of five 32-bit integers each, `[type, id, side, price,
 * lots]`. An add is a limit order that stands until cancelled and may trade at
 * once; a cancel carries the live order's side, price and remaining lots.
 */
export type Ops = Int32Array;

export const FIELDS = 5;
/** Places of the fields in an operation. */
export const OP_TYPE = 0;
export const ID = 1;
export const SIDE = 2;
export const PRICE = 3;
export const LOTS = 4;

export const ADD = 0;
export const CANCEL = 1;
export const BUY = 0;
export const SELL = 1;
