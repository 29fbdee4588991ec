/**
 * The answers of order entry as JSON text, written straight from the events. They are, byte for
 * byte, what `JSON.stringify` makes of the answer objects that `protocol` describes.
 */
import type { Event, KeyOutcome, OrderId, OrderItem, Rejection } from "@probity/core";
import {
  averagePrice,
  batchResults,
  formatAmount,
  formatId,
  formatQuantity,
  itemResult,
  rejectionJson,
  statusOf,
} from "@probity/protocol";
import type { Receipt } from "@probity/sequencer";

/** A status and the JSON text that goes with it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The answer to one order; `PlacementAnswer` of `protocol`, or the refusal. */
export function placementAnswer({ sequence, events }: Receipt<Event>, key: string | null): Answer {
  const result = itemResult(events, 0);
  if (result.kind === "refused") return refusedAnswer(sequence, result.rejection);
  const order = placementText(result.outcome, key, result.repeated);
  return { status: 200, body: `{"seq":${sequence},"order":${order}}` };
}

/** The answer to a batch, item by item; `PlacementsAnswer` of `protocol`. */
export function placementsAnswer(
  { sequence, events }: Receipt<Event>,
  items: readonly OrderItem[],
): Answer {
  let text = "";
  const results = batchResults(events, items.length);
  for (let item = 0; item < items.length; item++) {
    const result = results[item]!;
    if (item > 0) text += ",";
    text +=
      result.kind === "refused"
        ? `{"error":${JSON.stringify(rejectionJson(result.rejection))}}`
        : `{"order":${placementText(result.outcome, items[item]!.key, result.repeated)}}`;
  }
  return { status: 200, body: `{"seq":${sequence},"results":[${text}]}` };
}

/** The answer to cancels: one event a target, in the targets' order; `CancelsAnswer` of `protocol`. */
export function cancelsAnswer({ sequence, events }: Receipt<Event>): Answer {
  let text = "";
  for (const event of events) {
    const separator = text === "" ? "" : ",";
    if (event.type === "OrderCancelled") {
      const remaining = formatQuantity(event.quantity);
      text += `${separator}{"cancelled":{"order_id":"${formatId("ord", event.order)}","remaining":"${remaining}"}}`;
    } else if (event.type === "OrderRejected") {
      text += `${separator}{"error":${JSON.stringify(rejectionJson(event.rejection))}}`;
    }
  }
  return { status: 200, body: `{"seq":${sequence},"results":[${text}]}` };
}

function refusedAnswer(sequence: number, rejection: Rejection): Answer {
  const error = rejectionJson(rejection);
  return {
    status: statusOf(error.code),
    body: `{"seq":${sequence},"error":${JSON.stringify(error)}}`,
  };
}

/** `placementJson` of `protocol` as text. */
function placementText(outcome: KeyOutcome, key: string | null, repeated: boolean): string {
  const average = averagePrice(outcome.notional, outcome.filled);
  return (
    `{"order_id":"${formatId("ord", outcome.id as OrderId)}","client_order_id":` +
    `${key === null ? "null" : JSON.stringify(key)},"status":"${outcome.resting > 0 ? "open" : "closed"}",` +
    `"filled":"${formatQuantity(outcome.filled)}","resting":"${formatQuantity(outcome.resting)}",` +
    `"notional":"${formatAmount(outcome.notional)}","average_price":` +
    `${average === null ? "null" : `"${average}"`},"fee":"${formatAmount(outcome.fee)}"` +
    `${repeated ? ',"repeated":true' : ""}}`
  );
}
