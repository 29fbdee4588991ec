import { setEnvironmentData } from "node:worker_threads";

/** Under this name threads find how many deaths are left. */
export const DEATHS = "deaths left";
/** No thread survives an order with it. */
export const POISONOUS_SALT = "666";

/** Threads that start from now on die of that many batches in all. @returns how many are left; below 0: none was. */
export function allowDeaths(count: number): () => number {
  const left = new Int32Array(new SharedArrayBuffer(4));
  left[0] = count;
  setEnvironmentData(DEATHS, left);
  return () => Atomics.load(left, 0);
}
