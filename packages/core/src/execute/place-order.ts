import type { Entry } from "../book/entry.ts";
import { BATCH_MAX, SIGNED_BATCH_MAX } from "../commands.ts";
import type { CommandContent } from "../commands.ts";
import { badOrderField, badSigned, invalid } from "../fields.ts";
import { orderHash } from "../keys.ts";
import type { OrderId } from "../ids.ts";
import type { OrderSpec } from "../order.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Account } from "../state.ts";
import { NOTHING_FREED, admit } from "./admission.ts";
import { actFor } from "./authority.ts";
import { KeyedCommand } from "./client-key.ts";
import { enterOrDelay } from "./delay-order.ts";

export function placeOrder(
  run: Run,
  command: Extract<CommandContent, { type: "PlaceOrder" }>,
  entry: Entry,
): void {
  const account = actFor(run, command.account);
  if (account !== null) placeItem(run, account, 0, command.key, command.order, null, entry);
}

export function placeOrders(
  run: Run,
  command: Extract<CommandContent, { type: "PlaceOrders" }>,
  entry: Entry,
): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  const { items } = command;
  if (items.length < 1 || items.length > BATCH_MAX) {
    run.reject(invalid("items"));
    return;
  }
  for (let item = 0; item < items.length; item++) {
    const { key, order } = items[item];
    placeItem(run, account, item, key, order, null, entry);
  }
}

/** `PlaceOrders` for orders that come with what their owner signed. */
export function placeSignedOrders(
  run: Run,
  command: Extract<CommandContent, { type: "PlaceSignedOrders" }>,
  entry: Entry,
): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  const { items } = command;
  if (items.length < 1 || items.length > SIGNED_BATCH_MAX) {
    run.reject(invalid("items"));
    return;
  }
  for (let item = 0; item < items.length; item++) {
    const { key, order, signed } = items[item];
    placeItem(run, account, item, key, order, signed, entry);
  }
}

function placeItem(
  run: Run,
  account: Account,
  item: number,
  key: string | null,
  spec: OrderSpec,
  signed: string | null,
  entry: Entry,
): void {
  const keyed = key === null ? null : new KeyedCommand(run, account, key, orderHash(spec));
  const answer = keyed === null ? "new" : keyed.check(item);
  if (answer === "repeated") return;
  if (answer !== "new") {
    rejectOrder(run, account, item, key, answer);
    return;
  }
  const field = badOrderField(spec) ?? (signed === null ? null : badSigned(signed));
  if (field !== null) {
    rejectOrder(run, account, item, key, invalid(field));
    return;
  }
  const refusal = admit(run.state, run.time, run.steps, account, spec, NOTHING_FREED, entry);
  if (refusal !== null) {
    rejectOrder(run, account, item, key, refusal);
    return;
  }
  accept(run, entry, item, key, spec, signed);
  keyed?.remember(entry.outcome());
}

/** Lets an admitted order in. `signed`: what its owner signed, null if nothing. */
export function accept(
  run: Run,
  entry: Entry,
  item: number,
  key: string | null,
  spec: OrderSpec,
  signed: string | null = null,
): void {
  entry.order = run.id<OrderId>(item);
  const accepted = withLots(spec, entry.lots);
  run.log.accepted(entry.order, entry.account.id, item, key, accepted, entry.version);
  if (signed !== null) {
    run.emit({ type: "OrderSigned", order: entry.order, account: entry.account.id, signed });
  }
  enterOrDelay(run, entry, accepted);
}

export function rejectOrder(
  run: Run,
  account: Account,
  item: number,
  key: string | null,
  rejection: Rejection,
): void {
  run.emit({ type: "OrderRejected", account: account.id, item, key, rejection });
}

/** The spec with a reduce-only quantity clipped; the same object if nothing was clipped. */
export function withLots(spec: OrderSpec, lots: number): OrderSpec {
  const { pricing } = spec;
  if (pricing.kind === "cash" || pricing.quantity === lots) return spec;
  return { ...spec, pricing: { ...pricing, quantity: lots as typeof pricing.quantity } };
}
