import { randomBytes } from "node:crypto";

/** This run of the process; the ids of another begin otherwise. */
const RUN = randomBytes(6).toString("hex");
let count = 0;

/** A new id by which a request is found in the log. */
export function requestId(): string {
  count += 1;
  return `${RUN}-${count}`;
}
