import { ErrorAnswer } from "@probity/protocol";
import type {
  CancelOrdersJson,
  CancelsAnswer,
  PlaceOrderJson,
  PlaceOrdersJson,
  PlacementAnswer,
  PlacementsAnswer,
  SessionAnswer,
} from "@probity/protocol";
import { ApiError } from "../api-error.ts";
import type { AnswerOf } from "../json.ts";
import type { LiveAnswer, LiveConnection } from "./connection.ts";

/**
 * Orders over the live socket: the quickest way in, with many under way at once. Answers and errors
 * are those of `OrdersApi`. Nothing is sent again by itself: when the connection is lost, what was
 * under way ends with `isOutcomeUnknown`, and an order with a client order id may be sent again.
 */
export class LiveOrderEntry {
  private readonly live: LiveConnection;

  constructor(live: LiveConnection) {
    this.live = live;
  }

  /**
   * Opens a session of an account, the first unless one is named: orders placed with it are cancelled when
   * this connection ends, however. The next connection needs another.
   *
   * @throws ApiError
   */
  async openSession(account?: string): Promise<AnswerOf<typeof SessionAnswer>> {
    const named = account === undefined ? {} : { account_id: account };
    return granted(await this.live.enter({ op: "session", ...named }));
  }

  /** @throws ApiError */
  async place(order: PlaceOrderJson): Promise<PlacementAnswer> {
    return granted(await this.live.enter({ op: "place", order }));
  }

  /** Up to 100 orders, each for itself; results are in their order. @throws ApiError */
  async placeBatch(batch: PlaceOrdersJson): Promise<PlacementsAnswer> {
    return granted(await this.live.enter({ op: "batch", ...batch }));
  }

  /** Up to 100 orders, each for itself; results are in their order. @throws ApiError */
  async cancelBatch(batch: CancelOrdersJson): Promise<CancelsAnswer> {
    return granted(await this.live.enter({ op: "cancel", ...batch }));
  }
}

function granted<Answer>({ status, body }: LiveAnswer): Answer {
  if (status === 200) return body as Answer;
  const { error, seq } = ErrorAnswer.parse(body);
  throw new ApiError({ status, ...error, seq });
}
