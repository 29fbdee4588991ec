import { traderOf, withKey } from "../auth/key-holder.ts";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { Part } from "../part.ts";
import type { PlacedOrder } from "./placed-order.ts";
import { Placement } from "./placement.ts";
import type { SignedWish } from "./signed-wish.ts";

/** Orders of one request. */
const BATCH_MAX = 15;

/** Placing one order, or fifteen (reference §5.3). */
export function orderPart(desk: Desk): Part {
  const placement = new Placement(desk);

  return {
    clob: (clob) => {
      clob.register(async (scope) => {
        withKey(scope, desk, "trade");

        scope.post("/order", (request, reply) => {
          const trader = traderOf(request);
          const refuse = (error: unknown): void => void reply.send(error);
          const done = ([placed]: readonly PlacedOrder[]): void =>
            void reply.send(placed!.kind === "taken" ? placed!.response : placed!.error);
          placement
            .prepare(trader, request.body)
            .then((wish) => placement.submit(trader, [wish], { done, failed: refuse }))
            .catch(refuse);
        });

        scope.post("/orders", async (request, reply) => {
          const trader = traderOf(request);
          const { body } = request;
          if (!Array.isArray(body) || body.length === 0) {
            throw new ClobError(400, "Invalid order payload");
          }
          if (body.length > BATCH_MAX) {
            throw new ClobError(
              400,
              `Too many orders in payload: ${body.length}, max allowed: ${BATCH_MAX}`,
            );
          }
          const prepared = await Promise.all(
            body.map((one) => placement.prepare(trader, one).catch(refusal)),
          );
          const wishes = prepared.filter((one): one is SignedWish => !(one instanceof ClobError));
          const answer = (placed: readonly PlacedOrder[]): void => {
            let next = 0;
            void reply.send(
              prepared.map((one) =>
                one instanceof ClobError ? failed(one) : answerOf(placed[next++]!),
              ),
            );
          };
          if (wishes.length === 0) answer([]);
          else {
            const refuse = (error: unknown): void => void reply.send(error);
            placement.submit(trader, wishes, { done: answer, failed: refuse });
          }
          return reply;
        });
      });
    },
  };
}

/** One order's own fault is its own answer; what concerns them all is everybody's. */
function refusal(error: unknown): ClobError {
  if (!(error instanceof ClobError)) throw error;
  // Clients sign anew, and send the whole batch again.
  if (error.message === "order_version_mismatch") throw error;
  return error;
}

function answerOf(placed: PlacedOrder): unknown {
  return placed.kind === "taken" ? placed.response : failed(placed.error);
}

/** In a batch a failure is told with success: true, as upstream does. */
function failed({ message }: ClobError): unknown {
  return {
    success: true,
    errorMsg: message,
    orderID: "",
    status: "",
    makingAmount: "",
    takingAmount: "",
  };
}
