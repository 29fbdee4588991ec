import type { AccountId, CommandContent, Event, OwnerId } from "@probity/core";
import type { Receipt } from "@probity/sequencer";
import { accountOf, knownAccountOf, orderKey, readKey, requireScope } from "../caller.ts";
import type { Principal } from "../principal.ts";
import { refusalOf } from "../refusal.ts";
import type { FailureListener } from "../refusal.ts";
import { expectDone } from "../submitter.ts";
import type { Venue } from "../venue.ts";
import { cancelsAnswer, placementAnswer, placementsAnswer } from "./answer-json.ts";
import type { Answer } from "./answer-json.ts";
import { parseBody, readBody } from "./read-body.ts";
import type { OrderOperation, OrderRequest } from "./read-body.ts";

export type { OrderOperation } from "./read-body.ts";

/**
 * Called exactly once, when the command is durable or refused. `body` is JSON text;
 * `retryAfterSeconds` is for who says so in a header.
 */
export type OrderReply = (status: number, body: string, retryAfterSeconds?: number | null) => void;

/**
 * The one way by which orders are placed and cancelled, whatever door they came in by: reads the
 * body, finds the account, submits, and writes the answer down.
 */
export class OrderEntry {
  readonly #venue: Venue;
  readonly #onFailure: FailureListener;

  constructor(venue: Venue, onFailure: FailureListener = () => {}) {
    this.#venue = venue;
    this.#onFailure = onFailure;
  }

  /**
   * Does what the body of `POST /orders`, `/orders/batch` or `/orders/cancel` asks for. Never throws.
   *
   * @param who needs the scope `trade`.
   * @param body parsed JSON.
   * @param key the `Idempotency-Key` header, of which only placing one order takes notice.
   * @param requestId by which an operator finds the request in the log.
   */
  handle(
    operation: OrderOperation,
    who: Principal,
    body: unknown,
    key: string | null,
    reply: OrderReply,
    requestId = "-",
  ): void {
    let request: OrderRequest;
    try {
      request = readBody(operation, body) ?? parseBody(operation, body);
    } catch (error) {
      return this.refuse(error, reply, requestId);
    }
    this.enter(request, who, key, reply, requestId);
  }

  /** The same for a body that was read already. */
  enter(
    request: OrderRequest,
    who: Principal,
    key: string | null,
    reply: OrderReply,
    requestId: string,
  ): void {
    try {
      requireScope(who, "trade");
      const entry = new Entry(this, request, keyOf(request, key), reply, requestId);
      const account = knownAccountOf(this.#venue, who, request.account);
      if (account !== null) return this.#submit(entry, who.owner, account);
      accountOf(this.#venue, who, request.account).then(
        (found) => this.#submit(entry, who.owner, found),
        (error: unknown) => entry.failed(error),
      );
    } catch (error) {
      this.refuse(error, reply, requestId);
    }
  }

  /** Gives the answer for whatever went wrong. */
  refuse(error: unknown, reply: OrderReply, requestId: string): void {
    const refusal = refusalOf(error, requestId);
    if (refusal.status >= 500) this.#onFailure(error, refusal, requestId);
    reply(refusal.status, JSON.stringify(refusal.body), refusal.retryAfterSeconds);
  }

  #submit(entry: Entry, owner: OwnerId, account: AccountId): void {
    this.#venue.submitter.enqueue(owner, entry.content(account), entry);
  }
}

/** One request on its way through the machine. */
class Entry {
  readonly #entry: OrderEntry;
  readonly #request: OrderRequest;
  readonly #key: string | null;
  readonly #reply: OrderReply;
  readonly #requestId: string;

  constructor(
    entry: OrderEntry,
    request: OrderRequest,
    key: string | null,
    reply: OrderReply,
    requestId: string,
  ) {
    this.#entry = entry;
    this.#request = request;
    this.#key = key;
    this.#reply = reply;
    this.#requestId = requestId;
  }

  content(account: AccountId): CommandContent {
    const request = this.#request;
    switch (request.operation) {
      case "place":
        return { type: "PlaceOrder", account, key: this.#key, order: request.order };
      case "batch":
        return { type: "PlaceOrders", account, items: request.items };
      case "cancel":
        return { type: "CancelOrders", account, targets: request.targets };
      default:
        return request satisfies never;
    }
  }

  done(receipt: Receipt<Event>): void {
    let answer: Answer;
    try {
      answer = this.#answer(receipt);
    } catch (error) {
      return this.failed(error);
    }
    this.#reply(answer.status, answer.body, null);
  }

  failed(error: unknown): void {
    this.#entry.refuse(error, this.#reply, this.#requestId);
  }

  #answer(receipt: Receipt<Event>): Answer {
    expectDone(receipt);
    const request = this.#request;
    switch (request.operation) {
      case "place":
        return placementAnswer(receipt, this.#key);
      case "batch":
        return placementsAnswer(receipt, request.items);
      case "cancel":
        return cancelsAnswer(receipt);
      default:
        return request satisfies never;
    }
  }
}

/** The key of a single order: its client order id, or the header; batches are not named. */
function keyOf(request: OrderRequest, header: string | null): string | null {
  if (request.operation !== "place") return null;
  return header === null ? request.key : orderKey(readKey(header), request.key);
}
