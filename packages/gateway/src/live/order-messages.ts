import type { OrderOperation } from "../order-entry/order-entry.ts";

/** The client's own name for a message, which its answers carry. */
export type MessageId = string | number | undefined;

const ID_LETTERS_MAX = 64;

/** A message that enters orders. The body is whatever was sent: order entry looks into it. */
export interface OrderMessage {
  readonly operation: OrderOperation;
  readonly id: MessageId;
  readonly body: unknown;
}

/**
 * Reads an order message off parsed JSON, without a schema: this is the hot path, and order entry
 * checks what matters.
 *
 * @returns null when it is another message, and what is wrong when it is one but no good.
 */
export function readOrderMessage(
  json: unknown,
): OrderMessage | { readonly problem: string } | null {
  if (typeof json !== "object" || json === null) return null;
  const message = json as Record<string, unknown>;
  const operation = message["op"];
  if (operation !== "place" && operation !== "batch" && operation !== "cancel") return null;
  const id = message["id"];
  if (!isMessageId(id)) {
    return { problem: `id: a text of at most ${ID_LETTERS_MAX} letters or a whole number` };
  }
  if (operation !== "place") {
    const { op: _op, id: _id, ...body } = message;
    return { operation, id, body };
  }
  for (const field in message) {
    if (field !== "op" && field !== "id" && field !== "order") {
      return { problem: `there is no field ${field.slice(0, ID_LETTERS_MAX)}` };
    }
  }
  return { operation, id, body: message["order"] };
}

/** @param body JSON text. */
export function answerText(id: MessageId, status: number, body: string): string {
  const named = id === undefined ? "" : `"id":${typeof id === "number" ? id : JSON.stringify(id)},`;
  return `{"type":"answer",${named}"status":${status},"body":${body}}`;
}

function isMessageId(id: unknown): id is MessageId {
  if (id === undefined) return true;
  if (typeof id === "number") return Number.isSafeInteger(id);
  return typeof id === "string" && id.length <= ID_LETTERS_MAX;
}
